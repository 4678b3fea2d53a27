/*
 * ntsim explore.
 */
#include <signal.h> /* first: AArch64's has a member whose name specstrings.h defines as nothing */

#include "cli/cli.h"

#include "cli/run_options.h"
#include "host/host.h"
#include "report/report.h"
#include <ntsim/ntsim.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t interrupted;
static volatile int stop_flag;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
    stop_flag = 1;
}

#define BOUND_MAX  100
#define JOBS_MAX   256
#define SHARDS_MAX 65536
#define WORKER     "--worker" /* the first argument of a worker, which is started by another ntsim only */

struct progress {
    bool terminal, shown;
    double last;
};

static void show(void *context, uint64_t schedules, double seconds, int bound, uint64_t orders)
{
    struct progress *progress = context;
    if (!progress->terminal && seconds - progress->last < 5)
        return;
    progress->last = seconds;
    progress->shown = true;
    char reached[32] = "no bound complete yet";
    if (bound >= 0)
        snprintf(reached, sizeof reached, "complete to bound %d", bound);
    fprintf(stderr, "%s%9llu schedules  %8.0f/s  %5.1f s  %s, %llu orders of events%s", progress->terminal ? "\r" : "", (unsigned long long)schedules, seconds > 0 ? (double)schedules / seconds : 0.0,
            seconds, reached, (unsigned long long)orders, progress->terminal ? "   " : "\n");
    fflush(stderr);
}

/* "I/N" */
static bool shard_of(const char *text, uint32_t *shard, uint32_t *shards)
{
    unsigned long long i, n;
    char first[24];
    size_t length = text ? strcspn(text, "/") : 0;
    if (!length || length >= sizeof first || !text[length])
        return false;
    memcpy(first, text, length);
    first[length] = 0;
    if (!cli_number(first, &i) || !cli_number(text + length + 1, &n) || n < 1 || n > SHARDS_MAX || i >= n)
        return false;
    *shard = (uint32_t)i;
    *shards = (uint32_t)n;
    return true;
}

static int take_strategy(struct ntsim_search *search, const char *value)
{
    search->strategy = value;
    return value ? 0 : cli_bad("--strategy needs a name");
}

static int take_time(struct ntsim_search *search, const char *value)
{
    char *end;
    search->seconds = value ? strtod(value, &end) : 0;
    return value && *value && !*end && search->seconds > 0 ? 0 : cli_bad("--time needs a number of seconds above 0");
}

static int take_shard(struct ntsim_search *search, const char *value)
{
    return shard_of(value, &search->shard, &search->shards) ? 0 : cli_bad("--shard needs I/N: part I, from 0, of N parts, at most %d", SHARDS_MAX);
}

static int take_bound(struct ntsim_search *search, const char *value)
{
    unsigned long long number;
    if (!cli_number(value, &number) || number > BOUND_MAX)
        return cli_bad("--bound needs a number from 0 to %d", BOUND_MAX);
    search->has_bound = true;
    search->bound = (unsigned)number;
    return 0;
}

static int take_runs(struct ntsim_search *search, const char *value)
{
    unsigned long long number;
    if (!cli_number(value, &number) || !number)
        return cli_bad("--runs needs a number above 0");
    search->runs = number;
    return 0;
}

static int take_seed(struct ntsim_search *search, const char *value)
{
    unsigned long long number;
    if (!cli_number(value, &number))
        return cli_bad("--seed needs a number");
    search->seed = number;
    return 0;
}

static int take_points(struct ntsim_search *search, const char *value)
{
    unsigned long long number;
    if (!cli_number(value, &number) || number < 1 || number > 2)
        return cli_bad("--points needs 1 or 2");
    search->level = (unsigned)number;
    return 0;
}

static int take_jobs(struct ntsim_search *search, const char *value)
{
    unsigned long long number;
    if (!cli_number(value, &number) || number < 1 || number > JOBS_MAX)
        return cli_bad("--jobs needs a number from 1 to %d", JOBS_MAX);
    search->jobs = (unsigned)number;
    return 0;
}

static const struct {
    const char *name;
    int (*take)(struct ntsim_search *search, const char *value); /* NULL: none was given */
} with_value[] = {{"--strategy", take_strategy}, {"--bound", take_bound}, {"--runs", take_runs}, {"--time", take_time},
                  {"--seed", take_seed}, {"--points", take_points}, {"--jobs", take_jobs}, {"--shard", take_shard}};

/* As run_option. */
static int take(struct ntsim_search *search, struct run_request *request, int argc, char **argv, int *i)
{
    const char *value = NULL;
    for (size_t k = 0; k < sizeof with_value / sizeof *with_value; k++)
        if (cli_option(argc, argv, i, with_value[k].name, &value))
            return with_value[k].take(search, value);
    if (strcmp(argv[*i], "--faults") != 0)
        return run_option(request, argc, argv, i);
    search->faults = true;
    return 0;
}

static int parse(struct ntsim_search *search, struct run_request *request, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        int taken = take(search, request, argc, argv, &i);
        if (taken > 0)
            return taken;
        if (taken == 0)
            continue;
        if (argv[i][0] == '-')
            return cli_bad("explore has no option %s (ntsim --help shows all)", argv[i]);
        if (request->scenario)
            return cli_bad("one scenario at a time: %s or %s", request->scenario, argv[i]);
        request->scenario = argv[i];
    }
    request->options.drivers = request->drivers;
    return 0;
}

static int exit_code(const struct ntsim_report *report)
{
    enum ntsim_outcome outcome = ntsim_report_outcome(report);
    if (outcome == NTSIM_NOT_MODELLED || outcome == NTSIM_BROKEN)
        return EXIT_NOT_MODELLED;
    switch (ntsim_report_finding(report)) {
    case NTSIM_FOUND:
        return EXIT_FAILED;
    case NTSIM_CLEAN:
        return EXIT_AS_EXPECTED;
    default:
        return EXIT_INCONCLUSIVE;
    }
}

/* The same words again, in front of them the one that makes it a worker: --app takes all that follow it. The caller frees. */
static const char **worker_command(int argc, char **argv)
{
    const char **command = host_take((size_t)argc + 4, sizeof *command);
    command[0] = host_program_path();
    command[1] = "explore";
    command[2] = WORKER;
    for (int i = 0; i < argc; i++)
        command[3 + i] = argv[i];
    return command;
}

static int work(const struct ntsim_scenario *scenario, const struct run_request *request, const struct ntsim_search *search)
{
    return ntsim_explore_worker(scenario, &request->options, search) ? cli_bad("%s", ntsim_error()) : EXIT_AS_EXPECTED;
}

int cli_explore(int argc, char **argv)
{
    struct run_request request = {0};
    struct ntsim_search search = {0};
    struct progress progress = {.terminal = host_is_terminal(2)};
    const struct ntsim_scenario *scenario = NULL;
    struct ntsim_report *report;
    bool worker = argc > 0 && strcmp(argv[0], WORKER) == 0;
    int code = parse(&search, &request, argc - worker, argv + worker);
    if (code)
        return code;
    if ((code = run_find(&request, &scenario)))
        return code;
    const char **command = worker_command(argc, argv);
    search.worker = command;
    if (worker) {
        code = work(scenario, &request, &search);
        free(command);
        return code;
    }
    search.on_progress = show;
    search.context = &progress;
    search.interrupted = &stop_flag;
    signal(SIGINT, on_interrupt);
    code = ntsim_explore(scenario, &request.options, &search, &report);
    signal(SIGINT, SIG_DFL);
    free(command);
    if (progress.terminal && progress.shown)
        fputc('\n', stderr);
    if (code != 0)
        return cli_bad("%s", ntsim_error());
    code = run_write(&request, report) ? exit_code(report) : EXIT_BAD_INPUT;
    ntsim_report_free(report);
    return code;
}
