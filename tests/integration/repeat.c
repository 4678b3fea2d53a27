/*
 * Equal runs give equal bytes (design 4.2): ten thousand runs in one process, fresh boots and returns to a snapshot mixed, drivers that leave, stay
 * and crash in between. Every hash is compared, of a sample the whole trace; and the process does not grow.
 */
#include "api/path.h"
#include "host/host.h"
#include "report/report.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { RUNS = 10000, SAMPLE = 500, WARM = 1000, GROWTH_KB = 1024 };

/* One that leaves, one that is wedged, three ways to crash, one with threads. */
static const char *const ids[] = {"echo", "u16_timer_left_set", "u01_handle_left_open", "u20_dpc_left_queued", "u26_thread_left_running_fixed", "u26_thread_left_running"};
enum { KINDS = sizeof ids / sizeof *ids };

static const struct ntsim_scenario *scenario_of(const char *id)
{
    const char *error = "";
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    if (!scenario)
        fail_msg("%s", error);
    return scenario;
}

/* Resident memory in KB; 0 where the host does not tell, or would tell of the emulator's. */
static size_t resident_kb(void)
{
    size_t size = 0, pages = 0, whole;
    const char *error;
    if (getenv("NTSIM_TEST_EMULATED"))
        return 0;
    char *text = host_file_read("/proc/self/statm", &size, &error);
    if (text && sscanf(text, "%zu %zu", &whole, &pages) != 2)
        pages = 0;
    free(text);
    return pages * (size_t)sysconf(_SC_PAGESIZE) / 1024;
}

static void assert_did_not_grow(size_t before, size_t after)
{
#ifdef __SANITIZE_ADDRESS__
    (void)before, (void)after; /* its quarantine grows by itself */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    (void)before, (void)after;
#else
    assert_in_range(after, 0, before + GROWTH_KB);
#endif
#else
    assert_in_range(after, 0, before + GROWTH_KB);
#endif
}

/* --- fresh boots ------------------------------------------------------------------------------------------------------------------------------ */

static uint64_t hash_of_run(const char *id, const struct ntsim_options *options)
{
    struct ntsim_report *report;
    if (ntsim_run(scenario_of(id), options, &report) != 0)
        fail_msg("%s: %s", id, ntsim_error());
    if (!ntsim_report_as_expected(report))
        fail_msg("%s did not end as expected; replay: %s", id, ntsim_report_replay(report));
    uint64_t hash = ntsim_report_trace_hash(report);
    ntsim_report_free(report);
    return hash;
}

static char *trace_of_run(const char *id, const char *file)
{
    const char *error = "";
    size_t size;
    hash_of_run(id, &(struct ntsim_options){.trace = file});
    char *text = host_file_read(file, &size, &error);
    if (!text)
        fail_msg("%s: %s", file, error);
    assert_int_equal(size, strlen(text));
    return text;
}

static void ten_thousand_fresh_machines_give_equal_traces(void **state)
{
    static const struct ntsim_options silent = {.silent = true};
    uint64_t first[KINDS];
    char *text[KINDS], file[64];
    size_t before = 0;
    (void)state;
    snprintf(file, sizeof file, "repeat.%d.trace", (int)getpid());
    for (int i = 0; i < KINDS; i++) {
        first[i] = hash_of_run(ids[i], &silent);
        text[i] = trace_of_run(ids[i], file);
    }
    for (int run = 0; run < RUNS; run++) {
        int i = run * 5 % KINDS; /* not always the same neighbour before it */
        if (run % SAMPLE == i) {
            char *again = trace_of_run(ids[i], file);
            assert_string_equal(again, text[i]);
            free(again);
        } else {
            assert_int_equal(hash_of_run(ids[i], &silent), first[i]);
        }
        if (run == WARM)
            before = resident_kb();
    }
    assert_did_not_grow(before, resident_kb());
    for (int i = 0; i < KINDS; i++)
        free(text[i]);
    remove(file);
}

/* --- a report is a value ----------------------------------------------------------------------------------------------------------------------- */

static struct ntsim_report *report_of_run(const char *id)
{
    struct ntsim_report *report;
    if (ntsim_run(scenario_of(id), &(struct ntsim_options){.silent = true}, &report) != 0)
        fail_msg("%s: %s", id, ntsim_error());
    return report;
}

static void a_report_says_the_same_after_other_runs(void **state)
{
    (void)state;
    struct ntsim_report *kept = report_of_run("status_of_its_own");
    char *before = ntsim_report_json(kept);
    assert_non_null(strstr(before, "it returned STATUS_SUCCESS for an IRP that it completed with STATUS_INVALID_DEVICE_REQUEST"));
    ntsim_report_free(report_of_run("u16_timer_left_set"));        /* an image elsewhere */
    ntsim_report_free(report_of_run("q24_completed_irp_touched")); /* a sentence of its own */
    char *after = ntsim_report_json(kept);
    assert_string_equal(after, before);
    free(before);
    free(after);
    ntsim_report_free(kept);
}

/* --- snapshots ---------------------------------------------------------------------------------------------------------------------------------- */

struct machine_of {
    struct machine_setup setup;
    const char *argv[2];
};

static void no_text(void *context, char kind, const char *text, size_t size)
{
    (void)context, (void)kind, (void)text, (void)size;
}

static void set_up(struct machine_of *machine, const char *id)
{
    const struct ntsim_scenario *scenario = scenario_of(id);
    char file[1024];
    const char *error = "";
    *machine = (struct machine_of){.setup = {.processors = scenario->processors ? scenario->processors : 2, .step_limit = UINT64_MAX, .on_text = no_text}};
    for (const char *const *name = scenario->drivers; *name; name++) {
        assert_true(path_find_module(NULL, *name, ".sys", file, sizeof file));
        assert_non_null(machine->setup.drivers[machine->setup.driver_count++] = image_file_open(file, &error));
    }
    machine->setup.program = path_scenario_of(scenario)->file;
    machine->setup.body = scenario->body;
    machine->argv[0] = machine->setup.program->name;
    machine->setup.argc = 1;
    machine->setup.argv = machine->argv;
}

static uint64_t run_to_the_end(void)
{
    do
        machine_run();
    while (machine_paused());
    return event_state->hash;
}

/* The trace without its frame, of a run from where the machine is. */
static char *traced_to_the_end(void)
{
    struct trace_writer writer;
    trace_listen(&writer);
    uint64_t hash = run_to_the_end();
    trace_finish(&writer, hash);
    return writer.text.bytes;
}

static void ten_thousand_returns_to_a_snapshot_give_equal_traces(void **state)
{
    size_t before = 0;
    (void)state;
    for (int i = 0, run = 0; i < KINDS; i++) {
        struct machine_of machine;
        set_up(&machine, ids[i]);
        assert_true(machine_boot(&machine.setup));
        struct machine_snapshot *snapshot = machine_snapshot_take();
        char *text = traced_to_the_end();
        machine_snapshot_restore(snapshot);
        uint64_t hash = run_to_the_end();
        for (; run < RUNS * (i + 1) / KINDS; run++) {
            machine_snapshot_restore(snapshot);
            if (run % SAMPLE == 0) {
                char *again = traced_to_the_end();
                assert_string_equal(again, text);
                free(again);
            } else {
                assert_int_equal(run_to_the_end(), hash);
            }
        }
        machine_snapshot_free(snapshot);
        free(text);
        if (i == 0)
            before = resident_kb();
    }
    assert_did_not_grow(before + GROWTH_KB, resident_kb());
}

/* What a driver may find in uninitialised locals: as much of a stack as NT gives, below its live part. */
static void assert_clean(void *context, void *low, size_t size, void *stack)
{
    const uint8_t *at = (const uint8_t *)low + size - 24 * 1024, *end = low;
    (void)stack;
    for (; at < end; at++)
        if (*at != 0xA5)
            fail_msg("%s: %zu bytes below the live part of a stack lie leftovers", (const char *)context, (size_t)(end - at));
}

static void nothing_is_left_on_stacks_of_the_run_before(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct machine_of machine;
        set_up(&machine, ids[i]);
        assert_true(machine_boot(&machine.setup));
        machine_run(); /* to the common beginning's end */
        struct machine_snapshot *snapshot = machine_snapshot_take();
        for (int run = 0; run < 3; run++) {
            ke_stacks_visit(assert_clean, (void *)(uintptr_t)ids[i]);
            run_to_the_end();
            machine_snapshot_restore(snapshot);
        }
        machine_snapshot_free(snapshot);
    }
}

/* A machine that went back is the machine that was booted: neither a run before the snapshot's use nor other machines in between are seen. */
static void a_snapshot_run_equals_a_fresh_run(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct machine_of machine;
        set_up(&machine, ids[i]);
        assert_true(machine_boot(&machine.setup));
        uint64_t fresh = run_to_the_end();
        assert_true(machine_boot(&machine.setup));
        struct machine_snapshot *snapshot = machine_snapshot_take();
        run_to_the_end();
        machine_snapshot_restore(snapshot);
        assert_int_equal(run_to_the_end(), fresh);
        machine_snapshot_free(snapshot);
        assert_int_equal(hash_of_run(ids[i], &(struct ntsim_options){.silent = true}), fresh);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_run_equals_a_fresh_run),
        cmocka_unit_test(nothing_is_left_on_stacks_of_the_run_before),
        cmocka_unit_test(a_report_says_the_same_after_other_runs),
        cmocka_unit_test(ten_thousand_fresh_machines_give_equal_traces),
        cmocka_unit_test(ten_thousand_returns_to_a_snapshot_give_equal_traces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
