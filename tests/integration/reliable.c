/*
 * A search that cannot be trusted says so. The nondeterminism is a device model's: a host that counts. The workers are this program: `integration_reliable worker CASE`.
 */
#include <signal.h> /* first: on AArch64 it has a structure member that is a word of SAL, __reserved */

#include "dev/dev.h"
#include "event/event.h"
#include "host/host.h"
#include "report/report.h"
#include <edu.h>
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- a device that does not always answer alike ------------------------------------------------------------------------------------------------------- */

static unsigned boots, reads;
static bool (*lies)(void);

static uint64_t unsteady_read(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size)
{
    uint64_t value = dev_edu.read(card, bar, offset, size);
    return offset == EDU_LIVENESS && lies() ? value ^ 1 : value;
}

static void unsteady_reset(struct ntsim_card *card)
{
    boots++;
    if (dev_edu.reset)
        dev_edu.reset(card);
}

static bool now_and_then(void)
{
    return ++reads % 7 == 0;
}

static bool before_the_second_boot(void)
{
    return boots < 2;
}

static bool never(void)
{
    return false;
}

/* The scenario's own device in place of the simulator's; it is found anew each time, for the list of devices is shared. */
static const struct ntsim_scenario *scenario_with(bool (*lie)(void))
{
    static struct ntsim_device unsteady;
    static const struct ntsim_device *devices[] = {&unsteady, NULL};
    const char *error = "";
    const struct ntsim_scenario *scenario = ntsim_scenario_find("edu_factorial", NULL, &error);
    if (!scenario)
        fail_msg("%s", error);
    static const void *own; /* the copy's, which nothing else leads to */
    if (!own)
        own = scenario->devices;
    unsteady = dev_edu;
    unsteady.read = unsteady_read;
    unsteady.reset = unsteady_reset;
    ((struct ntsim_scenario *)(uintptr_t)scenario)->devices = devices; /* path.c keeps a copy of its own for the host */
    lies = lie;
    boots = reads = 0;
    return scenario;
}

static struct ntsim_report *explore(const struct ntsim_scenario *scenario, const struct ntsim_search *search)
{
    struct ntsim_options options = {.silent = true};
    struct ntsim_report *report;
    if (ntsim_explore(scenario, &options, search, &report) != 0)
        fail_msg("%s", ntsim_error());
    return report;
}

static void must_have(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("this should have [%s]: %s", part, text);
}

/* --- what is not repeatable ------------------------------------------------------------------------------------------------------------------------------- */

static void a_steady_device_is_searched(void **state)
{
    (void)state;
    struct ntsim_report *report = explore(scenario_with(never), &(struct ntsim_search){.strategy = "random", .runs = 50, .seed = 4});
    assert_int_equal(ntsim_report_finding(report), NTSIM_CLEAN);
    assert_int_equal(ntsim_report_schedules(report), 50);
    ntsim_report_free(report);
}

static void a_run_that_does_not_repeat_ends_the_search_and_the_event_is_named(void **state)
{
    (void)state;
    struct ntsim_report *report = explore(scenario_with(now_and_then), &(struct ntsim_search){.strategy = "random", .runs = 2000});
    const char *claim = ntsim_report_claim(report);
    assert_int_equal(ntsim_report_finding(report), NTSIM_SEARCH_INCONCLUSIVE);
    assert_true(ntsim_report_schedules(report) < 2000);
    must_have(claim, "Nothing: the run is not repeatable (run ");
    must_have(claim, " ended differently when it was run again: event ");
    must_have(claim, " was first \"");
    must_have(claim, "OUTCOME 3\""); /* the check that does not hold every time */
    char *json = ntsim_report_json(report);
    must_have(json, "\"outcome\": \"inconclusive\"");
    free(json);
    ntsim_report_free(report);
}

static void a_find_that_does_not_show_from_boot_is_not_told_as_found(void **state)
{
    (void)state;
    struct ntsim_report *report = explore(scenario_with(before_the_second_boot), &(struct ntsim_search){.strategy = "delay", .runs = 100});
    assert_int_equal(ntsim_report_finding(report), NTSIM_SEARCH_INCONCLUSIVE);
    must_have(ntsim_report_claim(report), "schedule 1 failed (check 0x0), and its replay from boot does not fail in this way (quiet 0x0)");
    ntsim_report_free(report);
}

/* --- workers that die ------------------------------------------------------------------------------------------------------------------------------------------ */

#define RUNS 300

static char program[1024];

/* The run that ends with this hash is deadly for whoever makes it. */
static uint64_t deadly;

static void die_of_it(void *context, const struct event *event)
{
    (void)context;
    if (event->kind == EV_IMAGE_FREE && event_state->hash == deadly)
        raise(SIGKILL);
}

/* Hashes at the same moment of each run, in order. */
struct seen {
    uint64_t hashes[2 * RUNS];
    size_t count;
};

static void see(void *context, const struct event *event)
{
    struct seen *seen = context;
    if (event->kind == EV_IMAGE_FREE && seen->count < 2 * RUNS)
        seen->hashes[seen->count++] = event_state->hash;
}

static bool occurs_once(const struct seen *seen, size_t at)
{
    for (size_t i = 0; i < seen->count; i++)
        if (i != at && seen->hashes[i] == seen->hashes[at])
            return false;
    return true;
}

static const struct ntsim_search random_runs = {.strategy = "random", .runs = RUNS, .seed = 4};

/* The default run twice, run 0 twice, then run 1, 2, ...: gives the number of a run in the second half that is like no other. */
static uint64_t choose_deadly(void)
{
    struct seen seen = {.count = 0};
    event_listen(see, &seen);
    ntsim_report_free(explore(scenario_with(never), &random_runs));
    event_unlisten(see, &seen);
    for (size_t i = RUNS / 2; i < RUNS; i++)
        if (occurs_once(&seen, i + 3)) {
            deadly = seen.hashes[i + 3];
            return i;
        }
    fail_msg("every run has one like it");
    return 0;
}

static struct ntsim_report *explore_with_workers(const char *what)
{
    char hash[24];
    snprintf(hash, sizeof hash, "%llx", (unsigned long long)deadly);
    const char *const worker[] = {program, "worker", what, hash, NULL};
    struct ntsim_search search = random_runs;
    search.jobs = 2;
    search.worker = worker;
    return explore(scenario_with(never), &search);
}

static void a_run_of_which_every_worker_dies_is_named(void **state)
{
    (void)state;
    char named[80];
    snprintf(named, sizeof named, "3 workers died (signal 9) in one run: random, run %llu", (unsigned long long)choose_deadly());
    struct ntsim_report *report = explore_with_workers("deadly");
    assert_int_equal(ntsim_report_outcome(report), NTSIM_BROKEN);
    assert_int_equal(ntsim_report_exit_code(report), 4);
    must_have(ntsim_report_claim(report), named);
    char *json = ntsim_report_json(report);
    must_have(json, "\"outcome\": \"broken\"");
    free(json);
    ntsim_report_free(report);
}

static void a_worker_that_never_begins_is_told(void **state)
{
    (void)state;
    struct ntsim_report *report = explore_with_workers("nothing");
    assert_int_equal(ntsim_report_outcome(report), NTSIM_BROKEN);
    must_have(ntsim_report_claim(report), "worker processes end before they begin (exit code 7)");
    ntsim_report_free(report);
}

static void a_program_that_is_not_there_is_told(void **state)
{
    (void)state;
    const char *const worker[] = {"/nowhere/at/all", NULL};
    struct ntsim_search search = random_runs;
    search.jobs = 2;
    search.worker = worker;
    struct ntsim_report *report = explore(scenario_with(never), &search);
    assert_int_equal(ntsim_report_outcome(report), NTSIM_BROKEN);
    must_have(ntsim_report_claim(report), "no worker process can be started: no such file");
    ntsim_report_free(report);
}

static void a_worker_that_sees_other_runs_is_not_believed(void **state)
{
    (void)state;
    struct ntsim_report *report = explore_with_workers("liar");
    assert_int_equal(ntsim_report_finding(report), NTSIM_SEARCH_INCONCLUSIVE);
    must_have(ntsim_report_claim(report), "the default run ended differently in another process");
    ntsim_report_free(report);
}

static void good_workers_do_all_of_it(void **state)
{
    (void)state;
    struct ntsim_report *report = explore_with_workers("good");
    assert_int_equal(ntsim_report_finding(report), NTSIM_CLEAN);
    assert_int_equal(ntsim_report_schedules(report), RUNS);
    ntsim_report_free(report);
}

/* --- this program as a worker ------------------------------------------------------------------------------------------------------------------------------------ */

static bool always(void)
{
    return true;
}

static int work(const char *what, const char *hash)
{
    struct ntsim_options options = {.silent = true};
    if (strcmp(what, "nothing") == 0)
        return 7;
    if (strcmp(what, "deadly") == 0) {
        deadly = strtoull(hash, NULL, 16);
        event_listen(die_of_it, NULL);
    }
    return ntsim_explore_worker(scenario_with(strcmp(what, "liar") == 0 ? always : never), &options, &random_runs);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_device_is_searched),
        cmocka_unit_test(a_run_that_does_not_repeat_ends_the_search_and_the_event_is_named),
        cmocka_unit_test(a_find_that_does_not_show_from_boot_is_not_told_as_found),
        cmocka_unit_test(a_run_of_which_every_worker_dies_is_named),
        cmocka_unit_test(a_worker_that_never_begins_is_told),
        cmocka_unit_test(a_program_that_is_not_there_is_told),
        cmocka_unit_test(a_worker_that_sees_other_runs_is_not_believed),
        cmocka_unit_test(good_workers_do_all_of_it),
    };
    if (argc == 4 && strcmp(argv[1], "worker") == 0)
        return work(argv[2], argv[3]);
    snprintf(program, sizeof program, "%s", host_program_path());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
