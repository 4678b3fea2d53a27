/* Claims about how a run ends, as values (design 4.10, 4.11). */
#include "test.h"

static KEVENT event;

static void ask_for_it(void)
{
    KeRaiseIrqlToDpcLevel();
    KeBugCheckEx(0xE2, 1, 2, 3, 4);
}

static void a_bug_check_keeps_code_parameters_and_place(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(ask_for_it, 0xE2);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(end->parameter[i], i + 1);
    assert_true(end->decided);
    assert_int_equal(end->irql, DISPATCH_LEVEL);
    assert_int_equal(end->cpu, 0);
    assert_int_equal(end->at_100ns, ke_now());
    assert_int_equal(end->routine, DDI_KeBugCheckEx);
    assert_int_equal(end->doing, KE_ROUTINE_KINDS);
    assert_int_equal(end->call_count, 1);
    assert_int_equal(end->blame.pc, end->calls[0]);
    assert_string_equal(end->text, "the driver asked for it");
}

static void ask_briefly(void)
{
    KeBugCheck(0x99);
}

static void without_parameters_they_are_zero(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(ask_briefly, 0x99)->parameter[0], 0);
}

static uintptr_t __attribute__((noinline)) routine(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    ddi_enter(KeSetEvent, NULL);
    ke_bugcheck(0x1, 0, 0, 0, 0);
}

static void nested(void)
{
    struct ke_call call = {.kind = KE_DPC, .routine = (const void *)(uintptr_t)routine};
    ke_call(&call);
}

static void the_calls_are_told_innermost_first(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(nested, 0x1);
    assert_int_equal(end->call_count, 2);
    assert_int_equal(end->calls[1], (uintptr_t)routine);
    assert_int_equal(end->doing, KE_DPC);
}

static void find(void)
{
    for (int i = 0; i < KE_FINDINGS_MAX + 5; i++) {
        ke_finding("Q99", "number %d", i);
        KeStallExecutionProcessor(1);
    }
}

static void a_finding_is_noted_and_the_run_goes_on(void **state)
{
    (void)state;
    run_body(find);
    const struct ke_end *end = ke_end();
    assert_int_equal(end->finding_count, KE_FINDINGS_MAX);
    assert_string_equal(end->findings[2].rule, "Q99");
    assert_string_equal(end->findings[2].text, "number 2");
    assert_int_equal(end->findings[2].at_100ns, ke_start_time() + 20);
}

static void check(void)
{
    ke_end_run(KE_CHECK, "%s is %d", "this", 7);
}

static void other_ends_say_why(void **state)
{
    (void)state;
    run_body_to(check, KE_CHECK);
    assert_string_equal(ke_end()->text, "this is 7");
}

static uintptr_t wait_in_a_driver(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return (uintptr_t)wait_for(&event);
}

static void wait_for_ever(void)
{
    ke->session_over = false;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    struct ke_call call = {.kind = KE_DRIVER_UNLOAD, .routine = (const void *)(uintptr_t)wait_in_a_driver};
    ke_call(&call);
}

static void a_deadlock_tells_who_waits_for_what(void **state)
{
    (void)state;
    run_body_to(wait_for_ever, KE_DEADLOCK);
    assert_non_null(strstr(ke_end()->text, "(test) waits for ever for event "));
}

static void wait_after_the_session(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    wait_for(&event);
}

static void a_session_that_is_over_may_end_with_waiting_threads(void **state)
{
    (void)state;
    run_body_to(wait_after_the_session, KE_QUIET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_bug_check_keeps_code_parameters_and_place),
        test(without_parameters_they_are_zero),
        test(the_calls_are_told_innermost_first),
        test(a_finding_is_noted_and_the_run_goes_on),
        test(other_ends_say_why),
        test(a_deadlock_tells_who_waits_for_what),
        test(a_session_that_is_over_may_end_with_waiting_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
