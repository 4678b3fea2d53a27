/* Claims about searching: a planted lost update is found by every strategy, repeats from its line of text, and is shortened; its fixed twin is clean. */
#include "../machine_fixture.h"

#include "explore/near.h"

#include <stdlib.h>

static struct counted {
    LONG value, done;
} *counted; /* of the machine: goes back with it */
static bool fixed;

static void look_around(void)
{
    KeStallExecutionProcessor(1); /* a scheduling point */
}

/* Two of them: one update is lost when the other comes between reading and writing. */
static void add_one(void)
{
    if (fixed) {
        look_around();
        InterlockedIncrement(&counted->value);
    } else {
        LONG value = counted->value;
        look_around();
        counted->value = value + 1;
    }
    if (++counted->done == 2 && counted->value != 2)
        ke_end_run(KE_CHECK, "an update was lost");
}

static struct machine_snapshot *plant(bool with_fix)
{
    static struct machine_setup setup;
    setup = (struct machine_setup){.processors = 2, .step_limit = 100000};
    fixed = with_fix;
    assert_true(machine_boot(&setup));
    ke_step_limit(100000);
    counted = mm_pool_alloc(NonPagedPool, sizeof *counted, 0x74736554, true, 1);
    start_body(add_one);
    start_body(add_one);
    machine_run();
    assert_true(machine_paused());
    assert_int_equal(counted->done, 0);
    return machine_snapshot_take();
}

static struct search_result search(struct machine_snapshot *start, const char *strategy, int bound, uint64_t runs)
{
    struct search_plan plan = {.strategy = strategy, .bound = bound, .runs = runs, .seed = 1, .level = 1, .step_limit = 100000};
    struct search_result result;
    search_run(&plan, start, &result);
    return result;
}

/* A run of a strategy as deviations by place, before anything is dropped. */
struct taken {
    const struct strategy *strategy;
    void *self;
    struct replay places;
    struct schedule schedule;
};

static unsigned take(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct taken *taken = context;
    unsigned answer = taken->strategy->answer(taken->self, place, options, n);
    uint32_t occurrence = replay_count(&taken->places, place);
    if (answer)
        schedule_add(&taken->schedule, &(struct deviation){.place = *place, .occurrence = occurrence, .move = options[answer]});
    return answer;
}

static struct search_failure fail_once(struct machine_snapshot *start, const struct search_plan *plan, struct taken *taken)
{
    struct search_failure failure = {.failed = false};
    struct schedule none = {0};
    taken->self = taken->strategy->create(&(struct strategy_settings){.seed = plan->seed});
    for (uint64_t number = 0; !failure.failed && number < plan->runs; number++) {
        taken->schedule.count = 0;
        taken->strategy->begin(taken->self, number);
        replay_start(&taken->places, &none);
        failure = search_once(start, take, taken);
        replay_end(&taken->places);
    }
    taken->strategy->destroy(taken->self);
    assert_true(failure.failed);
    return failure;
}

static void finds_it(const char *strategy)
{
    struct machine_snapshot *start = plant(false);
    struct search_failure untouched = search_once(start, NULL, NULL);
    assert_false(untouched.failed);
    struct search_result result = search(start, strategy, 2, 5000);
    if (!result.found || !result.repeatable)
        fail_msg("%s did not find it in %llu runs", strategy ? strategy : "the portfolio", (unsigned long long)result.schedules);
    assert_int_equal(result.failure.outcome, KE_CHECK);
    assert_in_range(result.schedule.count, 1, result.deviations_before);

    char *text = schedule_print(&result.schedule);
    const char *error;
    struct schedule again;
    struct replay replay;
    if (!schedule_parse(&again, text, &error))
        fail_msg("%s: %s", text, error);
    replay_start(&replay, &again);
    struct search_failure replayed = search_once(start, replay_answer, &replay);
    assert_null(replay_diverged(&replay));
    assert_true(search_same(&replayed, &result.failure));
    for (size_t i = 0; i < again.count; i++) { /* none of them can go */
        struct schedule shorter = {0};
        struct replay less;
        for (size_t j = 0; j < again.count; j++)
            if (j != i)
                schedule_add(&shorter, &again.deviations[j]);
        replay_start(&less, &shorter);
        assert_false(search_once(start, replay_answer, &less).failed);
        replay_end(&less);
        schedule_free(&shorter);
    }
    replay_end(&replay);
    schedule_free(&again);
    schedule_free(&result.schedule);
    free(text);
    machine_snapshot_free(start);
}

static void random_walk_finds_it(void **state)
{
    (void)state;
    finds_it("random");
}

static void pos_finds_it(void **state)
{
    (void)state;
    finds_it("pos");
}

static void pct_finds_it(void **state)
{
    (void)state;
    finds_it("pct");
}

static void delay_bounding_finds_it(void **state)
{
    (void)state;
    finds_it("delay");
}

static void preemption_bounding_finds_it(void **state)
{
    (void)state;
    finds_it("preemption");
}

static void dfs_finds_it(void **state)
{
    (void)state;
    finds_it("dfs");
}

static void the_portfolio_finds_it(void **state)
{
    (void)state;
    finds_it(NULL);
}

static void dfs_is_complete_over_all_schedules_and_counts_no_stopped_run(void **state)
{
    (void)state;
    struct machine_snapshot *start = plant(true);
    struct search_result all = search(start, "plain", -1, 200000), result = search(start, "dfs", -1, 200000);
    assert_true(all.complete && !all.stopped_runs && result.complete && !result.found && result.bound < 0);
    assert_in_range(result.schedules, 1, all.schedules);
    assert_true(result.executions >= result.schedules + result.stopped_runs);
    result = search(start, "dfs", -1, 1);
    assert_true(!result.complete && result.out_of_budget);
    machine_snapshot_free(start);
}

static void the_fixed_twin_is_clean_within_two_delays_and_two_preemptions(void **state)
{
    (void)state;
    static const char *const trees[] = {"delay", "preemption"};
    struct machine_snapshot *start = plant(true);
    for (int i = 0; i < 2; i++) {
        struct search_result result = search(start, trees[i], 2, 200000);
        assert_false(result.found);
        assert_true(result.complete);
        assert_int_equal(result.bound, 2);
        assert_true(result.complete_schedules > 1 && result.schedules >= result.complete_schedules);
        assert_string_equal(result.strategy, trees[i]);
    }
    machine_snapshot_free(start);
}

static void a_search_that_ran_out_claims_nothing_complete(void **state)
{
    (void)state;
    struct machine_snapshot *start = plant(true);
    struct search_result result = search(start, "random", -1, 50);
    assert_true(!result.found && !result.complete && result.out_of_budget);
    assert_int_equal(result.schedules, 50);
    result = search(start, "delay", 6, 3);
    assert_true(!result.found && result.out_of_budget && result.bound < 6);
    machine_snapshot_free(start);
}

static volatile int stop = 1;

static void an_interrupted_search_ends(void **state)
{
    (void)state;
    struct machine_snapshot *start = plant(true);
    struct search_plan plan = {.strategy = "random", .bound = -1, .level = 1, .interrupted = &stop};
    struct search_result result;
    search_run(&plan, start, &result);
    assert_true(result.out_of_budget && result.schedules <= 1 && !result.found);
    machine_snapshot_free(start);
}

static void equal_seeds_search_alike(void **state)
{
    (void)state;
    static const char *const strategies[] = {"random", "pos", "pct"};
    struct machine_snapshot *start = plant(false);
    for (int i = 0; i < 3; i++) {
        struct search_result first = search(start, strategies[i], 3, 5000), second = search(start, strategies[i], 3, 5000);
        assert_int_equal(first.first_failure, second.first_failure);
        assert_int_equal(first.deviations_before, second.deviations_before);
        schedule_free(&first.schedule);
        schedule_free(&second.schedule);
    }
    machine_snapshot_free(start);
}

/* A detour: one after the other each of its deviations is needed, but there is a way with fewer. */
static void shortening_looks_below_what_cannot_be_dropped(void **state)
{
    (void)state;
    struct machine_snapshot *start = plant(false);
    unsigned detours = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct search_plan plan = {.strategy = "random", .bound = -1, .runs = 5000, .seed = seed, .level = 1, .step_limit = 100000};
        struct taken taken = {.strategy = &strategy_random};
        struct search_failure failure = fail_once(start, &plan, &taken);
        search_shorten_within(start, &taken.schedule, &failure, 0);
        size_t dropped = taken.schedule.count;
        search_shorten_within(start, &taken.schedule, &failure, 5000);
        assert_int_equal(taken.schedule.count, 1);
        detours += taken.schedule.count < dropped;
        schedule_free(&taken.schedule);
    }
    assert_true(detours > 0);
    machine_snapshot_free(start);
}

static bool ends_like(void *context, const struct search_failure *failure)
{
    (void)failure;
    return event_state->hash == *(const uint64_t *)context;
}

/* Both ways: from the default schedule to a failing one, and with that as a seed back again. */
static void a_search_around_a_seed_reaches_what_is_one_delay_away(void **state)
{
    (void)state;
    struct machine_snapshot *start = plant(false);
    struct search_result away = search(start, "delay", 1, 5000);
    assert_int_equal(away.schedule.count, 1);
    search_once(start, NULL, NULL);
    uint64_t by_default = event_state->hash;
    struct near_plan plan = {.start = start, .seed = &away.schedule, .from = 0, .to = 1, .runs = 5000, .wanted = ends_like, .context = &by_default};
    struct near_result back;
    near_search(&plan, &back);
    assert_true(back.found);
    assert_int_equal(back.bound, 1);
    assert_int_equal(back.schedule.count, 0);
    assert_false(back.failure.failed);
    schedule_free(&back.schedule);
    plan.to = 0;
    near_search(&plan, &back);
    assert_false(back.found);
    assert_int_equal(back.runs, 1);
    schedule_free(&back.schedule);
    schedule_free(&away.schedule);
    machine_snapshot_free(start);
}

static void a_strategy_is_found_by_its_whole_name(void **state)
{
    (void)state;
    assert_ptr_equal(strategy_named("pct"), &strategy_pct);
    assert_null(strategy_named("pc"));
    assert_null(strategy_named("pcts"));
    assert_null(strategy_named(""));
}

static int release(void **state)
{
    (void)state;
    ke_faults_release();
    return 0;
}

#define search_test(name) cmocka_unit_test_teardown(name, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        search_test(random_walk_finds_it),
        search_test(pos_finds_it),
        search_test(pct_finds_it),
        search_test(delay_bounding_finds_it),
        search_test(preemption_bounding_finds_it),
        search_test(dfs_finds_it),
        search_test(the_portfolio_finds_it),
        search_test(dfs_is_complete_over_all_schedules_and_counts_no_stopped_run),
        search_test(the_fixed_twin_is_clean_within_two_delays_and_two_preemptions),
        search_test(a_search_that_ran_out_claims_nothing_complete),
        search_test(an_interrupted_search_ends),
        search_test(equal_seeds_search_alike),
        search_test(shortening_looks_below_what_cannot_be_dropped),
        search_test(a_search_around_a_seed_reaches_what_is_one_delay_away),
        search_test(a_strategy_is_found_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
