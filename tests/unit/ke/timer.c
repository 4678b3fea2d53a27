/* Claims about timers. Semantics 48-50. */
#include "../sync_log.h"
#include "test.h"

static KTIMER timer;
static KDPC dpc;
static uint64_t ran_at[16];
static unsigned runs;

static void note_run(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    claim(KeGetCurrentIrql() == DISPATCH_LEVEL);
    if (runs < 16)
        ran_at[runs] = ke_now();
    runs++;
}

static void init(void)
{
    runs = 0;
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, note_run, NULL);
}

static void once(void)
{
    init();
    uint64_t start = ke_now();
    claim(KeSetTimer(&timer, ticks(-500), &dpc) == FALSE);
    claim(!KeReadStateTimer(&timer) && timer.Dpc == &dpc && timer.Period == 0 && (uint64_t)timer.DueTime.QuadPart == start + 500);
    claim(wait_for(&timer) == STATUS_SUCCESS);
    claim(ke_now() == start + 500 && KeReadStateTimer(&timer));
    claim(runs == 1 && ran_at[0] == start + 500);
    sleep_for(SECOND);
    claim(runs == 1);
}

static void a_relative_timer_fires_once_at_its_time(void **state)
{
    (void)state;
    run_body(once);
}

/* It may come late by the tolerable delay, and here never does: the due time itself is within what is promised. */
static void coalescable(void)
{
    init();
    uint64_t start = ke_now();
    claim(KeSetCoalescableTimer(&timer, ticks(-10000), 0, 32, &dpc) == FALSE);
    claim(KeSetCoalescableTimer(&timer, ticks(-20000), 5, 2, &dpc) == TRUE); /* a period in milliseconds */
    sleep_for(130000);
    claim(runs == 3 && ran_at[0] == start + 20000 && ran_at[1] == start + 70000 && ran_at[2] == start + 120000);
    claim(KeCancelTimer(&timer));
    sleep_for(SECOND);
    claim(runs == 3);
}

static void a_coalescable_timer_fires_within_its_tolerance(void **state)
{
    (void)state;
    run_body(coalescable);
}

static void absolute(void)
{
    init();
    uint64_t at = ke_now() + 700;
    KeSetTimer(&timer, ticks((LONGLONG)at), &dpc);
    sleep_for(SECOND);
    claim(runs == 1 && ran_at[0] == at);
}

static void a_positive_due_time_is_absolute(void **state)
{
    (void)state;
    run_body(absolute);
}

static void in_the_past(void)
{
    init();
    KeSetTimer(&timer, ticks((LONGLONG)ke_now() - 5), &dpc);
    claim(runs == 1 && KeReadStateTimer(&timer));
    KeSetTimer(&timer, ticks(0), &dpc);
    claim(runs == 2 && timer.DueTime.QuadPart == 0); /* absolute: long past */
    KeSetTimer(&timer, ticks((LONGLONG)ke_now()), &dpc);
    claim(runs == 3);
}

static void a_due_time_in_the_past_fires_now(void **state)
{
    (void)state;
    run_body(in_the_past);
}

static void set_twice(void)
{
    init();
    uint64_t start = ke_now();
    claim(KeSetTimer(&timer, ticks(-100), &dpc) == FALSE);
    claim(KeSetTimer(&timer, ticks(-300), &dpc) == TRUE);
    sleep_for(SECOND);
    claim(runs == 1 && ran_at[0] == start + 300);
    claim(KeSetTimer(&timer, ticks(-100), &dpc) == FALSE);
    claim(!KeReadStateTimer(&timer));
}

static void setting_a_set_timer_cancels_it_first(void **state)
{
    (void)state;
    run_body(set_twice);
}

static void cancel(void)
{
    init();
    claim(!KeCancelTimer(&timer));
    KeSetTimer(&timer, ticks(-100), &dpc);
    claim(KeCancelTimer(&timer));
    claim(!KeCancelTimer(&timer));
    sleep_for(SECOND);
    claim(runs == 0 && !KeReadStateTimer(&timer));
    KeSetTimer(&timer, ticks(-100), &dpc);
    sleep_for(SECOND);
    claim(runs == 1 && !KeCancelTimer(&timer));
}

static void cancelling_tells_whether_it_was_in_time(void **state)
{
    (void)state;
    run_body(cancel);
}

static void cancel_after_expiry(void)
{
    init();
    KeSetImportanceDpc(&dpc, LowImportance); /* so that it stays queued */
    KeSetTimer(&timer, ticks(-1), &dpc);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    KeStallExecutionProcessor(1);
    KeLowerIrql(old);
    claim(KeReadStateTimer(&timer) && runs == 0);
    claim(!KeCancelTimer(&timer));
    KeFlushQueuedDpcs();
    claim(runs == 1);
}

static void a_dpc_already_queued_runs_although_the_timer_is_cancelled(void **state)
{
    (void)state;
    run_body(cancel_after_expiry);
}

static void set_after_expiry(void)
{
    init();
    KeSetImportanceDpc(&dpc, LowImportance);
    KeSetTimer(&timer, ticks(0), &dpc);
    claim(runs == 0 && KeReadStateTimer(&timer));
    claim(KeSetTimer(&timer, ticks(-SECOND), &dpc) == FALSE);
    claim(KeRemoveQueueDpc(&dpc));
    KeCancelTimer(&timer);
}

static void a_timer_dpc_is_queued_and_can_be_removed(void **state)
{
    (void)state;
    run_body(set_after_expiry);
}

static void periodic(void)
{
    init();
    uint64_t start = ke_now();
    claim(KeSetTimerEx(&timer, ticks(-500), 10, &dpc) == FALSE && timer.Period == 10);
    sleep_for(350000);
    claim(runs == 4);
    for (int i = 0; i < 4; i++)
        claim(ran_at[i] == start + 500 + (uint64_t)i * 100000);
    claim(KeCancelTimer(&timer));
    claim(!KeCancelTimer(&timer));
    sleep_for(SECOND);
    claim(runs == 4);
}

static void a_period_is_in_milliseconds_and_stays_set_until_cancelled(void **state)
{
    (void)state;
    run_body(periodic);
}

static void cancel_in_the_routine(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    note_run(self, context, a, b);
    happens(KeCancelTimer(&timer) ? 't' : 'f');
}

static void cancel_while_it_runs(void)
{
    init();
    KeInitializeDpc(&dpc, cancel_in_the_routine, NULL);
    KeSetTimerEx(&timer, ticks(-10), 1, &dpc);
    sleep_for(SECOND);
    KeSetTimer(&timer, ticks(-10), &dpc);
    sleep_for(SECOND);
    claim(runs == 2);
}

static void a_periodic_timer_is_armed_again_before_its_dpc_runs(void **state)
{
    (void)state;
    run_body(cancel_while_it_runs);
    assert_string_equal(happened, "tf");
}

static void waiter(void)
{
    if (wait_at_most(&timer, SECOND) == STATUS_SUCCESS)
        happens('w');
}

static void two_wait(void)
{
    KeInitializeTimerEx(&timer, happened[0] ? NotificationTimer : SynchronizationTimer);
    start_body(waiter);
    start_body(waiter);
    sleep_for(10);
    KeSetTimer(&timer, ticks(-10), NULL);
    sleep_for(100);
    happens('.');
}

static void a_synchronization_timer_lets_one_through_a_notification_timer_all(void **state)
{
    (void)state;
    run_body(two_wait);
    assert_string_equal(happened, "w.");
    run_body(two_wait);
    assert_string_equal(happened, "w.ww.");
}

static void on_other_processor(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    happens((char)('0' + KeGetCurrentProcessorNumber()));
}

static void with_target(void)
{
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, on_other_processor, NULL);
    KeSetTargetProcessorDpc(&dpc, 2);
    KeSetTimer(&timer, ticks(-10), &dpc);
    sleep_for(100);
}

static void a_timer_dpc_runs_on_its_target(void **state)
{
    (void)state;
    run_body_on(3, with_target);
    assert_string_equal(happened, "2");
}

static void initialised(void)
{
    memset(&timer, 0xFF, sizeof timer);
    KeInitializeTimerEx(&timer, SynchronizationTimer);
    claim(timer.Header.Type == TimerSynchronizationObject && timer.Header.SignalState == 0 && timer.Header.Size == sizeof timer / sizeof(LONG));
    claim(timer.Header.WaitListHead.Flink == &timer.Header.WaitListHead && timer.Header.WaitListHead.Blink == &timer.Header.WaitListHead);
    claim(timer.DueTime.QuadPart == 0 && timer.Period == 0 && !timer.Dpc);
    claim(!KeCancelTimer(&timer));
}

static void what_lay_in_the_memory_of_a_timer_before_does_not_matter(void **state)
{
    (void)state;
    run_body(initialised);
}

static uint64_t told_id[3], told_second[3];

static void note_told(void *context, const struct event *event)
{
    static const uint16_t kinds[3] = {EV_TIMER_SET, EV_TIMER_CANCEL, EV_TIMER_EXPIRE};
    (void)context;
    for (int i = 0; i < 3; i++)
        if (event->kind == kinds[i])
            told_id[i] = event->a, told_second[i] = event->b;
}

static void tell(void)
{
    memset(told_id, 0, sizeof told_id);
    init();
    event_listen(note_told, NULL);
    uint64_t id = ke_label_find(&timer);
    KeSetTimer(&timer, ticks(-100), NULL);
    claim(id && told_id[0] == id && told_second[0] == ke_now() + 100 && told_id[1] == 0);
    KeCancelTimer(&timer);
    claim(told_id[1] == id && told_second[1] == 1);
    KeCancelTimer(&timer);
    claim(told_id[1] == id && told_second[1] == 0 && told_id[2] == 0);
    KeSetTimer(&timer, ticks(-100), NULL);
    sleep_for(200);
    claim(told_id[2] == id);
}

static void setting_cancelling_and_expiring_are_told_with_the_timers_id(void **state)
{
    (void)state;
    run_body(tell);
}

static void set_on_the_second(void)
{
    init();
    KeSetSystemAffinityThread(2);
    KeSetTimer(&timer, ticks(-100), NULL);
    claim(ke_armed_find(&timer)->cpu == 1);
    KeCancelTimer(&timer);
}

static void the_processor_that_set_it_is_kept(void **state)
{
    (void)state;
    run_body_on(2, set_on_the_second);
}

/* Who sets a timer comes before its expiry, and before who cancels it; who sees it signalled comes after what signalled it. */
static void order_of_set_and_expiry(void)
{
    init();
    sync_log_of(ke_armed_find(&timer));
    KeSetTimer(&timer, ticks(-100), NULL);
    claim(KeCancelTimer(&timer) && strcmp(sync_log.letters, "ra") == 0);
    claim(!KeCancelTimer(&timer) && strcmp(sync_log.letters, "ra") == 0); /* nothing was taken back */
    KeSetTimer(&timer, ticks(-100), NULL);
    sleep_for(200);
    claim(strcmp(sync_log.letters, "rara") == 0 && sync_log.open == 0);
    sync_log_of(&timer);
    claim(KeReadStateTimer(&timer) && strcmp(sync_log.letters, "a") == 0);
    KeSetTimer(&timer, ticks(-100), NULL);
    sync_log_of(&timer);
    claim(!KeReadStateTimer(&timer) && strcmp(sync_log.letters, "") == 0);
    KeCancelTimer(&timer);
    sync_log_of(NULL);
}

static void an_expiry_comes_after_who_set_the_timer(void **state)
{
    (void)state;
    run_body(order_of_set_and_expiry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_relative_timer_fires_once_at_its_time),
        test(a_coalescable_timer_fires_within_its_tolerance),
        test(a_positive_due_time_is_absolute),
        test(a_due_time_in_the_past_fires_now),
        test(setting_a_set_timer_cancels_it_first),
        test(cancelling_tells_whether_it_was_in_time),
        test(a_dpc_already_queued_runs_although_the_timer_is_cancelled),
        test(a_timer_dpc_is_queued_and_can_be_removed),
        test(a_period_is_in_milliseconds_and_stays_set_until_cancelled),
        test(a_periodic_timer_is_armed_again_before_its_dpc_runs),
        test(a_synchronization_timer_lets_one_through_a_notification_timer_all),
        test(a_timer_dpc_runs_on_its_target),
        test(what_lay_in_the_memory_of_a_timer_before_does_not_matter),
        test(setting_cancelling_and_expiring_are_told_with_the_timers_id),
        test(the_processor_that_set_it_is_kept),
        test(an_expiry_comes_after_who_set_the_timer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
