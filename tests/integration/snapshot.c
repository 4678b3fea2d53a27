/*
 * Going back to a snapshot is exact: after runs that ended in every way, under random choices, all memory of the machine is again what it was, byte for
 * byte - its private state, the pools, user memory, and of kernel stacks the live part and as much below it as a driver may rely on.
 */
#include "api/path.h"
#include "arena/arena.h"
#include "explore/strategy.h"
#include "ke/end.h"
#include "machine/machine.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RUNS = 50, VISIBLE = 24 * 1024 };

static const struct ntsim_scenario *scenario_of(const char *id)
{
    const char *error = "";
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    if (!scenario)
        fail_msg("%s", error);
    return scenario;
}

static void no_text(void *context, char kind, const char *text, size_t size)
{
    (void)context, (void)kind, (void)text, (void)size;
}

static void boot(struct machine_setup *setup, const char *id)
{
    static const char *argv[2];
    const struct ntsim_scenario *scenario = scenario_of(id);
    char file[1024];
    const char *error = "";
    *setup = (struct machine_setup){.processors = scenario->processors ? scenario->processors : 2, .step_limit = 100000, .on_text = no_text, .argc = 1, .argv = argv};
    for (const char *const *name = scenario->drivers; *name; name++) {
        assert_true(path_find_module(NULL, *name, ".sys", file, sizeof file));
        assert_non_null(setup->drivers[setup->driver_count++] = image_file_open(file, &error));
    }
    setup->program = path_scenario_of(scenario)->file;
    setup->body = scenario->body;
    argv[0] = setup->program->name;
    assert_true(machine_boot(setup));
}

/* --- what is compared ------------------------------------------------------------------------------------------------------------------------------ */

static const enum arena_segment segments[] = {ARENA_PRIVATE, ARENA_NONPAGED, ARENA_PAGED, ARENA_USER};
enum { SEGMENTS = sizeof segments / sizeof *segments };

static struct {
    size_t size[SEGMENTS];
    uint8_t *bytes[SEGMENTS];
    uint8_t *stacks[64];
    size_t stack_count;
} kept;

static void keep_stack(void *context, void *low, size_t size, void *stack)
{
    (void)context, (void)stack;
    size_t visible = size > VISIBLE ? size : VISIBLE;
    assert_true(kept.stack_count < sizeof kept.stacks / sizeof *kept.stacks);
    memcpy(kept.stacks[kept.stack_count++] = malloc(visible), (uint8_t *)low + size - visible, visible);
}

static void keep(void)
{
    for (int i = 0; i < SEGMENTS; i++) {
        kept.size[i] = arena_used(segments[i]);
        memcpy(kept.bytes[i] = malloc(kept.size[i] + 1), arena_start(segments[i]), kept.size[i]);
    }
    kept.stack_count = 0;
    ke_stacks_visit(keep_stack, NULL);
}

static void drop(void)
{
    for (int i = 0; i < SEGMENTS; i++)
        free(kept.bytes[i]);
    for (size_t i = 0; i < kept.stack_count; i++)
        free(kept.stacks[i]);
}

static void assert_equal_bytes(const char *id, const char *what, const uint8_t *now, const uint8_t *then, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (now[i] != then[i])
            fail_msg("%s: byte %zu of %zu of %s is %02x, not %02x as it was", id, i, size, what, now[i], then[i]);
}

static void compare_stack(void *context, void *low, size_t size, void *stack)
{
    (void)stack;
    size_t visible = size > VISIBLE ? size : VISIBLE;
    assert_equal_bytes(context, "a kernel stack", (uint8_t *)low + size - visible, kept.stacks[kept.stack_count++], visible);
}

static void compare(const char *id)
{
    static const char *const names[] = {"the private state", "the nonpaged pool", "the paged pool", "user memory"};
    for (int i = 0; i < SEGMENTS; i++) {
        assert_int_equal(arena_used(segments[i]), kept.size[i]);
        assert_equal_bytes(id, names[i], arena_start(segments[i]), kept.bytes[i], kept.size[i]);
    }
    kept.stack_count = 0;
    ke_stacks_visit(compare_stack, (void *)(uintptr_t)id);
}

/* --- the runs -------------------------------------------------------------------------------------------------------------------------------------- */

static void run_somehow(uint64_t number)
{
    static const struct strategy_settings settings = {.seed = 1};
    void *self = strategy_random.create(&settings);
    strategy_random.begin(self, number);
    choice_ask(strategy_random.answer, self);
    do
        machine_run();
    while (machine_paused());
    choice_ask(NULL, NULL);
    strategy_random.destroy(self);
}

static void run_to_pause(unsigned pause)
{
    while (pause-- > 0) {
        machine_run();
        assert_true(machine_paused());
    }
}

static unsigned pauses_of(const char *id)
{
    struct machine_setup setup;
    unsigned pauses = 0;
    boot(&setup, id);
    for (machine_run(); machine_paused(); machine_run())
        pauses++;
    return pauses;
}

static void every_byte_comes_back(const char *id, unsigned pause)
{
    struct machine_setup setup;
    boot(&setup, id);
    run_to_pause(pause);
    struct machine_snapshot *snapshot = machine_snapshot_take();
    keep();
    for (uint64_t run = 0; run < RUNS; run++) {
        run_somehow(run);
        machine_snapshot_restore(snapshot);
        compare(id);
    }
    drop();
    machine_snapshot_free(snapshot);
}

/*
 * One that leaves, one that is wedged, ways to crash, threads, an application that stands in the middle, stacks used deeply. At each place where a search may begin:
 * with the drivers started, and before that, on memory that has not seen those runs, with an application in the middle of its work.
 */
static void every_byte_comes_back_after_every_kind_of_run(void **state)
{
    static const char *const ids[] = {"echo", "u01_handle_left_open", "u16_timer_left_set", "u20_dpc_left_queued", "u26_thread_left_running", "u27_thread_last_instruction",
                                      "stop_race", "stop_race_3_fixed", "deep_stacks"};
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        for (unsigned pause = pauses_of(ids[i]); pause > 0; pause--)
            every_byte_comes_back(ids[i], pause);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_byte_comes_back_after_every_kind_of_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
