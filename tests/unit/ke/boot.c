/* Claims about bringing the machine up and running it from the host's side. */
#include "test.h"

static void note_time(void)
{
    happens(ke_now() == ke_start_time() ? 's' : 'x');
    claim(ke_start_time() == 134116992000000000u); /* 2026-01-01 */
}

static void every_machine_starts_at_the_same_date(void **state)
{
    (void)state;
    run_body(note_time);
    run_body_on(KE_PROCESSORS_MAX, note_time);
    assert_string_equal(happened, "ss");
}

static void pause_twice(void)
{
    happens('1');
    ke_pause();
    happens('2');
    ke_pause();
    happens('3');
}

static void a_paused_machine_goes_on_where_it_was(void **state)
{
    (void)state;
    assert_int_equal(run_machine_on(1, pause_twice)->decided, false);
    happens('.');
    machine_run();
    happens('.');
    assert_false(ke_end()->decided);
    machine_run();
    assert_true(ke_end()->decided);
    assert_int_equal(ke_end()->outcome, KE_QUIET);
    assert_string_equal(happened, "1.2.3");
}

static void work(void)
{
    static KEVENT event;
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    for (int i = 0; i < 5; i++) {
        KeSetEvent(&event, 0, FALSE);
        wait_for(start_body(note_time));
        wait_at_most(&event, 10);
        sleep_for(10);
    }
}

static void equal_runs_have_equal_events(void **state)
{
    (void)state;
    run_body_on(2, work);
    uint64_t hash = event_state->hash, count = event_state->count;
    for (int i = 0; i < 20; i++) {
        run_body_on(2, work);
        assert_int_equal(event_state->hash, hash);
        assert_int_equal(event_state->count, count);
    }
}

static void step(void)
{
    uint64_t steps = ke_steps(), progress = *ke_progress();
    ke_point();
    claim(ke_steps() == steps + 1);
    ke_finding("x", "y");
    KeStallExecutionProcessor(1);
    claim(*ke_progress() > progress);
    claim(ke_cpu_count() == 4 && ke_cpu_number() < 4 && !list_empty(ke_threads()));
}

static void points_are_counted(void **state)
{
    (void)state;
    run_body_on(4, step);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(every_machine_starts_at_the_same_date),
        test(a_paused_machine_goes_on_where_it_was),
        test(equal_runs_have_equal_events),
        test(points_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
