/* Claims about the gate (design 4.3): IRQL by the row, call sites, nesting, what is not modelled. */
#include "test.h"

static KEVENT event;
static KDPC dpc;
static uintptr_t outer_site, inner_site;

static void pulse_too_high(void)
{
    KIRQL old;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeRaiseIrql(DISPATCH_LEVEL + 1, &old);
    KeSetEvent(&event, 0, FALSE);
}

static void lock_too_low(void)
{
    static KSPIN_LOCK lock;
    KeAcquireSpinLockAtDpcLevel(&lock);
}

static void a_routine_above_its_highest_irql_is_0xc4_e5(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(pulse_too_high, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0xE5);
    assert_int_equal(end->parameter[1], DISPATCH_LEVEL + 1);
    assert_string_equal(end->text, "KeSetEvent must be called at IRQL <= DISPATCH_LEVEL");
    assert_int_equal(end->routine, DDI_KeSetEvent);
}

static void a_routine_below_its_lowest_irql_is_0xc4_e5(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(lock_too_low, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0xE5);
    assert_string_equal(end->text, "KeAcquireSpinLockAtDpcLevel must be called at IRQL >= DISPATCH_LEVEL");
}

static void __attribute__((noinline)) inner(void)
{
    ddi_enter(KeResetEvent, &event);
    inner_site = ke_call_site();
    claim(ke_current()->gate == &gate_ && gate_.outer && gate_.outer->id == DDI_KeSetEvent);
}

static void __attribute__((noinline)) outer(void)
{
    ddi_enter(KeSetEvent, &event);
    outer_site = ke_call_site();
    inner();
    claim(ke_call_site() == outer_site && ke_current()->gate == &gate_);
    claim(inner_site != outer_site);
}

static void nest(void)
{
    claim(ke_call_site() == 0 && !ke_current()->gate);
    outer();
    claim(ke_call_site() == 0 && !ke_current()->gate);
    claim(ke_current()->last_routine == DDI_KeSetEvent && ke_current()->last_return == outer_site);
}

static void gates_nest_and_the_innermost_tells_the_call_site(void **state)
{
    (void)state;
    run_body(nest);
}

static void note(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    claim(ke_call_site() == 0); /* the routine was not called by who is interrupted */
    happens('d');
}

static void interrupted(void)
{
    KeInitializeDpc(&dpc, note, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    happens('m');
    claim(ke_call_site() == 0);
}

static void what_wakes_lets_others_run_before_it_returns(void **state)
{
    (void)state;
    run_body(interrupted);
    assert_string_equal(happened, "dm");
}

static void row_by_row(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    unsigned before = script.asked;
    KeGetCurrentIrql(); /* neither flag */
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    claim(script.asked == before);
    KeReadStateEvent(&event); /* POINT */
    claim(script.asked == before + 1);
    KeSetEvent(&event, 0, FALSE); /* POINT | WAKES */
    claim(script.asked == before + 3);
}

static void a_row_says_where_the_points_are(void **state)
{
    (void)state;
    follow({0});
    run_body(row_by_row);
}

static void quiet_rows(void)
{
    unsigned calls = seen[EV_CALL];
    KeGetCurrentIrql();
    claim(seen[EV_CALL] == calls);
    KeReadStateEvent(&event);
    claim(seen[EV_CALL] == calls + 1);
}

static void a_quiet_row_is_no_event(void **state)
{
    (void)state;
    count_events();
    run_body(quiet_rows);
    event_unlisten(count_event, NULL);
}

extern void (*ddi_not_modelled)(enum ddi id, uintptr_t site);

static void call_declared(void)
{
    ddi_not_modelled(DDI_KeSetEvent, 0x1234);
}

static void call_half(void)
{
    ddi_enter(KePulseEvent, NULL);
    ke_not_modelled("this half of it");
}

static void what_is_not_modelled_stops_the_run_and_says_so(void **state)
{
    (void)state;
    run_body_to(call_declared, KE_NOT_MODELLED);
    assert_string_equal(ke_end()->text, "KeSetEvent is declared but not modelled");
    run_body_to(call_half, KE_NOT_MODELLED);
    assert_string_equal(ke_end()->text, "KePulseEvent: this half of it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_routine_above_its_highest_irql_is_0xc4_e5),
        test(a_routine_below_its_lowest_irql_is_0xc4_e5),
        test(gates_nest_and_the_innermost_tells_the_call_site),
        test(what_wakes_lets_others_run_before_it_returns),
        test(a_row_says_where_the_points_are),
        test(a_quiet_row_is_no_event),
        test(what_is_not_modelled_stops_the_run_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
