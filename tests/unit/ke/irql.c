/* Claims about IRQL: what raising holds back, lowering brings (semantics 63); 0xC4/0x30, 0x31. */
#include "test.h"

static KDPC dpc;
static KEVENT event;
static KIRQL old;

static void note(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    happens('d');
}

static void raise_and_lower(void)
{
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL);
    KeRaiseIrql(APC_LEVEL, &old);
    claim(old == PASSIVE_LEVEL && KeGetCurrentIrql() == APC_LEVEL);
    claim(KeRaiseIrqlToDpcLevel() == APC_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    claim(KfRaiseIrql(HIGH_LEVEL) == DISPATCH_LEVEL && KeGetCurrentIrql() == HIGH_LEVEL);
    KfLowerIrql(DISPATCH_LEVEL);
    KeLowerIrql(APC_LEVEL);
    claim(KeGetCurrentIrql() == APC_LEVEL);
    KeLowerIrql(PASSIVE_LEVEL);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

static void raising_tells_the_level_before(void **state)
{
    (void)state;
    run_body(raise_and_lower);
}

static void lower_with_a_dpc(void)
{
    KeInitializeDpc(&dpc, note, NULL);
    KeRaiseIrql(HIGH_LEVEL, &old);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeLowerIrql(DISPATCH_LEVEL);
    claim(happened[0] == 0);
    KeLowerIrql(APC_LEVEL);
    claim(happened[0] == 'd' && KeGetCurrentIrql() == APC_LEVEL);
    KeLowerIrql(PASSIVE_LEVEL);
}

static void lowering_below_dispatch_level_drains_the_queue(void **state)
{
    (void)state;
    run_body(lower_with_a_dpc);
}

static void important(void)
{
    KeSetPriorityThread(KeGetCurrentThread(), 12);
    wait_for(&event);
    happens('t');
}

static void lower_with_a_thread(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeInitializeDpc(&dpc, note, NULL);
    start_body(important);
    sleep_for(10);
    KeRaiseIrql(DISPATCH_LEVEL, &old);
    KeSetEvent(&event, 0, FALSE);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    happens('1');
    KeLowerIrql(old);
    happens('2');
}

static void dpcs_come_before_threads(void **state)
{
    (void)state;
    run_body(lower_with_a_thread);
    assert_string_equal(happened, "1dt2");
}

static void raise_below(void)
{
    KeRaiseIrqlToDpcLevel();
    KeRaiseIrql(APC_LEVEL, &old);
}

static void raise_below_by_result(void)
{
    KfRaiseIrql(HIGH_LEVEL);
    KfRaiseIrql(DISPATCH_LEVEL);
}

static void lower_above(void)
{
    KeLowerIrql(APC_LEVEL);
}

static void lower_in_the_routine(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    KeLowerIrql(PASSIVE_LEVEL);
}

static void lower_in_a_dpc(void)
{
    KeInitializeDpc(&dpc, lower_in_the_routine, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
}

static void assert_verifier(fixture_body *body, ULONG_PTR code, ULONG_PTR from, ULONG_PTR to)
{
    const struct ke_end *end = run_body_to_bugcheck(body, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], code);
    assert_int_equal(end->parameter[1], from);
    assert_int_equal(end->parameter[2], to);
}

static void raising_to_a_lower_level_is_0xc4_30(void **state)
{
    (void)state;
    assert_verifier(raise_below, 0x30, DISPATCH_LEVEL, APC_LEVEL);
    assert_verifier(raise_below_by_result, 0x30, HIGH_LEVEL, DISPATCH_LEVEL);
}

static void lowering_to_a_higher_level_is_0xc4_31(void **state)
{
    (void)state;
    assert_verifier(lower_above, 0x31, PASSIVE_LEVEL, APC_LEVEL);
}

static void a_routine_may_not_lower_below_its_entry_level(void **state)
{
    (void)state;
    assert_verifier(lower_in_a_dpc, 0x31, DISPATCH_LEVEL, PASSIVE_LEVEL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(raising_tells_the_level_before),
        test(lowering_below_dispatch_level_drains_the_queue),
        test(dpcs_come_before_threads),
        test(raising_to_a_lower_level_is_0xc4_30),
        test(lowering_to_a_higher_level_is_0xc4_31),
        test(a_routine_may_not_lower_below_its_entry_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
