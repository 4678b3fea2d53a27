/* Claims about interrupt objects as drivers connect them, with and without Ex. The device is an edu. */
#include "../dev/bench.h"

#include <hw/edu.h>

static PKINTERRUPT interrupt;
static unsigned calls;

static BOOLEAN isr(PKINTERRUPT object, PVOID context)
{
    (void)object, (void)context;
    calls++;
    set(EDU_INTERRUPT_ACK, 0xFFFFFFFF);
    return TRUE;
}

static IO_CONNECT_INTERRUPT_PARAMETERS fully_specified(ULONG version)
{
    IO_CONNECT_INTERRUPT_PARAMETERS parameters = {.Version = version};
    KIRQL irql;
    KAFFINITY affinity;
    ULONG vector = HalGetInterruptVector(PCIBus, 0, config(0x3C, 1), 0, &irql, &affinity);
    parameters.FullySpecified = (IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS){
        .InterruptObject = &interrupt, .ServiceRoutine = (PKSERVICE_ROUTINE)isr, .SynchronizeIrql = irql, .ShareVector = TRUE, .Vector = vector, .Irql = irql,
        .InterruptMode = LevelSensitive, .ProcessorEnableMask = affinity};
    return parameters;
}

static void set_up(void)
{
    calls = 0;
    plug(&dev_edu);
    IO_CONNECT_INTERRUPT_PARAMETERS parameters = fully_specified(CONNECT_FULLY_SPECIFIED);
    claim(IoConnectInterruptEx(&parameters) == STATUS_SUCCESS && interrupt);
}

static void connect_and_disconnect(void)
{
    set_up();
    set(EDU_INTERRUPT_RAISE, 1);
    claim(calls == 1);
    IO_DISCONNECT_INTERRUPT_PARAMETERS gone = {.Version = CONNECT_FULLY_SPECIFIED, .ConnectionContext.InterruptObject = interrupt};
    IoDisconnectInterruptEx(&gone);
    set(EDU_INTERRUPT_RAISE, 1);
    claim(calls == 1);
}

static void a_fully_specified_interrupt_comes_until_it_is_disconnected(void **state)
{
    (void)state;
    run_body(connect_and_disconnect);
}

static void by_group(void)
{
    plug(&dev_edu);
    IO_CONNECT_INTERRUPT_PARAMETERS parameters = fully_specified(CONNECT_FULLY_SPECIFIED_GROUP);
    parameters.FullySpecified.Group = 1;
    claim(IoConnectInterruptEx(&parameters) == STATUS_INVALID_PARAMETER);
    parameters.FullySpecified.Group = 0;
    claim(IoConnectInterruptEx(&parameters) == STATUS_SUCCESS);
    parameters.FullySpecified.Vector = 3;
    claim(IoConnectInterruptEx(&parameters) == STATUS_INVALID_PARAMETER);
    parameters.Version = 99;
    claim(IoConnectInterruptEx(&parameters) == STATUS_NOT_SUPPORTED);
}

static void there_is_one_group_and_what_is_unknown_is_refused(void **state)
{
    (void)state;
    run_body(by_group);
}

static void by_line(void)
{
    IO_CONNECT_INTERRUPT_PARAMETERS parameters = {.Version = CONNECT_LINE_BASED};
    parameters.LineBased.InterruptObject = &interrupt;
    IoConnectInterruptEx(&parameters); /* no bus driver reported the device */
}

static void by_message(void)
{
    IO_CONNECT_INTERRUPT_PARAMETERS parameters = {.Version = CONNECT_MESSAGE_BASED};
    IoConnectInterruptEx(&parameters);
}

static void lines_of_reported_devices_and_messages_are_not_modelled(void **state)
{
    (void)state;
    run_body_to(by_line, KE_NOT_MODELLED);
    run_body_to(by_message, KE_NOT_MODELLED);
}

static BOOLEAN double_it(PVOID context)
{
    *(unsigned *)context *= 2;
    claim(KeGetCurrentIrql() == ke_line_irql(dev_card(0)->line));
    return *(unsigned *)context == 42;
}

static void synchronized(void)
{
    unsigned number = 21;
    set_up();
    claim(KeSynchronizeExecution(interrupt, double_it, &number) == TRUE && number == 42 && KeGetCurrentIrql() == PASSIVE_LEVEL);
    claim(KeSynchronizeExecution(interrupt, double_it, &number) == FALSE);
}

static void a_synchronized_routine_runs_at_dirql_and_its_answer_comes_back(void **state)
{
    (void)state;
    run_body(synchronized);
}

static void hints(void)
{
    set_up();
    IO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS state = {.Version = CONNECT_FULLY_SPECIFIED, .ConnectionContext.InterruptObject = interrupt};
    IoReportInterruptInactive(&state);
    IoReportInterruptActive(&state);
    set(EDU_INTERRUPT_RAISE, 1);
    claim(calls == 1);
}

static void an_inactive_interrupt_may_still_come(void **state)
{
    (void)state;
    run_body(hints);
}

static void synchronize_from_above(void)
{
    unsigned number = 1;
    set_up();
    KfRaiseIrql(HIGH_LEVEL);
    KeSynchronizeExecution(interrupt, double_it, &number);
}

static void take_the_lock_twice(void)
{
    set_up();
    KeAcquireInterruptSpinLock(interrupt);
    KeAcquireInterruptSpinLock(interrupt);
}

static void the_lock_is_taken_from_below_and_once(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(synchronize_from_above, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0xE5);
    assert_non_null(strstr(run_body_to(take_the_lock_twice, KE_DEADLOCK)->text, "Q02"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fully_specified_interrupt_comes_until_it_is_disconnected),
        cmocka_unit_test(there_is_one_group_and_what_is_unknown_is_refused),
        cmocka_unit_test(lines_of_reported_devices_and_messages_are_not_modelled),
        cmocka_unit_test(a_synchronized_routine_runs_at_dirql_and_its_answer_comes_back),
        cmocka_unit_test(an_inactive_interrupt_may_still_come),
        cmocka_unit_test(the_lock_is_taken_from_below_and_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
