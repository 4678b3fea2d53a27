/* Claims about scheduling points: going on is the default, and what else is offered. Design 4.2; search.md 1, 3. */
#include "test.h"

static KEVENT event;
static KTIMER timer;
static KDPC dpc;
static uint64_t hash;

static void note(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    happens('d');
}

static void letter_o(void)
{
    happens('o');
}

static void work(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, note, NULL);
    start_body(letter_o);
    KeSetTimer(&timer, ticks(-50), &dpc);
    for (int i = 0; i < 10; i++)
        KeSetEvent(&event, 0, FALSE);
    happens('m');
    sleep_for(100);
}

static void the_default_schedule_keeps_the_current_context_running(void **state)
{
    (void)state;
    run_body_on(2, work);
    hash = event_state->hash;
    assert_string_equal(happened, "mod");
    follow({0});
    run_body_on(2, work);
    assert_int_equal(event_state->hash, hash);
    assert_true(script.asked > 10);
    assert_true(script.offered[MOVE_PROCESSOR] && script.offered[MOVE_TIME]);
}

static void another_processor_moves_when_the_schedule_says_so(void **state)
{
    (void)state;
    follow({.routine = DDI_KeSetEvent, .skip = 4, .move = MOVE_PROCESSOR, .value = 1});
    run_body_on(2, work);
    assert_string_equal(happened, "omd");
    assert_int_not_equal(event_state->hash, hash);
}

static void another_thread_of_equal_priority_runs_when_the_schedule_says_so(void **state)
{
    (void)state;
    follow({.routine = DDI_KeSetEvent, .leaving = true, .skip = 4, .move = MOVE_THREAD});
    run_body(work);
    assert_string_equal(happened, "omd");
}

static void time_moves_early_when_the_schedule_says_so(void **state)
{
    (void)state;
    follow({.routine = DDI_KeSetEvent, .skip = 4, .move = MOVE_TIME});
    run_body(work);
    assert_string_equal(happened, "dmo");
}

static void overtaken(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    happens((char)('0' + ke->cpu->number));
    KeSetEvent(&event, 0, FALSE);
    happens('d');
}

static void beside(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, overtaken, NULL);
    sleep_for(100); /* the system's own threads are done */
    KeSetTimer(&timer, ticks(-50), &dpc);
    KeSetEvent(&event, 0, FALSE);
    happens('m');
    sleep_for(100);
}

static void the_clock_may_interrupt_an_idle_processor_and_what_comes_due_is_overtaken(void **state)
{
    (void)state;
    follow({.routine = DDI_KeSetEvent, .move = MOVE_CLOCK, .value = 1}, {.routine = DDI_KeSetEvent, .move = MOVE_PROCESSOR, .value = 0});
    run_body_on(2, beside);
    assert_string_equal(happened, "1md");
}

static void queue_low(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    KeInitializeDpc(&dpc, note, NULL);
    KeSetImportanceDpc(&dpc, LowImportance);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeSetEvent(&event, 0, FALSE);
    happens('m');
}

static void a_waiting_dpc_runs_when_the_schedule_says_so(void **state)
{
    (void)state;
    run_body(queue_low);
    assert_string_equal(happened, "md");
    follow({.routine = DDI_KeSetEvent, .move = MOVE_DPC});
    run_body(queue_low);
    assert_string_equal(happened, "mddm");
}

static void raised(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, note, NULL);
    start_body(letter_o);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeSetTimer(&timer, ticks(-50), NULL);
    memset(&script, 0, sizeof script);
    KeSetEvent(&event, 0, FALSE);
    claim(script.asked == 2);
    claim(!script.offered[MOVE_THREAD] && !script.offered[MOVE_TIME] && !script.offered[MOVE_DPC]);
    KeLowerIrql(old);
}

static void irql_prunes_what_is_offered(void **state)
{
    (void)state;
    follow({0});
    run_body(raised);
}

static void low_priority(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    KeSetPriorityThread(KeGetCurrentThread(), 12);
    start_body(letter_o);
    memset(&script, 0, sizeof script);
    KeSetEvent(&event, 0, FALSE);
    claim(script.asked == 2 && !script.offered[MOVE_THREAD]);
}

static void a_thread_of_lower_priority_is_not_offered(void **state)
{
    (void)state;
    follow({0});
    run_body(low_priority);
}

static void step_for_ever(void)
{
    ke_step_limit(ke_steps() + 100);
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    for (;;)
        KeSetEvent(&event, 0, FALSE);
}

static void a_run_is_cut_at_the_step_limit(void **state)
{
    (void)state;
    run_body_to(step_for_ever, KE_OUT_OF_STEPS);
}

static volatile bool flag;

static void set_flag(void)
{
    flag = true;
    happens('f');
}

static void poll(void)
{
    flag = false;
    start_body(set_flag);
    while (!flag)
        YieldProcessor();
    happens('p');
}

static void who_polls_lets_other_processors_move(void **state)
{
    (void)state;
    run_body_on(2, poll);
    assert_string_equal(happened, "fp");
}

static void set_flag_later(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    note(self, context, a, b);
    flag = true;
}

static void poll_for_time(void)
{
    flag = false;
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, set_flag_later, NULL);
    KeSetTimer(&timer, ticks(-SECOND), &dpc);
    while (!flag)
        YieldProcessor();
    happens('p');
}

static void time_passes_for_who_polls_alone(void **state)
{
    (void)state;
    run_body(poll_for_time);
    assert_string_equal(happened, "dp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_default_schedule_keeps_the_current_context_running),
        test(another_processor_moves_when_the_schedule_says_so),
        test(another_thread_of_equal_priority_runs_when_the_schedule_says_so),
        test(time_moves_early_when_the_schedule_says_so),
        test(the_clock_may_interrupt_an_idle_processor_and_what_comes_due_is_overtaken),
        test(a_waiting_dpc_runs_when_the_schedule_says_so),
        test(irql_prunes_what_is_offered),
        test(a_thread_of_lower_priority_is_not_offered),
        test(a_run_is_cut_at_the_step_limit),
        test(who_polls_lets_other_processors_move),
        test(time_passes_for_who_polls_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
