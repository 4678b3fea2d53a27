/*
 * Completion, stage 2 (semantics 40, 64): what the requester gets - data, status block, event - and the end of the IRP.
 * In the issuing thread: called by the issuer, or as a special kernel APC at APC_LEVEL.
 */
#include "io/state.h"
#include "ke/on_stack.h"

void io_irp_unlock_mdls(const struct io_irp *own)
{
    unsigned n = 0;
    for (MDL *mdl = io_irp_mdl(own, own->irp->MdlAddress, n); mdl; mdl = io_irp_mdl(own, mdl->Next, ++n))
        if (mdl->MdlFlags & MDL_PAGES_LOCKED)
            mm_mdl_unlock(mdl);
}

static void free_mdls(const struct io_irp *own)
{
    unsigned n = 0;
    for (MDL *mdl = io_irp_mdl(own, own->irp->MdlAddress, n), *next; mdl; mdl = next) {
        next = io_irp_mdl(own, mdl->Next, ++n);
        mm_mdl_free(mdl);
    }
    own->irp->MdlAddress = NULL;
}

/* Rule Q28: what the system would free is no pointer. */
static noreturn void buffer_lost(const struct io_irp *own)
{
    struct ke_blame blame = {.pc = own->master_by, .object_kind = "IRP", .object = own->irp, .object_id = own->id,
                             .sentence = "IRPs were associated with a buffered request: AssociatedIrp.IrpCount lies over the pointer to its system buffer, which the system now frees"};
    ke_bugcheck_blame(BAD_POOL_CALLER, 0x46, (ULONG_PTR)own->irp->AssociatedIrp.SystemBuffer, 0, 0, &blame);
}

static void free_system_buffer(const struct io_irp *own)
{
    IRP *irp = own->irp;
    if ((irp->Flags & (IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER)) != (IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER) ||
        !irp->AssociatedIrp.SystemBuffer)
        return;
    if (own->master_by && !mm_is_valid(irp->AssociatedIrp.SystemBuffer, 1))
        buffer_lost(own);
    if (own->pool_buffer)
        mm_pool_free(irp->AssociatedIrp.SystemBuffer, 0, 0);
    else
        mm_object_free(irp->AssociatedIrp.SystemBuffer);
}

/* Warnings copy too: only errors do not. */
static void copy_back(const struct io_irp *own)
{
    IRP *irp = own->irp;
    ULONG_PTR length = irp->IoStatus.Information;
    if ((irp->Flags & (IRP_BUFFERED_IO | IRP_INPUT_OPERATION)) != (IRP_BUFFERED_IO | IRP_INPUT_OPERATION) ||
        NT_ERROR(irp->IoStatus.Status) || !length)
        return;
    if (length > own->copy_limit) {
        ke_finding_at(own->completed_by, "irp-information", "IoStatus.Information is %llu, but the requester's buffer holds %u bytes",
                   (unsigned long long)length, own->copy_limit);
        length = own->copy_limit;
    }
    if (NT_SUCCESS(io_probe(irp->UserBuffer, length, irp->RequestorMode, true)))
        memcpy(irp->UserBuffer, irp->AssociatedIrp.SystemBuffer, length);
    else
        irp->IoStatus.Status = STATUS_ACCESS_VIOLATION;
}

static void write_status_block(const IRP *irp)
{
    if (!irp->UserIosb || !NT_SUCCESS(io_probe(irp->UserIosb, sizeof *irp->UserIosb, irp->RequestorMode, true)))
        return;
    *irp->UserIosb = irp->IoStatus;
    mm_watch_written(irp->UserIosb); /* perhaps that of another IRP */
}

static bool is_synchronous(const struct io_irp *own)
{
    return (own->irp->Flags & IRP_SYNCHRONOUS_API) || (own->file && (own->file->Flags & FO_SYNCHRONOUS_IO));
}

static void signal_file(FILE_OBJECT *file, NTSTATUS status)
{
    file->FinalStatus = status;
    ke_event_set(&file->Event);
}

static void queue_user_apc(const struct io_irp *own)
{
    const IRP *irp = own->irp;
    void *routine = (void *)(uintptr_t)irp->Overlay.AsynchronousParameters.UserApcRoutine;
    if (own->kind == IO_IRP_REQUEST && routine && own->thread && io->user_apc)
        io->user_apc(own->thread, routine, irp->Overlay.AsynchronousParameters.UserApcContext, irp->UserIosb);
}

static noreturn void answer_gone(const struct io_irp *own, ULONG_PTR code, const void *answer, const char *kind)
{
    struct ke_blame blame = {.pc = own->created_by, .object_kind = kind, .object = answer, .armed_by = own->created_by, .armed_at = own->created_at,
                             .armed_what = "given to the IRP in", .sentence = KE_STACK_GONE};
    ke_bugcheck_blame(DRIVER_VERIFIER_IOMANAGER_VIOLATION, code, (ULONG_PTR)answer, 0, 0, &blame);
}

/* Where a driver wants the answer lies on a stack, and it did not wait: 0xC9/0x0C, 0x0D. */
static void check_answer(const struct io_irp *own)
{
    const IRP *irp = own->irp;
    if (irp->UserIosb && own->status_stamp && mm_stamp(irp->UserIosb) != own->status_stamp)
        answer_gone(own, 0x0C, irp->UserIosb, "I/O status block");
    if (irp->UserEvent && own->event_stamp && mm_stamp(irp->UserEvent) != own->event_stamp)
        answer_gone(own, 0x0D, irp->UserEvent, "event");
}

static void tell_all(const struct io_irp *own)
{
    const IRP *irp = own->irp;
    FILE_OBJECT *file = own->file;
    write_status_block(irp);
    if (irp->UserEvent)
        ke_event_set(irp->UserEvent);
    if (file && (!irp->UserEvent || (file->Flags & FO_SYNCHRONOUS_IO)) && !(file->Flags & FO_SKIP_SET_EVENT))
        signal_file(file, irp->IoStatus.Status);
    queue_user_apc(own);
    io_port_tell(own);
}

/* An error of a synchronous request that was pending: who waits for it is told, the event that the caller passed is
 * not. */
static void tell_waiter(const struct io_irp *own)
{
    const IRP *irp = own->irp;
    if (!(irp->Flags & IRP_SYNCHRONOUS_API)) {
        if (own->file)
            signal_file(own->file, irp->IoStatus.Status);
        return;
    }
    write_status_block(irp);
    if (irp->UserEvent)
        ke_event_set(irp->UserEvent);
    else if (own->file)
        signal_file(own->file, irp->IoStatus.Status);
}

static void release(struct io_irp *own)
{
    FILE_OBJECT *file = own->file;
    void *event = own->event;
    io_irp_free(own);
    if (event)
        ob_dereference(event, OB_BY_LOOKUP);
    if (file)
        ob_dereference(file, OB_BY_IRP); /* perhaps the last one: CLOSE */
}

void io_irp_stage_2(struct io_irp *own)
{
    const IRP *irp = own->irp;
    copy_back(own);
    free_system_buffer(own);
    free_mdls(own);
    io_irp_off_thread(own);
    check_answer(own);
    if (!NT_ERROR(irp->IoStatus.Status) || (irp->PendingReturned && !is_synchronous(own)))
        tell_all(own);
    else if (irp->PendingReturned)
        tell_waiter(own);
    release(own);
}

void io_irp_stage_2_apc(struct ke_apc *apc)
{
    struct io_irp *own = list_of(apc, struct io_irp, apc);
    struct ke_thread *self = ke_current();
    struct ps_process *now = self->process; /* another, when the thread has attached or detached since */
    self->process = own->process;
    io_irp_stage_2(own);
    self->process = now;
}

/* Its thread is gone (semantics 41): nobody is told. */
void io_irp_drop(struct io_irp *own)
{
    free_system_buffer(own);
    free_mdls(own);
    release(own);
}
