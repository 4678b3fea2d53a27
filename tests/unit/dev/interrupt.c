/* Claims about lines, ISRs and their lock. The ISRs are the test's own; the device is an edu. */
#include "bench.h"

#include <hw/edu.h>

static PKINTERRUPT interrupt, seen_by_isr;
static KIRQL seen_irql;
static ULONG seen_processor;
static unsigned calls, strangers;
static bool acknowledges, claims_it, synchronizes;

static BOOLEAN nothing(PVOID context)
{
    (void)context;
    return TRUE;
}

static BOOLEAN isr(PKINTERRUPT object, PVOID context)
{
    calls++;
    seen_by_isr = object;
    seen_irql = KeGetCurrentIrql();
    seen_processor = KeGetCurrentProcessorNumber();
    claim(context == &calls);
    if (synchronizes)
        KeSynchronizeExecution(object, nothing, NULL);
    if (acknowledges)
        set(EDU_INTERRUPT_ACK, 0xFFFFFFFF);
    return claims_it;
}

static BOOLEAN stranger(PKINTERRUPT object, PVOID context)
{
    (void)object, (void)context;
    strangers++;
    return FALSE;
}

static NTSTATUS connect(PKSERVICE_ROUTINE routine, BOOLEAN share, KINTERRUPT_MODE mode, PKINTERRUPT *result)
{
    KIRQL irql;
    KAFFINITY affinity;
    ULONG vector = HalGetInterruptVector(PCIBus, 0, config(0x3C, 1), 0, &irql, &affinity);
    return IoConnectInterrupt(result, routine, &calls, NULL, vector, irql, irql, mode, share, affinity, FALSE);
}

static void set_up(void)
{
    calls = strangers = 0;
    acknowledges = claims_it = true;
    synchronizes = false;
    plug(&dev_edu);
    set(EDU_STATUS, EDU_STATUS_INTERRUPT);
    claim(connect((PKSERVICE_ROUTINE)isr, TRUE, LevelSensitive, &interrupt) == STATUS_SUCCESS);
}

static void one_interrupt(void)
{
    set_up();
    set(EDU_INTERRUPT_RAISE, 2);
    claim(calls == 1 && seen_irql == ke_line_irql(dev_card(0)->line) && seen_by_isr != interrupt);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL);
    IoDisconnectInterrupt(interrupt);
    set(EDU_INTERRUPT_RAISE, 2);
    claim(calls == 1);
    acknowledges = true;
    claim(connect((PKSERVICE_ROUTINE)isr, TRUE, LevelSensitive, &interrupt) == STATUS_SUCCESS && calls == 2);
}

static void an_isr_runs_at_dirql_and_gets_a_pointer_of_its_own(void **state)
{
    (void)state;
    run_body(one_interrupt);
}

static void two_on_a_line(void)
{
    PKINTERRUPT other;
    set_up();
    claim(connect((PKSERVICE_ROUTINE)stranger, FALSE, LevelSensitive, &other) == STATUS_INVALID_PARAMETER && !other);
    claim(connect((PKSERVICE_ROUTINE)stranger, TRUE, Latched, &other) == STATUS_INVALID_PARAMETER);
    IoDisconnectInterrupt(interrupt);
    claim(connect((PKSERVICE_ROUTINE)stranger, TRUE, LevelSensitive, &other) == STATUS_SUCCESS);
    claim(connect((PKSERVICE_ROUTINE)isr, TRUE, LevelSensitive, &interrupt) == STATUS_SUCCESS);
    set(EDU_INTERRUPT_RAISE, 2);
    claim(calls == 1 && strangers == 1);
}

static void a_shared_line_asks_until_one_claims(void **state)
{
    (void)state;
    run_body(two_on_a_line);
}

static void held_back(void)
{
    set_up();
    KIRQL old = KeAcquireInterruptSpinLock(interrupt);
    set(EDU_INTERRUPT_RAISE, 2);
    claim(calls == 0);
    KeReleaseInterruptSpinLock(interrupt, old);
    claim(calls == 1 && KeGetCurrentIrql() == PASSIVE_LEVEL);
}

static void the_interrupt_lock_holds_it_back(void **state)
{
    (void)state;
    run_body(held_back);
}

static void stall_at_dispatch(void)
{
    set_up();
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    set(EDU_FACTORIAL, 5);
    claim(calls == 0);
    KeStallExecutionProcessor(20);
    claim(calls == 1 && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KfLowerIrql(old);
}

static void latency_passes_at_dispatch_level_too(void **state)
{
    (void)state;
    run_body(stall_at_dispatch);
}

static void storm_unclaimed(void)
{
    set_up();
    acknowledges = claims_it = false;
    set(EDU_INTERRUPT_RAISE, 2);
}

static void storm_stuck(void)
{
    set_up();
    acknowledges = false;
    set(EDU_INTERRUPT_RAISE, 2);
}

static void a_line_that_stays_raised_is_a_storm(void **state)
{
    (void)state;
    run_body_to(storm_unclaimed, KE_STORM);
    assert_int_equal(calls, 1000);
    run_body_to(storm_stuck, KE_STORM);
}

static void synchronize_in_isr(void)
{
    set_up();
    synchronizes = true;
    set(EDU_INTERRUPT_RAISE, 2);
}

static void q02_synchronizing_in_the_isr_is_a_deadlock(void **state)
{
    (void)state;
    run_body_to(synchronize_in_isr, KE_DEADLOCK);
}

static void use_disconnected(void)
{
    set_up();
    IoDisconnectInterrupt(interrupt);
    KeSynchronizeExecution(interrupt, nothing, NULL);
}

static void a_disconnected_interrupt_is_no_more(void **state)
{
    (void)state;
    run_body_to_bugcheck(use_disconnected, PAGE_FAULT_IN_NONPAGED_AREA);
}

/* The first chance to be interrupted is taken. */
static unsigned eager(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)context;
    if (place->kind != CHOICE_POINT)
        return 0;
    for (unsigned i = 0; i < n; i++)
        if (options[i].kind == MOVE_INTERRUPT)
            return i;
    return 0;
}

static void compute_and_look(void)
{
    set_up();
    set(EDU_FACTORIAL, 5);
    uint64_t before = ke_now();
    claim(calls == 0);
    choice_ask(eager, NULL);
    claim(get(EDU_FACTORIAL) == 120);
    choice_ask(NULL, NULL);
    claim(calls == 1 && ke_now() - before < 10);
}

static void the_search_may_make_the_device_faster(void **state)
{
    (void)state;
    run_body(compute_and_look);
}

/* The first chance that an idle processor is interrupted is taken; the first one to go on there, behind the DPC of the ISR. */
static unsigned eager_there(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)context;
    for (unsigned i = 0; place->kind == CHOICE_POINT && i < n; i++)
        if (options[i].kind == MOVE_INTERRUPT_THERE)
            return i;
    return 0;
}

static void compute_elsewhere(void)
{
    set_up();
    LARGE_INTEGER a_while = {.QuadPart = -1000};
    KeDelayExecutionThread(KernelMode, FALSE, &a_while); /* the others become idle */
    ULONG here = KeGetCurrentProcessorNumber();
    set(EDU_FACTORIAL, 5);
    choice_ask(eager_there, NULL);
    claim(get(EDU_FACTORIAL) == 120);
    choice_ask(NULL, NULL);
    claim(calls == 1 && seen_processor != here && KeGetCurrentProcessorNumber() == here);
}

static void an_idle_processor_may_be_the_one_that_is_interrupted(void **state)
{
    (void)state;
    run_body_on(2, compute_elsewhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_isr_runs_at_dirql_and_gets_a_pointer_of_its_own),
        cmocka_unit_test(a_shared_line_asks_until_one_claims),
        cmocka_unit_test(the_interrupt_lock_holds_it_back),
        cmocka_unit_test(latency_passes_at_dispatch_level_too),
        cmocka_unit_test(a_line_that_stays_raised_is_a_storm),
        cmocka_unit_test(q02_synchronizing_in_the_isr_is_a_deadlock),
        cmocka_unit_test(a_disconnected_interrupt_is_no_more),
        cmocka_unit_test(the_search_may_make_the_device_faster),
        cmocka_unit_test(an_idle_processor_may_be_the_one_that_is_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
