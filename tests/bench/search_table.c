/*
 * How many schedules each strategy needs to find the races of search.md 11, and what it says of their fixed twins: a table in Markdown. The random strategies are
 * asked with 101 seeds; the median counts. By dfs the twin is run in all schedules: those that were run to their end stand for all, the other runs were stopped because
 * nothing new would have come of them. A benchmark, never a test.
 *
 *   search_table [SCENARIO...]
 */
#include "report/report.h"
#include <ntsim/ntsim.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEDS       101
#define RUNS        10000u  /* of a random strategy, each seed */
#define TREE_RUNS   100000u /* of the others */
#define FIXED_RUNS  100000u
#define ALL_RUNS    1000000u /* of the fixed twin by dfs */

static const char *const races[] = {"stop_race", "stop_race_2", "stop_race_3", "stop_race_4", "deadlock", "twostage", "reorder", "dpc_rearm", "orphan_thread", "cancel_flush",
                                    "io_completion_at_unload", "lazy_init"};

struct column {
    const char *title, *strategy; /* NULL: the portfolio */
    bool random;
    unsigned bound; /* of a tree; 0: the strategy's own */
};
static const struct column columns[] = {{"portfolio", NULL, true, 0}, {"random", "random", true, 0}, {"pos", "pos", true, 0}, {"pct d=3", "pct", true, 3},
                                        {"delay", "delay", false, 6}, {"preemption", "preemption", false, 6}, {"dfs", "dfs", false, 0}};
#define COLUMNS (sizeof columns / sizeof *columns)

static struct ntsim_report *explore(const char *id, struct ntsim_search search)
{
    const char *error;
    struct ntsim_report *report;
    struct ntsim_options options = {.silent = true};
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    if (!scenario || ntsim_explore(scenario, &options, &search, &report) != 0) {
        fprintf(stderr, "search_table: %s: %s\n", id, scenario ? ntsim_error() : error);
        exit(2);
    }
    return report;
}

/* UINT64_MAX: not found within the runs. */
static uint64_t needed(const char *id, const struct column *column, uint64_t seed)
{
    struct ntsim_search search = {.strategy = column->strategy, .has_bound = column->bound != 0, .bound = column->bound, .runs = column->random ? RUNS : TREE_RUNS, .seed = seed};
    struct ntsim_report *report = explore(id, search);
    uint64_t schedules = report->search.found ? report->search.first_failure : UINT64_MAX;
    ntsim_report_free(report);
    return schedules;
}

static int by_value(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static uint64_t median(const char *id, const struct column *column)
{
    uint64_t values[SEEDS];
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        values[seed] = needed(id, column, seed + 1);
    qsort(values, SEEDS, sizeof *values, by_value);
    return values[SEEDS / 2];
}

static void print_cell(const char *id, const struct column *column)
{
    uint64_t value = column->random ? median(id, column) : needed(id, column, 0);
    if (value == UINT64_MAX)
        printf(" >%u |", column->random ? RUNS : TREE_RUNS);
    else
        printf(" %llu |", (unsigned long long)value);
    fflush(stdout);
}

/* The largest complete delay bound up to 3, its schedules, and how fast they went. */
static void print_twin(const char *id)
{
    char twin[80];
    snprintf(twin, sizeof twin, "%s_fixed", id);
    struct ntsim_report *report = explore(twin, (struct ntsim_search){.strategy = "delay", .has_bound = true, .bound = 3, .runs = FIXED_RUNS});
    const struct report_search *search = &report->search;
    printf(" %s k=%d, %llu, %.0f/s |", search->found ? "FOUND" : "clean", search->bound, (unsigned long long)search->schedules,
           search->seconds > 0 ? (double)search->schedules / search->seconds : 0.0);
    ntsim_report_free(report);
}

/* All schedules of the twin, as far as so many runs go: how many stand for all. */
static void print_all(const char *id)
{
    char twin[80];
    snprintf(twin, sizeof twin, "%s_fixed", id);
    struct ntsim_report *report = explore(twin, (struct ntsim_search){.strategy = "dfs", .runs = ALL_RUNS});
    const struct report_search *search = &report->search;
    printf(" %s%llu of %llu runs, %.1f s |\n", search->found ? "FOUND " : search->complete ? "all: " : ">", (unsigned long long)search->schedules,
           (unsigned long long)search->executions, search->seconds);
    ntsim_report_free(report);
}

static void print_row(const char *id)
{
    printf("| %s |", id);
    for (size_t i = 0; i < COLUMNS; i++)
        print_cell(id, &columns[i]);
    print_twin(id);
    print_all(id);
}

int main(int argc, char **argv)
{
    printf("Schedules to the failure; portfolio, random, pos and pct: median of %d seeds\n\n| race |", SEEDS);
    for (size_t i = 0; i < COLUMNS; i++)
        printf(" %s |", columns[i].title);
    printf(" fixed twin | fixed twin, dfs |\n|---|");
    for (size_t i = 0; i <= COLUMNS + 1; i++)
        printf("---|");
    printf("\n");
    for (int i = 1; i < argc; i++)
        print_row(argv[i]);
    for (size_t i = 0; argc == 1 && i < sizeof races / sizeof *races; i++)
        print_row(races[i]);
    return 0;
}
