/*
 * The figures of ntsim, each as a line of JSON in bench.jsonl and beside its bar on the terminal. A benchmark, never a test: nothing here fails because it is slow.
 *
 *   bench NTSIM_PROGRAM OUTPUT_FILE
 */
#include "api/path.h"
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
#include <unistd.h>

extern char **environ;

static FILE *out;

static void report(const char *name, double value, const char *unit, double bar, double aim)
{
    fprintf(out, "{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}\n", name, value, unit);
    printf("%-20s %10.4g %-6s bar %8.4g (%4.2f of it)   aim %8.4g (%4.2f)\n", name, value, unit, bar, value / bar, aim, value / aim);
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
    uint64_t start = host_clock_ns();
    if (ntsim_run(scenario, &options, &result) != 0 || !ntsim_report_clean(result)) {
        fprintf(stderr, "bench: %s did not run as it should: %s\n", id, result ? "see ntsim run" : ntsim_error());
        exit(2);
    }
    uint64_t end = host_clock_ns();
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
    return fclose(out) ? 2 : 0;
}
