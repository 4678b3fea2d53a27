/*
 * ntsim from the host's side: run a scenario (or drivers and an application) on a simulated NT machine and read what happened. For tests, tools and embedders;
 * scenario sources include <ntsim/scenario.h> instead.
 *
 * One machine lives at a time in a process; thousands may live one after another. Nothing here is for use inside a scenario's body.
 *
 * Where the host has no memory left, the process ends, with one sentence on standard error and exit code 2; files are written whole or not at all.
 */
#ifndef NTSIM_NTSIM_H
#define NTSIM_NTSIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <ntsim/outcome.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ntsim_scenario;
struct ntsim_report;

/* Zero everywhere: the default. */
struct ntsim_options {
    unsigned processors;         /* 1 to 32; 0: as the schedule says, else 2 */
    const char *schedule;        /* "NTS1:..." to replay; NULL: the default schedule */
    const char *trace;           /* file for the event trace; NULL: none */
    const char *input;           /* file with the lines that the application reads; NULL: end of file at once */
    const char *const *drivers;  /* module files, besides the scenario's; NULL-terminated */
    const char *const *programs; /* applications that CreateProcess finds, besides the scenario's: module files; NULL-terminated */
    const char *const *devices;  /* device models by name ("edu"), behind the scenario's; NULL-terminated */
    const char *application;     /* module file; NULL: the scenario's body only */
    const char *const *arguments; /* of the application, without its name; NULL-terminated */
    const char *path;            /* folders with scenarios and drivers, separated by ':'; NULL: NTSIM_PATH and the built-in ones */
    uint64_t step_limit;         /* scheduling points after which a run is cut; 0: 20 million */
    bool races;                  /* look for data races: each is a finding */
    const char *const *views;    /* debugger views to keep in the report: "!drvobj NAME" (`ntsim views` lists them); NULL-terminated */
    const char *view_at;         /* when: virtual seconds ("0.5") or the first event of a name (IMAGE_FREE, UNLOAD, BUGCHECK...); NULL: the end of the run */
    bool keep_events;            /* the event trace stays in the report (ntsim_report_events) */
    bool silent;                 /* keep neither the story nor the output of applications and drivers: for measuring and searching */
};

/* --- modules and scenarios ------------------------------------------------------------------------------------------------------------------ */

/* The scenario of this id on the path; NULL: *error is one sentence (valid until the next call). */
const struct ntsim_scenario *ntsim_scenario_find(const char *id, const char *path, const char **error);
/* Every scenario on the path, by id in byte order. */
void ntsim_scenario_each(const char *path, void (*visit)(void *context, const struct ntsim_scenario *scenario), void *context);

/* --- running ----------------------------------------------------------------------------------------------------------------------------------- */

/*
 * Runs once. 0: the outcome is in *report (which the caller frees); 2: bad input (no module, damaged schedule, unwritable file): ntsim_error() says it in one
 * sentence and *report is NULL. `scenario` may be NULL when options name drivers or an application.
 */
int ntsim_run(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct ntsim_report **report);
const char *ntsim_error(void);

/*
 * Runs options->schedule again. When one of its deviations finds no place (the driver was edited) and what is left of it shows no failure, a small search by delay bounding
 * around that follows, always with the same budget in runs; the report is then of what it found, ntsim_report_diverged() says what was lost. As ntsim_run.
 */
int ntsim_replay(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct ntsim_report **report);

/*
 * The same failure from fewer deviations: drops what can go from options->schedule, then looks below what is left by delay bounding. 0: result->schedule is the line (the
 * caller frees), of the same kind of failure in the same routine; 2: bad input, or the schedule does not fail: ntsim_error(); 4: the run is not repeatable.
 */
struct ntsim_shortened {
    char *schedule;
    size_t before, after; /* deviations */
    uint64_t runs;        /* that it took */
};
int ntsim_shorten(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct ntsim_shortened *result);

/* --- searching ---------------------------------------------------------------------------------------------------------------------------------- */

/* Zero everywhere: the portfolio for ten seconds. */
struct ntsim_search {
    const char *strategy;   /* random, pos, pct, delay, preemption, dfs; NULL: a portfolio of them */
    bool has_bound;
    unsigned bound;         /* delays, preemptions, or PCT's depth; dfs has none */
    uint64_t runs;          /* 0: not limited by number */
    double seconds;         /* 0: not limited by time (10 when runs is 0 too) */
    uint64_t seed;
    unsigned level;         /* scheduling points: 1 (default) exported routines, 2 also memory accesses */
    bool faults;            /* allocations may fail */
    uint32_t shard, shards; /* only the part of this shard (from 0) of so many; 0 shards: all. Reports of shards are merged by `ntsim merge` */
    unsigned jobs;          /* worker processes; 0 or 1: this process searches */
    const char *const *worker; /* for more than one job: a program's path and its arguments that calls ntsim_explore_worker with the same search; NULL-terminated */
    const volatile int *interrupted; /* set by a signal handler: end with what is known so far */
    /* bound: the largest complete one, -1 for none; orders: of events that depend on each other, so many different ones were seen */
    void (*on_progress)(void *context, uint64_t schedules, double seconds, int bound, uint64_t orders);
    void *context;
};

enum ntsim_finding { NTSIM_FOUND, NTSIM_CLEAN, NTSIM_SEARCH_INCONCLUSIVE };

/* As ntsim_run; the report is that of the shortened failure, or of the default run. */
int ntsim_explore(const struct ntsim_scenario *scenario, const struct ntsim_options *options, const struct ntsim_search *search, struct ntsim_report **report);
/*
 * This process becomes a worker of the search that another one makes: takes its tasks from standard input and answers on standard output, until the other ends.
 * 0, or 2 as above.
 */
int ntsim_explore_worker(const struct ntsim_scenario *scenario, const struct ntsim_options *options, const struct ntsim_search *search);
enum ntsim_finding ntsim_report_finding(const struct ntsim_report *report);
/* What may be claimed, in one sentence (search.md 4). */
const char *ntsim_report_claim(const struct ntsim_report *report);
uint64_t ntsim_report_schedules(const struct ntsim_report *report);

/* --- reports ------------------------------------------------------------------------------------------------------------------------------------- */

enum ntsim_outcome ntsim_report_outcome(const struct ntsim_report *report);
/* 0 when there was no bug check. */
uint32_t ntsim_report_bugcheck(const struct ntsim_report *report);
uint64_t ntsim_report_parameter(const struct ntsim_report *report, unsigned index);
/* NTSIM_UNLOADED for a driver that was never loaded. */
enum ntsim_verdict ntsim_report_verdict(const struct ntsim_report *report, const char *driver);
/* Equal for equal runs: over the level-1 trace. */
uint64_t ntsim_report_trace_hash(const struct ntsim_report *report);
/* Whether it ended as the scenario expects (without a scenario: quiet and everything unloaded, nothing leaked). */
bool ntsim_report_as_expected(const struct ntsim_report *report);
/* Quiet, everything unloaded, nothing leaked, no finding. */
bool ntsim_report_clean(const struct ntsim_report *report);
/* 0 as expected, 1 a failure, 3 inconclusive or diverged, 4 not modelled or our own defect. */
int ntsim_report_exit_code(const struct ntsim_report *report);
/* The schedule of this run, "NTS1:..."; NULL: the default one. */
const char *ntsim_report_schedule(const struct ntsim_report *report);
/* The deviation of the schedule that found no place; NULL: none was lost. */
const char *ntsim_report_diverged(const struct ntsim_report *report);
/*
 * Whether the schedule's header says that it was made with other drivers: other source text or definitions (as ntsim_add_driver saw them), not another compiler. A note,
 * no failure.
 */
bool ntsim_report_driver_changed(const struct ntsim_report *report);
/* Every event of the run, in the form of a trace file; NULL unless options.keep_events. */
const char *ntsim_report_events(const struct ntsim_report *report);
/* One command that shows the same again. */
const char *ntsim_report_replay(const struct ntsim_report *report);
/* What happened, for people; the last line is "outcome: ...". */
void ntsim_report_print(const struct ntsim_report *report, FILE *out);
/* The same as a string, which the caller frees. NULL: out of memory. */
char *ntsim_report_text(const struct ntsim_report *report);
/*
 * A view that options.views asked for, by the same words: its text goes to `out`. 0, or 2: it was not asked for. Addresses are those that a driver sees; they
 * are told by the machine as it was at options.view_at, for it does not live on.
 */
int ntsim_report_view(const struct ntsim_report *report, const char *command, FILE *out);
/* The views that there are, in order: "!analyze"; NULL behind the last. What one takes and shows, in one line; NULL: no such view. */
const char *ntsim_view_name(size_t index);
const char *ntsim_view_help(const char *name, const char **arguments);
/*
 * The JSON, JUnit and SARIF 2.1.0 texts of the same; the caller frees. NULL: out of memory. SARIF has a result for each thing that went wrong, with the place in
 * the driver's source; places below the current folder are given relative to it. What the scenario expects is suppressed there, not left out.
 */
char *ntsim_report_json(const struct ntsim_report *report);
char *ntsim_report_junit(const struct ntsim_report *report);
char *ntsim_report_sarif(const struct ntsim_report *report);
void ntsim_report_free(struct ntsim_report *report);

const char *ntsim_outcome_name(enum ntsim_outcome outcome);
const char *ntsim_verdict_name(enum ntsim_verdict verdict);
const char *ntsim_version(void);

#ifdef __cplusplus
}
#endif

#endif
