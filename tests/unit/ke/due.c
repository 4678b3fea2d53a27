/* Claims about virtual time. Design 4.12, 4.11: it jumps to the next deadline; ten minutes of nothing but periodic work count as settled. */
#include "../step.h"
#include "../sync_log.h"
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
    assert_int_equal(ke_now() - ke_start_time(), 10 * MINUTE);
    assert_int_equal(runs, 600);
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
    ke_time_pass(10);
    claim(!ke->cpu->clock); /* no interrupt waits before it is time */
    ke_time_pass(490);
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

static KTIMER far_timer;

static void settle_after(LONGLONG alone)
{
    arm_periodic();
    KeInitializeTimer(&far_timer);
    KeSetTimer(&far_timer, ticks(-alone), NULL);
    ke_settle();
}

static void settle_late(void)
{
    uint64_t start = ke_now();
    settle_after(30 * MINUTE); /* the periodic one is always before it */
    claim(ke_now() - start >= 30 * MINUTE && KeReadStateTimer(&far_timer));
    KeCancelTimer(&timer);
}

static void settle_ten_minutes_later(void)
{
    uint64_t start = ke_now();
    settle_after(5 * MINUTE);
    claim(ke_now() - start == 15 * MINUTE && KeReadStateTimer(&far_timer));
    KeCancelTimer(&timer);
}

static void settle_with_a_device(void)
{
    uint64_t start = ke_now();
    fired = 0;
    dues[0] = (struct ke_due){.fire = at_clock_level, .irql = CLOCK_LEVEL};
    ke_due_arm(&dues[0], start + 20 * MINUTE);
    arm_periodic();
    ke_settle();
    claim(ke_now() - start >= 20 * MINUTE && fired == 1);
    KeCancelTimer(&timer);
}

static void periodic_work_settles_ten_minutes_after_the_last_of_other_kind(void **state)
{
    (void)state;
    run_body(settle_late);
    run_body(settle_ten_minutes_later);
    run_body(settle_with_a_device);
}

static void nothing_to_do(struct ke_due *due)
{
    (void)due;
}

static uint64_t steps_of_a_sleep(void)
{
    uint64_t steps = ke_steps();
    sleep_for(100);
    return ke_steps() - steps;
}

static void two_jumps(void)
{
    uint64_t one = steps_of_a_sleep();
    dues[0] = (struct ke_due){.fire = nothing_to_do};
    ke_due_arm(&dues[0], ke_now() + 50);
    claim(steps_of_a_sleep() == one + 1);
}

/* A run that does nothing but let time pass ends, too. */
static void each_jump_of_time_is_a_step_of_the_run(void **state)
{
    (void)state;
    run_body(two_jumps);
}

static uint64_t random_state;

static uint64_t next_random(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return random_state >> 40;
}

/* What is first is taken out, again and again. */
static unsigned take_all(void)
{
    struct ke_due *before = NULL;
    unsigned taken = 0;
    for (struct ke_due *due; (due = ke_due_first()); before = due, taken++) {
        claim(!before || before->time_100ns < due->time_100ns || (before->time_100ns == due->time_100ns && before->sequence < due->sequence));
        ke_due_disarm(due);
    }
    return taken;
}

static void shuffle(void)
{
    KIRQL old = ke_raise(CLOCK_LEVEL);
    random_state = 1;
    for (unsigned round = 0; round < 400; round++) {
        unsigned count = 1 + (unsigned)next_random() % COUNT, armed = 0;
        for (unsigned i = 0; i < COUNT; i++)
            dues[i] = (struct ke_due){.irql = next_random() % 3 ? 0 : CLOCK_LEVEL};
        for (unsigned i = 0; i < count; i++)
            ke_due_arm(&dues[i], ke_now() + 1000 + next_random() % (round % 2 ? 1000000 : 40));
        for (unsigned i = 0; i < count; i += 1 + (unsigned)next_random() % 5)
            ke_due_disarm(&dues[i]);
        for (unsigned i = 0; i < count; i++)
            armed += dues[i].ticket != 0;
        claim(take_all() == armed);
    }
    ke_lower(old);
}

static void whatever_is_armed_and_disarmed_the_first_is_first(void **state)
{
    (void)state;
    run_body(shuffle);
}

static void lines(void)
{
    static const struct {
        uint8_t line;
        bool has_line;
        unsigned at;
    } of[] = {{1, true, 500}, {2, true, 400}, {1, true, 300}, {1, false, 100}, {2, true, 600}, {1, true, 300}};
    KIRQL old = ke_raise(CLOCK_LEVEL);
    for (unsigned i = 0; i < 6; i++) {
        dues[i] = (struct ke_due){.irql = CLOCK_LEVEL, .line = of[i].line, .has_line = of[i].has_line};
        ke_due_arm(&dues[i], ke_now() + of[i].at);
    }
    claim(ke_due_of_line(1) == &dues[2] && ke_due_of_line(2) == &dues[1] && !ke_due_of_line(3)); /* the first of equal ones, and none without a line */
    claim(ke_due_first() == &dues[3]);
    take_all();
    ke_lower(old);
}

static void a_lines_first_deadline_is_found(void **state)
{
    (void)state;
    run_body(lines);
}

static void grow(void)
{
    static struct ke_due many[3000];
    KIRQL old = ke_raise(CLOCK_LEVEL);
    for (unsigned i = 0; i < 3000; i++)
        ke_due_arm(&many[i], ke_now() + 1000);
    size_t before = arena_used(ARENA_PRIVATE);
    sim_alloc(2048 * sizeof(struct ke_heap_slot)); /* where the deadlines lay before there were so many */
    claim(arena_used(ARENA_PRIVATE) == before);
    for (unsigned i = 0; i < 3000; i++)
        ke_due_disarm(&many[i]);
    ke_lower(old);
}

static void deadlines_that_grew_in_number_give_their_old_place_back(void **state)
{
    (void)state;
    run_body(grow);
}

static unsigned times_told;

static void count_time(void *context, const struct event *what)
{
    (void)context;
    times_told += what->kind == EV_TIME;
}

static void tell_jumps(void)
{
    event_listen(count_time, NULL);
    times_told = 0;
    dues[0] = (struct ke_due){.fire = nothing_to_do};
    dues[1] = (struct ke_due){.fire = nothing_to_do};
    ke_due_arm(&dues[0], ke_now());
    ke_due_arm(&dues[1], ke_now() + 50);
    sleep_for(100);
    claim(times_told == 2); /* not for what is due already */
}

static void a_jump_of_time_is_told_and_nothing_else_is_one(void **state)
{
    (void)state;
    run_body(tell_jumps);
}

static bool settled_inside;

static void look_around(struct ke_due *due)
{
    (void)due;
    settled_inside = !image_unsettled && ke_current()->unknown > 0 && sync_log.open == 1;
}

/* What is armed is asked for at every point: steps that arm, disarm, let time pass or fire may not be swapped with any other. */
static void steps_of_deadlines(void)
{
    dues[0] = (struct ke_due){.fire = look_around};
    step_begin();
    ke_due_disarm(&dues[0]);
    claim(!step_depends_on_all()); /* it was not armed */
    claim(!ke_time_jump() && step_depends_on_all()); /* nothing is due, which another step might change */
    ke_due_arm(&dues[0], ke_now() + 100);
    claim(step_depends_on_all());
    ke_due_disarm(&dues[0]);
    claim(step_depends_on_all());
    ke_time_pass(1);
    claim(step_depends_on_all());
    ke_due_arm(&dues[0], ke_now() + 100);
    image_unsettled = true;
    settled_inside = false;
    sync_log_of(&dues[0]);
    step_depends_on_all();
    ke_due_fire(&dues[0]);
    claim(step_depends_on_all() && settled_inside && sync_log.open == 0 && ke_current()->unknown == 0);
    sync_log_of(NULL);
    ke_clock_interrupt();
    claim(step_depends_on_all() && ke_current()->unknown == 0);
    step_end();
}

static void a_step_that_has_to_do_with_time_depends_on_every_other(void **state)
{
    (void)state;
    run_body(steps_of_deadlines);
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
        test(periodic_work_settles_ten_minutes_after_the_last_of_other_kind),
        test(each_jump_of_time_is_a_step_of_the_run),
        test(whatever_is_armed_and_disarmed_the_first_is_first),
        test(a_lines_first_deadline_is_found),
        test(deadlines_that_grew_in_number_give_their_old_place_back),
        test(a_jump_of_time_is_told_and_nothing_else_is_one),
        test(a_step_that_has_to_do_with_time_depends_on_every_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
