/* Claims about a tree in parts: they are the whole, in its order, and their sizes can be told without walking them. */
#include "../machine_fixture.h"

#include "explore/units.h"

#include <stdlib.h>

static void look_around(void)
{
    for (int i = 0; i < 12; i++)
        KeStallExecutionProcessor(1); /* a scheduling point */
}

static struct machine_snapshot *plant(void)
{
    static struct machine_setup setup;
    setup = (struct machine_setup){.processors = 2, .step_limit = 100000};
    assert_true(machine_boot(&setup));
    ke_step_limit(100000);
    start_body(look_around);
    start_body(look_around);
    machine_run();
    assert_true(machine_paused());
    return machine_snapshot_take();
}

/* Every run of a tree, in order, as the hash of what was taken. */
struct walk {
    uint64_t runs[100000];
    size_t count;
};
static struct walk whole, parts;

static struct walk *walking;
static const struct runner *walker;

/* Asked before each run: the one before has just been noted by the recorder. */
static void note_run(void)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < walker->recorder.used; i++)
        hash = (hash ^ walker->recorder.taken[i]) * 1099511628211u;
    assert_true(walking->count < sizeof walking->runs / sizeof *walking->runs);
    walking->runs[walking->count++] = hash;
}

static bool before_run(void *context, uint64_t runs, uint64_t next)
{
    (void)context;
    (void)next;
    if (runs)
        note_run();
    return true;
}

static uint64_t do_task(struct runner *runner, const struct task *task, struct walk *walk)
{
    walking = walk;
    walker = runner;
    struct task_answer *answer = runner_do(runner, task);
    uint64_t runs = answer->runs;
    assert_true(answer->exhausted);
    if (runs)
        note_run();
    free(answer);
    return runs;
}

static void open_runner(struct runner *runner, const struct machine_snapshot *start)
{
    const struct search_plan plan = {.bound = -1, .level = 1};
    runner_open(runner, &plan, start);
    runner->passes = 1; /* none is run twice: the recorder must hold what was asked for */
    runner->go_on = before_run;
}

static void walk_whole(struct runner *runner, const struct strategy *strategy, unsigned bound)
{
    struct task task = {.bound = bound, .limit = TASK_FOR_EVER};
    whole.count = 0;
    strcpy(task.strategy, strategy->name);
    do_task(runner, &task, &whole);
}

/* Returns how many there are. */
static unsigned walk_parts(struct runner *runner, const struct strategy *strategy, unsigned bound)
{
    uint64_t executions = 0;
    struct units *units = units_open(runner, strategy, bound, &executions);
    struct task *unit;
    unsigned count = 0;
    parts.count = 0;
    for (; (unit = units_next(units)); count++) {
        uint64_t runs = do_task(runner, unit, &parts);
        if (strategy->every_way_costs)
            assert_int_equal(units_size(runner, unit, UINT64_MAX - 1, &executions), runs);
        free(unit);
    }
    units_close(units);
    return count;
}

static void parts_are_the_whole(const struct strategy *strategy, unsigned bound, unsigned least)
{
    struct machine_snapshot *start = plant();
    struct runner runner;
    open_runner(&runner, start);
    walk_whole(&runner, strategy, bound);
    unsigned count = walk_parts(&runner, strategy, bound);
    assert_true(count >= least);
    assert_int_equal(parts.count, whole.count);
    assert_memory_equal(parts.runs, whole.runs, whole.count * sizeof *whole.runs);
    runner_close(&runner);
    machine_snapshot_free(start);
}

static void a_small_tree_is_one_unit(void **state)
{
    (void)state;
    parts_are_the_whole(&strategy_delay, 0, 1);
    parts_are_the_whole(&strategy_delay, 1, 1);
}

static void units_of_delay_bounding_are_the_tree_in_its_order(void **state)
{
    (void)state;
    parts_are_the_whole(&strategy_delay, 2, 2);
    parts_are_the_whole(&strategy_delay, 3, 20);
}

static void units_of_preemption_bounding_are_the_tree_in_its_order(void **state)
{
    (void)state;
    parts_are_the_whole(&strategy_preemption, 2, 2);
}

/* Shards must agree on the parts, so the same tree is divided alike each time, and parts differ in their hash. */
static void a_tree_is_divided_alike_each_time(void **state)
{
    (void)state;
    struct machine_snapshot *start = plant();
    struct runner runner;
    uint64_t executions = 0, first[512];
    unsigned count[2] = {0, 0}, odd = 0;
    open_runner(&runner, start);
    runner.go_on = NULL;
    for (int turn = 0; turn < 2; turn++) {
        struct units *units = units_open(&runner, &strategy_delay, 3, &executions);
        struct task *unit;
        for (; (unit = units_next(units)); count[turn]++) {
            assert_true(count[turn] < 512);
            if (turn)
                assert_int_equal(units_hash(unit), first[count[1]]);
            first[count[turn]] = units_hash(unit);
            odd += units_hash(unit) & 1;
            free(unit);
        }
        units_close(units);
    }
    assert_int_equal(count[0], count[1]);
    assert_in_range(odd, count[0] / 2, count[0] * 3 / 2); /* of both turns: each of two shards has something like a half */
    runner_close(&runner);
    machine_snapshot_free(start);
}

static int release(void **state)
{
    (void)state;
    ke_faults_release();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_small_tree_is_one_unit, release),
        cmocka_unit_test_teardown(units_of_delay_bounding_are_the_tree_in_its_order, release),
        cmocka_unit_test_teardown(units_of_preemption_bounding_are_the_tree_in_its_order, release),
        cmocka_unit_test_teardown(a_tree_is_divided_alike_each_time, release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
