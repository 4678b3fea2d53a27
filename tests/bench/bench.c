/*
 * The figures of ntsim, each as a line of JSON in bench.jsonl and beside its bar on the terminal. A benchmark, never a test: nothing here fails because it is slow.
 *
 *   bench NTSIM_PROGRAM OUTPUT_FILE
 */
#include "api/path.h"
#include "bench/edu_parts.h"
#include "bench/host_switch.h"
#include "host/host.h"
#include "machine/machine.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static FILE *out;

static void report(const char *name, double value, const char *unit, double bar, double aim)
{
    fprintf(out, "{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}\n", name, value, unit);
    printf("%-20s %10.4g %-6s bar %8.4g (%4.2f of it)   aim %8.4g (%4.2f)\n", name, value, unit, bar, value / bar, aim, value / aim);
}

/* One that has no bar of its own. */
static void report_plain(const char *name, double value, const char *unit)
{
    fprintf(out, "{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}\n", name, value, unit);
    printf("%-20s %10.4g %-6s\n", name, value, unit);
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

/* Of this process: the figures are of one core, whatever else runs on the machine. */
static uint64_t processor_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static double run_ns(const char *id)
{
    const char *error;
    struct ntsim_report *result;
    struct ntsim_options options = {.silent = true, .step_limit = UINT64_MAX};
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    if (!scenario) {
        fprintf(stderr, "bench: %s\n", error);
        exit(2);
    }
    uint64_t start = processor_ns();
    if (ntsim_run(scenario, &options, &result) != 0 || !ntsim_report_clean(result)) {
        fprintf(stderr, "bench: %s did not run as it should: %s\n", id, result ? "see ntsim run" : ntsim_error());
        exit(2);
    }
    uint64_t end = processor_ns();
    ntsim_report_free(result);
    return (double)(end - start);
}

static double per_turn_ns(const char *brief, const char *extended, double turns)
{
    double values[5];
    run_ns(brief);
    for (int i = 0; i < 5; i++)
        values[i] = (run_ns(extended) - run_ns(brief)) / turns;
    return median(values, 5);
}

/* The whole round trip by an application, and the part that has the bar: from the device's being done to the end of the DPC that completes the IRP. */
static void edu_request(void)
{
    bench_edu_listen();
    run_ns("bench_edu_long");
    struct edu_parts parts = bench_edu_parts();
    report_plain("edu_round_trip", per_turn_ns("bench_edu_short", "bench_edu_long", 20000) / 1000, "us");
    report_plain("edu_until_irp_free", parts.completed / 1000, "us");
    report("edu_request", parts.interrupt / 1000, "us", 1, 0.5);
}

/* One process from its start to its end: `ntsim run echo`. */
static void child(const char *program, double *ms, double *megabytes)
{
    const char *const arguments[] = {program, "run", "echo", "--json", "/dev/null", NULL};
    struct rusage usage;
    pid_t pid;
    int status;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
    uint64_t start = host_clock_ns();
    if (posix_spawn(&pid, program, &actions, NULL, (char *const *)arguments, environ) != 0 || wait4(pid, &status, 0, &usage) != pid || status != 0) {
        fprintf(stderr, "bench: %s run echo failed\n", program);
        exit(2);
    }
    *ms = (double)(host_clock_ns() - start) / 1e6;
#ifdef __APPLE__
    *megabytes = (double)usage.ru_maxrss / 1e6;
#else
    *megabytes = (double)usage.ru_maxrss / 1e3;
#endif
    posix_spawn_file_actions_destroy(&actions);
}

static void children(const char *program)
{
    double ms[21], megabytes[21];
    for (int i = 0; i < 21; i++)
        child(program, &ms[i], &megabytes[i]);
    report("first_irp", median(ms, 21), "ms", 20, 8);
    report("resident", median(megabytes, 21), "MB", 7.8, 4);
}

static double reset_us(void)
{
    char file[1024];
    const char *error;
    double values[5];
    struct machine_setup setup = {.processors = 2, .step_limit = UINT64_MAX};
    if (!path_find_module(NULL, "echo", ".sys", file, sizeof file) || !(setup.drivers[0] = image_file_open(file, &error)))
        exit(2);
    setup.driver_count = 1;
    machine_boot(&setup);
    struct machine_snapshot *snapshot = machine_snapshot_take();
    for (int i = 0; i < 5; i++) {
        double total = 0;
        for (int turn = 0; turn < 2000; turn++) {
            do
                machine_run();
            while (machine_paused());
            uint64_t start = host_clock_ns();
            machine_snapshot_restore(snapshot);
            total += (double)(host_clock_ns() - start);
        }
        values[i] = total / 2000 / 1000;
    }
    machine_snapshot_free(snapshot);
    return median(values, 5);
}

/* --- many at once: what one costs among a thousand, and among all of them -------------------------------------------------------------------- */

static void scale(const char *what, const char *few, const char *many, double total)
{
    double costs[2][3];
    const char *const id[] = {few, many};
    char name[40];
    for (int i = 0; i < 3; i++)
        for (int size = 0; size < 2; size++)
            costs[size][i] = run_ns(id[size]) / total;
    double of_few = median(costs[0], 3), of_many = median(costs[1], 3);
    snprintf(name, sizeof name, "scale_%s_few", what);
    report_plain(name, of_few, "ns");
    snprintf(name, sizeof name, "scale_%s_many", what);
    report_plain(name, of_many, "ns");
    snprintf(name, sizeof name, "scale_%s", what);
    report(name, of_many / of_few, "x", 3, 1);
}

/* --- searching: schedules a second on this one core, the median of five searches ------------------------------------------------------------------ */

static double schedules_per_second(const char *id, unsigned level, uint64_t runs)
{
    const char *error;
    double values[5];
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    for (int i = 0; i < 5; i++) {
        struct ntsim_report *result;
        struct ntsim_search search = {.strategy = "random", .runs = runs, .seed = 1, .level = level};
        uint64_t start = processor_ns();
        if (!scenario || ntsim_explore(scenario, &(struct ntsim_options){.silent = true}, &search, &result) != 0) {
            fprintf(stderr, "bench: %s: %s\n", id, scenario ? ntsim_error() : error);
            exit(2);
        }
        values[i] = (double)ntsim_report_schedules(result) * 1e9 / (double)(processor_ns() - start);
        if (ntsim_report_finding(result) == NTSIM_FOUND) {
            fprintf(stderr, "bench: %s failed, and should not\n", id);
            exit(2);
        }
        ntsim_report_free(result);
    }
    return median(values, 5);
}

static void searches(void)
{
    report("search_stop_race", schedules_per_second("stop_race_fixed", 1, 50000), "1/s", 150000, 300000);
    report("search_life", schedules_per_second("bench_life", 1, 20000), "1/s", 40000, 80000);
    report_plain("search_stop_race_level_2", schedules_per_second("stop_race_fixed", 2, 20000), "1/s");
}

int main(int argc, char **argv)
{
    if (argc != 3 || !(out = fopen(argv[2], "w"))) {
        fprintf(stderr, "usage: bench NTSIM_PROGRAM OUTPUT_FILE\n");
        return 2;
    }
    report("irp_round_trip", per_turn_ns("bench_irp_short", "bench_irp_long", 400000), "ns", 308, 200);
    report("start_stop", per_turn_ns("bench_start_short", "bench_start_long", 10000) / 1000, "us", 32, 10);
    children(argv[1]);
    report("context_switch", bench_host_switch_ns(), "ns", 15, 4);
    report("reset", reset_us(), "us", 5, 2);
    edu_request();
    searches();
    scale("handles", "crowd_handles_1000", "crowd_handles_100000", 100000);
    scale("irps", "crowd_irps_1000", "crowd_irps_100000", 100000);
    scale("devices", "crowd_devices_1000", "crowd_devices_100000", 100000);
    scale("timers", "crowd_timers_1000", "crowd_timers_1000000", 1000000);
    return fclose(out) ? 2 : 0;
}
