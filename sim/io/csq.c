/*
 * Cancel-safe queues. The queue, its lock and its order are the driver's callbacks; ours is the one thing that is hard,
 * who of remover and canceller gets the IRP: whoever takes the cancel routine out.
 */
#include "io/state.h"

#define SLOT 3 /* of DriverContext: the IRP's context, or the queue */

static uintptr_t callback(const IO_CSQ *csq, const void *routine, const void *a1, const void *a2)
{
    struct ke_call call = {.kind = KE_CSQ,
                           .routine = routine,
                           .holder = csq,
                           .holder_kind = "cancel-safe queue",
                           .argument = {(uintptr_t)csq, (uintptr_t)a1, (uintptr_t)a2}};
    return ke_call(&call);
}

static KIRQL lock(const IO_CSQ *csq)
{
    KIRQL irql = PASSIVE_LEVEL;
    callback(csq, (const void *)csq->CsqAcquireLock, &irql, NULL);
    return irql;
}

static void unlock(const IO_CSQ *csq, KIRQL irql)
{
    callback(csq, (const void *)csq->CsqReleaseLock, (const void *)(uintptr_t)irql, NULL);
}

static void complete_cancelled(const IO_CSQ *csq, IRP *irp)
{
    callback(csq, (const void *)csq->CsqCompleteCanceledIrp, irp, NULL);
}

static PDRIVER_CANCEL exchange(IRP *irp, PDRIVER_CANCEL routine)
{
    ke_point();
    PDRIVER_CANCEL previous = (PDRIVER_CANCEL)irp->CancelRoutine;
    irp->CancelRoutine = routine;
    return previous;
}

/* Out of the driver's queue; the context no longer leads to it. */
static void take_out(const IO_CSQ *csq, IRP *irp)
{
    callback(csq, (const void *)csq->CsqRemoveIrp, irp, NULL);
    IO_CSQ_IRP_CONTEXT *context = irp->Tail.Overlay.DriverContext[SLOT];
    if (context && context->Type == IO_TYPE_CSQ_IRP_CONTEXT)
        context->Irp = NULL;
    irp->Tail.Overlay.DriverContext[SLOT] = NULL;
}

/* The cancel routine of every IRP in a cancel-safe queue: called with the cancel lock held. */
static void cancel(DEVICE_OBJECT *device, IRP *irp)
{
    (void)device;
    io_cancel_unlock(irp->CancelIrql);
    const IO_CSQ_IRP_CONTEXT *context = irp->Tail.Overlay.DriverContext[SLOT];
    const IO_CSQ *csq = context->Type == IO_TYPE_CSQ_IRP_CONTEXT ? context->Csq : (const IO_CSQ *)(const void *)context;
    KIRQL irql = lock(csq);
    take_out(csq, irp);
    unlock(csq, irql);
    complete_cancelled(csq, irp);
}

static NTSTATUS call_insert(const IO_CSQ *csq, IRP *irp, void *insert_context)
{
    if (csq->Type != IO_TYPE_CSQ_EX) {
        callback(csq, (const void *)csq->CsqInsertIrp, irp, NULL);
        return STATUS_SUCCESS;
    }
    return (NTSTATUS)callback(csq, (const void *)csq->CsqInsertIrp, irp, insert_context);
}

static NTSTATUS insert(IO_CSQ *csq, IRP *irp, IO_CSQ_IRP_CONTEXT *context, void *insert_context)
{
    if (context) {
        context->Type = IO_TYPE_CSQ_IRP_CONTEXT;
        context->Irp = irp;
        context->Csq = csq;
    }
    irp->Tail.Overlay.DriverContext[SLOT] = context ? (void *)context : csq;
    KIRQL irql = lock(csq);
    NTSTATUS status = call_insert(csq, irp, insert_context);
    if (!NT_SUCCESS(status)) {
        unlock(csq, irql);
        return status;
    }
    irp->Tail.Overlay.CurrentStackLocation->Control |= SL_PENDING_RETURNED;
    exchange(irp, cancel);
    ke_point();
    if (!irp->Cancel || !exchange(irp, NULL)) {
        unlock(csq, irql);
        return status;
    }
    take_out(csq, irp);
    unlock(csq, irql);
    complete_cancelled(csq, irp);
    return status;
}

static void initialize(IO_CSQ *csq, ULONG type, const IO_CSQ *callbacks)
{
    *csq = *callbacks;
    csq->Type = type;
    csq->ReservePointer = NULL;
}

/* WDK: IoCsqInitialize. */
NTSTATUS IoCsqInitialize(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP CsqInsertIrp, PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
                         PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp, PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
                         PIO_CSQ_RELEASE_LOCK CsqReleaseLock, PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
    ddi_enter(IoCsqInitialize, Csq);
    initialize(Csq, IO_TYPE_CSQ,
               &(IO_CSQ){0, CsqInsertIrp, CsqRemoveIrp, CsqPeekNextIrp, CsqAcquireLock, CsqReleaseLock,
                         CsqCompleteCanceledIrp, NULL});
    return STATUS_SUCCESS;
}

/* WDK: IoCsqInitializeEx. The insert routine may refuse. */
NTSTATUS IoCsqInitializeEx(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP_EX CsqInsertIrp, PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
                           PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp, PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
                           PIO_CSQ_RELEASE_LOCK CsqReleaseLock, PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
    ddi_enter(IoCsqInitializeEx, Csq);
    PIO_CSQ_INSERT_IRP insert_routine = (PIO_CSQ_INSERT_IRP)(void (*)(void))CsqInsertIrp;
    initialize(Csq, IO_TYPE_CSQ_EX,
               &(IO_CSQ){0, insert_routine, CsqRemoveIrp, CsqPeekNextIrp, CsqAcquireLock, CsqReleaseLock,
                         CsqCompleteCanceledIrp, NULL});
    return STATUS_SUCCESS;
}

/* WDK: IoCsqInsertIrp. Marks the IRP pending. */
VOID IoCsqInsertIrp(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context)
{
    ddi_enter(IoCsqInsertIrp, Irp);
    insert(Csq, Irp, Context, NULL);
}

/* WDK: IoCsqInsertIrpEx. */
NTSTATUS IoCsqInsertIrpEx(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context, PVOID InsertContext)
{
    ddi_enter(IoCsqInsertIrpEx, Irp);
    return insert(Csq, Irp, Context, InsertContext);
}

static IRP *peek(const IO_CSQ *csq, IRP *after, void *context)
{
    return (IRP *)callback(csq, (const void *)csq->CsqPeekNextIrp, after, context);
}

/* WDK: IoCsqRemoveNextIrp. Those that are just being cancelled are passed over. */
PIRP IoCsqRemoveNextIrp(PIO_CSQ Csq, PVOID PeekContext)
{
    ddi_enter(IoCsqRemoveNextIrp, Csq);
    KIRQL irql = lock(Csq);
    IRP *irp = peek(Csq, NULL, PeekContext);
    while (irp && !exchange(irp, NULL))
        irp = peek(Csq, irp, PeekContext);
    if (irp)
        take_out(Csq, irp);
    unlock(Csq, irql);
    return irp;
}

/* WDK: IoCsqRemoveIrp. NULL: it is no longer in the queue, or is just being cancelled. */
PIRP IoCsqRemoveIrp(PIO_CSQ Csq, PIO_CSQ_IRP_CONTEXT Context)
{
    ddi_enter(IoCsqRemoveIrp, Csq);
    KIRQL irql = lock(Csq);
    IRP *irp = Context->Irp;
    if (irp && exchange(irp, NULL))
        take_out(Csq, irp);
    else
        irp = NULL;
    unlock(Csq, irql);
    return irp;
}
