/*
 * Interrupt objects as drivers see them. Their spin lock belongs to SynchronizeIrql: whoever takes it runs at that
 * level.
 */
#include "ke/interrupt.h"

#include "ke/state.h"

static noreturn void no_interrupt(const void *pointer)
{
    struct ke_blame blame = {.object = pointer,
                             .object_kind = "interrupt object",
                             .sentence = "the pointer is to no connected interrupt: it was disconnected, or never set"};
    ke_bugcheck_blame(PAGE_FAULT_IN_NONPAGED_AREA, (ULONG_PTR)pointer, 0, ke_call_site(), 0, &blame);
}

static struct ke_interrupt *checked(PKINTERRUPT pointer)
{
    struct ke_interrupt *interrupt = ke_interrupt_of(pointer);
    if (!interrupt)
        no_interrupt(pointer);
    return interrupt;
}

static NTSTATUS connect(struct ke_interrupt *wanted, PKINTERRUPT *result)
{
    struct ke_interrupt *interrupt;
    NTSTATUS status = ke_interrupt_connect(wanted, &interrupt);
    *result = NT_SUCCESS(status) ? &interrupt->connected : NULL;
    return status;
}

/* WDK: IoConnectInterrupt. */
NTSTATUS IoConnectInterrupt(PKINTERRUPT *InterruptObject, PKSERVICE_ROUTINE ServiceRoutine, PVOID ServiceContext,
                            PKSPIN_LOCK SpinLock, ULONG Vector, KIRQL Irql, KIRQL SynchronizeIrql,
                            KINTERRUPT_MODE InterruptMode, BOOLEAN ShareVector, KAFFINITY ProcessorEnableMask,
                            BOOLEAN FloatingSave)
{
    ddi_enter(IoConnectInterrupt, NULL);
    (void)FloatingSave;
    struct ke_interrupt wanted = {
        .irql = Irql,
        .synchronize_irql = SynchronizeIrql,
        .mode = InterruptMode,
        .share = ShareVector,
        .affinity = ProcessorEnableMask,
        .lock = SpinLock,
        .call = {.routine = (const void *)ServiceRoutine, .argument = {0, (uintptr_t)ServiceContext}}};
    *InterruptObject = NULL;
    if (!ke_line_of_vector(Vector, &wanted.line))
        return STATUS_INVALID_PARAMETER;
    return connect(&wanted, InterruptObject);
}

static NTSTATUS connect_fully_specified(const IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS *given)
{
    struct ke_interrupt wanted = {
        .irql = given->Irql,
        .synchronize_irql = given->SynchronizeIrql,
        .mode = given->InterruptMode,
        .share = given->ShareVector,
        .affinity = given->ProcessorEnableMask,
        .lock = given->SpinLock,
        .call = {.routine = (const void *)given->ServiceRoutine, .argument = {0, (uintptr_t)given->ServiceContext}}};
    if (!ke_line_of_vector(given->Vector, &wanted.line))
        return STATUS_INVALID_PARAMETER;
    return connect(&wanted, given->InterruptObject);
}

/* SynchronizeIrql 0: the system chooses, which is the line's own. */
static NTSTATUS connect_line(const IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS *given)
{
    struct ke_interrupt wanted = {
        .affinity = ~(KAFFINITY)0,
        .lock = given->SpinLock,
        .call = {.routine = (const void *)given->ServiceRoutine, .argument = {0, (uintptr_t)given->ServiceContext}}};
    if (!ke_line_of_device(given->PhysicalDeviceObject, &wanted))
        return STATUS_INVALID_PARAMETER;
    wanted.synchronize_irql = given->SynchronizeIrql ? given->SynchronizeIrql : wanted.irql;
    return connect(&wanted, given->InterruptObject);
}

/* WDK: IoConnectInterruptEx. One processor group. */
NTSTATUS IoConnectInterruptEx(PIO_CONNECT_INTERRUPT_PARAMETERS Parameters)
{
    ddi_enter(IoConnectInterruptEx, NULL);
    switch (Parameters->Version) {
    case CONNECT_FULLY_SPECIFIED_GROUP:
        if (Parameters->FullySpecified.Group != 0)
            return STATUS_INVALID_PARAMETER;
        return connect_fully_specified(&Parameters->FullySpecified);
    case CONNECT_FULLY_SPECIFIED:
        return connect_fully_specified(&Parameters->FullySpecified);
    case CONNECT_LINE_BASED:
        return connect_line(&Parameters->LineBased);
    case CONNECT_MESSAGE_BASED:
    case CONNECT_MESSAGE_BASED_PASSIVE:
        ke_not_modelled("message-signalled interrupts");
    default:
        return STATUS_NOT_SUPPORTED;
    }
}

/* WDK: IoDisconnectInterrupt. When it returns, the ISR does not run and will not. */
VOID IoDisconnectInterrupt(PKINTERRUPT InterruptObject)
{
    ddi_enter(IoDisconnectInterrupt, InterruptObject);
    ke_interrupt_disconnect(checked(InterruptObject));
}

/* WDK: IoDisconnectInterruptEx. */
VOID IoDisconnectInterruptEx(PIO_DISCONNECT_INTERRUPT_PARAMETERS Parameters)
{
    ddi_enter(IoDisconnectInterruptEx, Parameters->ConnectionContext.InterruptObject);
    ke_interrupt_disconnect(checked(Parameters->ConnectionContext.InterruptObject));
}

/* --- the interrupt's lock ------------------------------------------------------------------------------------- */

static noreturn void too_high(const struct ke_interrupt *interrupt)
{
    struct ke_blame blame = {.sentence = "the IRQL is above the interrupt's SynchronizeIrql"};
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE5, ke->cpu->irql, PASSIVE_LEVEL,
                      interrupt->synchronize_irql, &blame);
}

/* Rule Q02: the ISR holds the lock already, on this very processor, and will not give it back while it spins. */
static KIRQL take(struct ke_interrupt *interrupt, uintptr_t site)
{
    if (ke->cpu->irql > interrupt->synchronize_irql)
        too_high(interrupt);
    if (ke_lock_held_here(interrupt->lock))
        ke_end_run(KE_DEADLOCK,
                   "%s on processor %u, which holds this interrupt's spin lock already: its ISR or a routine that is "
                   "synchronised with it made the call, and spins for ever (rule Q02)",
                   ddi_rows[ke_current()->gate->id].name, ke->cpu->number);
    KIRQL old = ke_raise(interrupt->synchronize_irql);
    ke_lock_here(interrupt->lock, site, old);
    return old;
}

/* WDK: KeSynchronizeExecution. Gives back what the routine returned. */
BOOLEAN KeSynchronizeExecution(PKINTERRUPT Interrupt, PKSYNCHRONIZE_ROUTINE SynchronizeRoutine,
                               PVOID SynchronizeContext)
{
    ddi_enter(KeSynchronizeExecution, Interrupt);
    struct ke_interrupt *interrupt = checked(Interrupt);
    struct ke_call call = {.kind = KE_SYNCHRONIZE,
                           .routine = (const void *)SynchronizeRoutine,
                           .argument = {(uintptr_t)SynchronizeContext}};
    KIRQL old = take(interrupt, gate_.site);
    BOOLEAN result = (BOOLEAN)ke_call(&call);
    ke_unlock_here(interrupt->lock);
    ke_lower(old);
    return result;
}

/* WDK: KeAcquireInterruptSpinLock. */
KIRQL KeAcquireInterruptSpinLock(PKINTERRUPT Interrupt)
{
    ddi_enter(KeAcquireInterruptSpinLock, Interrupt);
    return take(checked(Interrupt), gate_.site);
}

/* WDK: KeReleaseInterruptSpinLock. */
VOID KeReleaseInterruptSpinLock(PKINTERRUPT Interrupt, KIRQL OldIrql)
{
    ddi_enter(KeReleaseInterruptSpinLock, Interrupt);
    ke_unlock_here(checked(Interrupt)->lock);
    ke_lower(OldIrql);
}

/* WDK: IoReportInterruptActive. The line stays enabled: nothing here saves power by disabling it. */
VOID IoReportInterruptActive(PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS Parameters)
{
    ddi_enter(IoReportInterruptActive, NULL);
    checked(Parameters->ConnectionContext.InterruptObject);
}

/* WDK: IoReportInterruptInactive. A hint that the line may be disabled; not disabling it is allowed. */
VOID IoReportInterruptInactive(PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS Parameters)
{
    ddi_enter(IoReportInterruptInactive, NULL);
    checked(Parameters->ConnectionContext.InterruptObject);
}
