/* Claims about dispatcher objects on stacks: they end with the call in which they were initialised. */
#include "ke/on_stack.h"
#include "test.h"

static PRKEVENT left;

static uintptr_t signals(void)
{
    KeSetEvent(left, 0, FALSE);
    return 0;
}

static uintptr_t call(uintptr_t (*routine)(void))
{
    return ke_call(&(struct ke_call){.kind = KE_CALLBACK, .routine = (const void *)routine});
}

static uintptr_t deeper(void)
{
    volatile UCHAR frame[4096];
    frame[0] = 0;
    signals(); /* the stack reaches further than the event that lay there */
    return frame[0];
}

static uintptr_t first(void)
{
    KEVENT event;
    left = &event;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    call(signals);
    return 0;
}

static void signal_what_is_gone(void)
{
    call(first);
    call(deeper);
}

static void an_event_of_a_call_that_is_over_is_0xd5(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(signal_what_is_gone, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    assert_int_equal(end->parameter[0], (ULONG_PTR)left);
    assert_string_equal(end->text, KE_STACK_GONE);
    assert_string_equal(end->blame.armed_what, "initialised in");
}

static uintptr_t again(void)
{
    return first(); /* in the same place as before, and initialised anew */
}

static void twice(void)
{
    left = NULL;
    call(first);
    call(again);
}

static void an_event_is_good_while_its_call_lasts(void **state)
{
    (void)state;
    run_body(twice);
}

static uintptr_t waits(void)
{
    wait_for(left);
    return 0;
}

static void wait_for_what_is_gone(void)
{
    call(first);
    call(waits);
}

static void waiting_for_it_is_0xd5_too(void **state)
{
    (void)state;
    run_body_to_bugcheck(wait_for_what_is_gone, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
}

static KTIMER timer;

static uintptr_t sets(void)
{
    KDPC dpc;
    KeInitializeDpc(&dpc, NULL, NULL);
    KeSetTimer(&timer, ticks(-SECOND), &dpc);
    return 0;
}

static void leave_the_dpc(void)
{
    KeInitializeTimer(&timer);
    call(sets);
    sleep_for(2 * SECOND);
}

static void the_dpc_of_a_timer_is_looked_at_when_it_expires(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(leave_the_dpc, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    assert_string_equal(end->blame.object_kind, "DPC");
    assert_string_equal(end->text, KE_STACK_GONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_event_of_a_call_that_is_over_is_0xd5),
        test(an_event_is_good_while_its_call_lasts),
        test(waiting_for_it_is_0xd5_too),
        test(the_dpc_of_a_timer_is_looked_at_when_it_expires),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
