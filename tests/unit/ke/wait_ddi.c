/* Claims about what a driver may wait for, and where. Rules Q06, Q07; Driver Verifier 0xC4/0x120-0x122, 0xE1; bug checks 0xC and 0xB8. */
#include "test.h"

static KEVENT event, events[65];
static KWAIT_BLOCK blocks[64];
static PVOID objects[65];

static void init(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        KeInitializeEvent(&events[i], NotificationEvent, TRUE);
        objects[i] = &events[i];
    }
}

static NTSTATUS wait_all(ULONG count, PKWAIT_BLOCK array)
{
    init(count);
    return KeWaitForMultipleObjects(count, objects, WaitAll, Executive, KernelMode, FALSE, NULL, array);
}

static void as_many_as_allowed(void)
{
    claim(wait_all(3, NULL) == STATUS_SUCCESS);
    claim(wait_all(64, blocks) == STATUS_SUCCESS);
}

static void four(void)
{
    wait_all(4, NULL);
}

static void too_many(void)
{
    wait_all(65, blocks);
}

static void more_objects_than_allowed_is_0xc(void **state)
{
    (void)state;
    run_body(as_many_as_allowed);
    run_body_to_bugcheck(four, MAXIMUM_WAIT_OBJECTS_EXCEEDED);
    run_body_to_bugcheck(too_many, MAXIMUM_WAIT_OBJECTS_EXCEEDED);
}

static void poll_at_dispatch(void)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();
    KeInitializeEvent(&event, SynchronizationEvent, TRUE);
    claim(wait_at_most(&event, 0) == STATUS_SUCCESS);
    claim(wait_at_most(&event, 0) == STATUS_TIMEOUT);
    claim(KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeLowerIrql(old);
}

static void a_poll_is_allowed_at_dispatch_level(void **state)
{
    (void)state;
    run_body(poll_at_dispatch);
}

static void wait_at_dispatch(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, TRUE);
    KeRaiseIrqlToDpcLevel();
    wait_for(&event);
}

static void wait_a_while_at_dispatch(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, TRUE);
    KeRaiseIrqlToDpcLevel();
    wait_at_most(&event, 1);
}

static void poll_above_dispatch(void)
{
    KIRQL old;
    KeInitializeEvent(&event, SynchronizationEvent, TRUE);
    KeRaiseIrql(DISPATCH_LEVEL + 1, &old);
    wait_at_most(&event, 0);
}

static void assert_verifier(fixture_body *body, ULONG_PTR code)
{
    assert_int_equal(run_body_to_bugcheck(body, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], code);
}

static void a_blocking_wait_at_dispatch_level_is_0xc4(void **state)
{
    (void)state;
    assert_verifier(wait_at_dispatch, 0x121);
    assert_verifier(wait_a_while_at_dispatch, 0x122);
    assert_verifier(poll_above_dispatch, 0x120);
}

static void waiting_routine(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    (void)dpc, (void)context, (void)a, (void)b;
    wait_for(&event);
}

static void wait_in_a_dpc(void)
{
    static KDPC dpc;
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    KeInitializeDpc(&dpc, waiting_routine, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
}

static void a_blocking_wait_in_a_dpc_is_0xb8(void **state)
{
    (void)state;
    run_body_to_bugcheck(wait_in_a_dpc, ATTEMPTED_SWITCH_FROM_DPC);
}

static void wait_for_rubbish(void)
{
    memset(&event, 0xCC, sizeof event);
    wait_for(&event);
}

static void waiting_for_what_is_no_object_is_0xc4_e1(void **state)
{
    (void)state;
    assert_verifier(wait_for_rubbish, 0xE1);
}

static void delay(void)
{
    uint64_t start = ke_now();
    LARGE_INTEGER interval = ticks(-500);
    claim(KeDelayExecutionThread(KernelMode, FALSE, &interval) == STATUS_SUCCESS);
    claim(ke_now() == start + 500);
}

static void delay_at_dispatch(void)
{
    KeRaiseIrqlToDpcLevel();
    sleep_for(1);
}

static void a_delay_takes_its_time_below_dispatch_level_only(void **state)
{
    (void)state;
    run_body(delay);
    assert_verifier(delay_at_dispatch, 0xE5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(more_objects_than_allowed_is_0xc),
        test(a_poll_is_allowed_at_dispatch_level),
        test(a_blocking_wait_at_dispatch_level_is_0xc4),
        test(a_blocking_wait_in_a_dpc_is_0xb8),
        test(waiting_for_what_is_no_object_is_0xc4_e1),
        test(a_delay_takes_its_time_below_dispatch_level_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
