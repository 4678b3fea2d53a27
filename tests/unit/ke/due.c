/* Claims about virtual time. Design 4.12, 4.11: it jumps to the next deadline; ten minutes of nothing but periodic work count as settled. */
#include "test.h"

#define MINUTE (60 * SECOND)
#define COUNT 200

static struct ke_due dues[COUNT];
static unsigned fired;
static uint64_t last_time;
static KTIMER timer;
static KDPC dpc;
static KEVENT event;
static unsigned runs;

static void in_order(struct ke_due *due)
{
    claim(ke_irql() == DISPATCH_LEVEL && ke_now() == due->time_100ns);
    claim(due->time_100ns >= last_time);
    last_time = due->time_100ns;
    fired++;
}

static uint64_t scattered(unsigned i)
{
    return 1000 + (uint64_t)i * 7919 % 1009;
}

static void many(void)
{
    fired = 0;
    last_time = 0;
    uint64_t start = ke_now();
    for (unsigned i = 0; i < COUNT; i++) {
        dues[i] = (struct ke_due){.fire = in_order};
        ke_due_arm(&dues[i], start + scattered(i));
    }
    for (unsigned i = 0; i < COUNT; i += 3)
        ke_due_disarm(&dues[i]);
    ke_due_disarm(&dues[0]);
    sleep_for(10000);
    claim(fired == COUNT - (COUNT + 2) / 3);
}

static void deadlines_come_in_order_of_time(void **state)
{
    (void)state;
    run_body(many);
}

static void by_letter(struct ke_due *due)
{
    happens((char)(uintptr_t)due->context);
}

static void equal_times(void)
{
    static const char letters[] = "zyxab";
    for (unsigned i = 0; i < 5; i++) {
        dues[i] = (struct ke_due){.fire = by_letter, .context = (void *)(uintptr_t)letters[i]};
        ke_due_arm(&dues[i], ke_start_time() + 5000);
    }
    ke_due_arm(&dues[1], ke_start_time() + 5000);
    sleep_for(10000);
}

static void equal_times_come_in_the_order_of_arming(void **state)
{
    (void)state;
    run_body(equal_times);
    assert_string_equal(happened, "zxaby");
}

static void five_minutes(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    uint64_t start = ke_now(), steps = ke_steps();
    claim(wait_at_most(&event, 5 * MINUTE) == STATUS_TIMEOUT);
    claim(ke_now() - start == 5 * MINUTE);
    claim(ke_steps() - steps < 10);
}

static void a_timeout_of_five_minutes_costs_nothing(void **state)
{
    (void)state;
    run_body(five_minutes);
}

static void count_run(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    runs++;
}

static void arm_periodic(void)
{
    runs = 0;
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, count_run, NULL);
    KeSetTimerEx(&timer, ticks(-SECOND), 1000, &dpc);
}

static void ten_minutes_of_periodic_work_count_as_settled(void **state)
{
    (void)state;
    run_body(arm_periodic);
    assert_in_range(ke_now() - ke_start_time(), 10 * MINUTE - 2 * SECOND, 10 * MINUTE + 2 * SECOND);
    assert_in_range(runs, 598, 602);
}

static void arm_far_away(void)
{
    arm_periodic();
    KeSetTimer(&timer, ticks(-30 * MINUTE), &dpc);
}

static void a_single_timer_is_waited_for_however_far(void **state)
{
    (void)state;
    run_body(arm_far_away);
    assert_int_equal(runs, 1);
    assert_int_equal(ke_now() - ke_start_time(), 30 * MINUTE);
}

static void settle_with_a_timer(void)
{
    arm_far_away();
    ke_settle();
    claim(runs == 1);
    arm_periodic();
    uint64_t start = ke_now();
    ke_settle();
    claim(ke_now() - start >= 9 * MINUTE && ke_now() - start <= 11 * MINUTE);
    KeCancelTimer(&timer);
}

static void settling_waits_until_nothing_is_due(void **state)
{
    (void)state;
    run_body(settle_with_a_timer);
}

static void pass(void)
{
    arm_periodic();
    KeSetTimer(&timer, ticks(-100), &dpc);
    ke_time_pass(99);
    claim(runs == 0);
    ke_time_pass(1);
    claim(runs == 1);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    KeSetTimer(&timer, ticks(-100), &dpc);
    ke_time_pass(500);
    claim(runs == 1 && !KeReadStateTimer(&timer));
    KeLowerIrql(old);
    claim(runs == 2 && KeReadStateTimer(&timer));
}

static void what_comes_due_while_working_is_delivered_when_irql_allows(void **state)
{
    (void)state;
    run_body(pass);
}

static void at_clock_level(struct ke_due *due)
{
    claim(ke_irql() == CLOCK_LEVEL && ke_now() >= due->time_100ns);
    fired++;
}

/* A device's deadline interrupts what masks timers, but not what masks the clock; and never before its time. */
static void device_deadlines(void)
{
    fired = 0;
    dues[0] = (struct ke_due){.fire = at_clock_level, .irql = CLOCK_LEVEL};
    ke_due_arm(&dues[0], ke_now() + 100);
    ke_time_pass(99);
    claim(fired == 0);
    KIRQL old = ke_raise(DISPATCH_LEVEL);
    ke_time_pass(1);
    claim(fired == 1 && ke_irql() == DISPATCH_LEVEL);
    ke_due_arm(&dues[0], ke_now() + 100);
    KIRQL inner = ke_raise(CLOCK_LEVEL);
    ke_time_pass(100);
    claim(fired == 1);
    ke_lower(inner);
    ke_lower(old);
    sleep_for(1);
    claim(fired == 2);
}

static void a_device_is_heard_below_the_clocks_level_only(void **state)
{
    (void)state;
    run_body(device_deadlines);
}

static void four_in_a_row(void)
{
    fired = 0;
    last_time = 0;
    uint64_t start = ke_now();
    for (unsigned i = 0; i < 6; i++) { /* the least one is the last child of the first */
        static const uint64_t at[] = {10, 60, 50, 40, 20, 70};
        dues[i] = (struct ke_due){.fire = in_order};
        ke_due_arm(&dues[i], start + at[i]);
    }
    sleep_for(100);
    claim(fired == 6);
}

static uint64_t told_at;

static void note_time(void *context, const struct event *what)
{
    (void)context;
    if (what->kind == EV_TIMER_SET)
        told_at = what->time_100ns;
}

/* Time that passes without a jump is the time of what is told next. */
static void told_time(void)
{
    KeInitializeTimer(&timer);
    event_listen(note_time, NULL);
    ke_time_pass(123);
    KeSetTimer(&timer, ticks(-SECOND), NULL);
    claim(told_at == ke_now());
    sleep_for(77);
    KeSetTimer(&timer, ticks(-SECOND), NULL);
    claim(told_at == ke_now());
    KeCancelTimer(&timer);
}

static void events_bear_the_time_that_is(void **state)
{
    (void)state;
    run_body(told_time);
}

static void the_last_child_may_be_the_least(void **state)
{
    (void)state;
    run_body(four_in_a_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(deadlines_come_in_order_of_time),
        test(equal_times_come_in_the_order_of_arming),
        test(a_timeout_of_five_minutes_costs_nothing),
        test(ten_minutes_of_periodic_work_count_as_settled),
        test(a_single_timer_is_waited_for_however_far),
        test(settling_waits_until_nothing_is_due),
        test(a_device_is_heard_below_the_clocks_level_only),
        test(events_bear_the_time_that_is),
        test(the_last_child_may_be_the_least),
        test(what_comes_due_while_working_is_delivered_when_irql_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
