/*
 * Cancelling (semantics 41-43). The cancel routine is called with the cancel lock held and releases it.
 */
#include "io/state.h"
#include "ke/sync.h"

KIRQL io_cancel_lock(void)
{
    return ke_lock(&io->cancel_lock);
}

void io_cancel_unlock(KIRQL irql)
{
    ke_unlock(&io->cancel_lock, irql);
}

static noreturn void cancelled_after_completion(IRP *irp, const void *routine)
{
    struct ke_blame blame = {.object_kind = "IRP",
                             .object = irp,
                             .object_id = ke_label_find(irp),
                             .routine = (uintptr_t)routine,
                             .sentence = "it was completed before"};
    ke_bugcheck_blame(CANCEL_STATE_IN_COMPLETED_IRP, (ULONG_PTR)irp, (ULONG_PTR)routine, 0, 0, &blame);
}

/* Called with the lock; comes back without. */
static void call_cancel(struct io_irp *own, const void *routine, KIRQL irql)
{
    IRP *irp = own->irp;
    struct io_armed armed = own->cancel;
    if (armed.routine != routine)
        armed = (struct io_armed){.routine = routine};
    irp->CancelIrql = irql;
    struct ke_call call = io_call_of(KE_CANCEL, &armed, irp, "IRP");
    call.argument[0] = (uintptr_t)irp->Tail.Overlay.CurrentStackLocation->DeviceObject;
    call.argument[1] = (uintptr_t)irp;
    ke_call(&call);
}

BOOLEAN io_irp_cancel(PIRP irp)
{
    KIRQL irql = io_cancel_lock();
    struct io_irp *own = io_irp_checked(irp);
    irp->Cancel = TRUE;
    ke_sync_both((const void *)&irp->CancelRoutine);
    const void *routine = (const void *)irp->CancelRoutine;
    irp->CancelRoutine = NULL;
    emit_at(EV_IRP_CANCEL, own->id, routine != NULL, 0, ke_call_site());
    if (!routine) {
        io_cancel_unlock(irql);
        return FALSE;
    }
    if (irp->CurrentLocation > own->stack_size + 1)
        cancelled_after_completion(irp, routine);
    call_cancel(own, routine, irql);
    return TRUE;
}

/* WDK: IoCancelIrp. TRUE: there was a cancel routine, and it was called. */
BOOLEAN IoCancelIrp(PIRP Irp)
{
    ddi_enter(IoCancelIrp, Irp);
    return io_irp_cancel(Irp);
}

/* WDK: IoAcquireCancelSpinLock. */
VOID IoAcquireCancelSpinLock(PKIRQL Irql)
{
    ddi_enter(IoAcquireCancelSpinLock, &io->cancel_lock);
    *Irql = io_cancel_lock();
}

/* WDK: IoReleaseCancelSpinLock. */
VOID IoReleaseCancelSpinLock(KIRQL Irql)
{
    ddi_enter(IoReleaseCancelSpinLock, &io->cancel_lock);
    io_cancel_unlock(Irql);
}

#undef IoSetCancelRoutine
PDRIVER_CANCEL IoSetCancelRoutine(PIRP Irp, PDRIVER_CANCEL CancelRoutine);
/* WDK: IoSetCancelRoutine. An exchange, so that of two who clear it one gets the routine (semantics 43). */
PDRIVER_CANCEL IoSetCancelRoutine(PIRP Irp, PDRIVER_CANCEL CancelRoutine)
{
    ddi_enter(IoSetCancelRoutine, Irp);
    ke_sync_both((const void *)&Irp->CancelRoutine);
    PDRIVER_CANCEL previous = (PDRIVER_CANCEL)Irp->CancelRoutine;
    Irp->CancelRoutine = CancelRoutine;
    struct io_irp *own = io_irp_of(Irp);
    if (own && CancelRoutine)
        io_arm(&own->cancel, (const void *)CancelRoutine);
    return previous;
}

/* --- many at once
 * --------------------------------------------------------------------------------------------------------------------------
 */

/* The next IRP after `sequence` in the list; others may have gone meanwhile. by_thread: which of its two lists. */
static struct io_irp *next_of_thread(struct ke_thread *thread, const FILE_OBJECT *file, uint64_t sequence)
{
    list_each(node, &thread->irps)
    {
        struct io_irp *own = list_of(node, struct io_irp, by_thread);
        if (own->sequence > sequence && (!file || own->file == file))
            return own;
    }
    return NULL;
}

static struct io_irp *next_of_file(const FILE_OBJECT *file, uint64_t sequence)
{
    list_each(node, &io->irps)
    {
        struct io_irp *own = list_of(node, struct io_irp, all);
        if (own->sequence > sequence && own->file == file)
            return own;
    }
    return NULL;
}

static size_t cancel_each(FILE_OBJECT *file, struct ke_thread *thread, const IO_STATUS_BLOCK *only)
{
    size_t n = 0;
    uint64_t last = io->irp_sequence, sequence = 0;
    for (;;) {
        struct io_irp *own = thread ? next_of_thread(thread, file, sequence) : next_of_file(file, sequence);
        if (!own || own->sequence > last)
            return n;
        sequence = own->sequence;
        if (own->completed || (only && own->irp->UserIosb != only))
            continue;
        n++;
        io_irp_cancel(own->irp);
    }
}

NTSTATUS io_cancel_requests(HANDLE handle, bool this_thread_only, KPROCESSOR_MODE mode, IO_STATUS_BLOCK *only)
{
    void *file;
    NTSTATUS status = ob_handle_object(ob_table_for(handle, mode), handle, io->file_type, 0, mode, &file, NULL);
    if (!NT_SUCCESS(status))
        return status;
    size_t n = cancel_each(file, this_thread_only ? ke_current() : NULL, only);
    ob_dereference(file, OB_BY_LOOKUP);
    return n ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

/* --- thread exit
 * ----------------------------------------------------------------------------------------------------------------------------
 */

#define EXIT_WAITS 3000 /* of 100 ms: five minutes */

/* Nobody will be told how they end; they stay with their drivers, and hold their files. */
static void disassociate(struct ke_thread *thread)
{
    while (!list_empty(&thread->irps)) {
        struct io_irp *own = list_of(thread->irps.next, struct io_irp, by_thread);
        io_irp_off_thread(own);
        own->thread = NULL;
        own->irp->Tail.Overlay.Thread = NULL;
    }
}

void io_thread_exit(struct ke_thread *thread)
{
    if (list_empty(&thread->irps))
        return;
    cancel_each(NULL, thread, NULL);
    LARGE_INTEGER interval = {.QuadPart = -100 * 10000};
    for (int waits = 0; !list_empty(&thread->irps) && waits < EXIT_WAITS; waits++)
        ke_delay(KernelMode, FALSE, &interval);
    disassociate(thread);
}
