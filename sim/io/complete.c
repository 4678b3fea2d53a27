/*
 * Completion, stage 1: the walk up the stack (semantics 35-39), and what becomes of the IRP at the top.
 */
#include "crt/module.h"
#include "io/state.h"
#include "ke/sync.h"

static noreturn void completed_twice(IRP *irp, const char *sentence)
{
    struct ke_blame blame = {
        .object_kind = "IRP", .object = irp, .object_id = ke_label_find(irp), .sentence = sentence};
    ke_bugcheck_blame(MULTIPLE_IRP_COMPLETE_REQUESTS, (ULONG_PTR)irp, 0, 0, 0, &blame);
}

static struct io_irp *check(IRP *irp)
{
    struct io_irp *own = io_irp_of(irp);
    if (!own || irp->CurrentLocation > own->stack_size + 1)
        completed_twice(irp, "it was completed before");
    NTSTATUS status = irp->IoStatus.Status;
    if (status == STATUS_PENDING || (ULONG)status == 0xFFFFFFFF)
        io_verifier_stop(0x06, (ULONG_PTR)status, (ULONG_PTR)irp, 0, "IRP", irp,
                         "its status is still that of a pending request");
    if (irp->CancelRoutine) {
        struct ke_blame blame = {.object_kind = "IRP",
                                 .object = irp,
                                 .object_id = own->id,
                                 .routine = (uintptr_t)irp->CancelRoutine,
                                 .armed_by = own->cancel.by,
                                 .armed_at = own->cancel.at,
                                 .armed_context = own->cancel.context,
                                 .sentence = "it is completed while its cancel routine is still set"};
        ke_bugcheck_blame(CANCEL_STATE_IN_COMPLETED_IRP, (ULONG_PTR)irp, (ULONG_PTR)irp->CancelRoutine, 0, 0, &blame);
    }
    return own;
}

static bool wanted(const IRP *irp, UCHAR control)
{
    if (NT_SUCCESS(irp->IoStatus.Status) ? control & SL_INVOKE_ON_SUCCESS : control & SL_INVOKE_ON_ERROR)
        return true;
    return irp->Cancel && (control & SL_INVOKE_ON_CANCEL);
}

static void clear_location(IO_STACK_LOCATION *stack)
{
    stack->MinorFunction = stack->Flags = stack->Control = 0;
    memset(&stack->Parameters.Others, 0, sizeof stack->Parameters.Others);
    stack->FileObject = NULL;
    stack->CompletionRoutine = NULL;
    stack->Context = NULL;
}

static NTSTATUS call_completion(struct io_irp *own, int location, const void *routine, void *context)
{
    IRP *irp = own->irp;
    struct io_armed armed = own->completion[location];
    if (armed.routine != routine)
        armed = (struct io_armed){.routine = routine};
    own->completion[location].routine = NULL;
    bool at_top = irp->CurrentLocation == own->stack_size + 1;
    DEVICE_OBJECT *device = at_top ? NULL : irp->Tail.Overlay.CurrentStackLocation->DeviceObject;
    struct ke_call call = io_call_of(KE_COMPLETION, &armed, irp, "IRP");
    call.argument[0] = (uintptr_t)device;
    call.argument[1] = (uintptr_t)irp;
    call.argument[2] = (uintptr_t)context;
    own->below = false;
    ke_sync_both(irp);
    return (NTSTATUS)ke_call(&call);
}

/* The driver below said that it would be late; who waits above is never told (semantics 38). */
static noreturn void not_marked(const struct io_irp *own, const void *routine)
{
    struct ke_blame blame = {.pc = (uintptr_t)routine, .object_kind = "IRP", .object = own->irp, .object_id = own->id,
                             .sentence = "the completion routine found PendingReturned set and did not call IoMarkIrpPending"};
    ke_bugcheck_blame(DRIVER_VERIFIER_IOMANAGER_VIOLATION, 0x228, (ULONG_PTR)routine, (ULONG_PTR)own->irp, 0, &blame);
}

/* One location up. False: a completion routine keeps the IRP. */
static bool ascend(struct io_irp *own)
{
    IRP *irp = own->irp;
    int location = irp->CurrentLocation - 1;
    IO_STACK_LOCATION *stack = irp->Tail.Overlay.CurrentStackLocation;
    const void *routine = (const void *)stack->CompletionRoutine;
    void *context = stack->Context;
    bool invoke = routine && wanted(irp, stack->Control);
    irp->PendingReturned = (stack->Control & SL_PENDING_RETURNED) != 0;
    io_dispatch_left(own, location + 1, irp->PendingReturned);
    irp->CurrentLocation++;
    irp->Tail.Overlay.CurrentStackLocation++;
    clear_location(stack);
    if (!invoke) {
        own->completion[location].routine = NULL;
        if (irp->PendingReturned && irp->CurrentLocation <= own->stack_size)
            irp->Tail.Overlay.CurrentStackLocation->Control |= SL_PENDING_RETURNED;
        return true;
    }
    uint64_t sequence = own->sequence;
    bool pending = irp->PendingReturned;
    if (call_completion(own, location, routine, context) == STATUS_MORE_PROCESSING_REQUIRED)
        return false;
    const struct io_irp *still = io_irp_of(irp);
    if (!still || still->sequence != sequence)
        completed_twice(irp, "a completion routine freed it and did not return STATUS_MORE_PROCESSING_REQUIRED");
    if (pending && irp->CurrentLocation <= own->stack_size && !(irp->Tail.Overlay.CurrentStackLocation->Control & SL_PENDING_RETURNED))
        not_marked(own, routine);
    return true;
}

static void waited(struct io_irp *own)
{
    struct io_wait *wait = own->wait;
    wait->status = own->irp->IoStatus;
    wait->done = true;
    io_irp_free(own);
    ke_event_set(&wait->event);
}

static void associated(struct io_irp *own)
{
    IRP *master = own->irp->AssociatedIrp.MasterIrp;
    io_irp_unlock_mdls(own);
    io_irp_free(own);
    if (--master->AssociatedIrp.IrpCount == 0)
        io_irp_complete(master);
}

static noreturn void nobody_takes_it(struct io_irp *own)
{
    struct ke_blame blame = {.object_kind = "IRP",
                             .object = own->irp,
                             .object_id = own->id,
                             .armed_by = own->created_by,
                             .armed_at = own->created_at,
                             .sentence = "a driver allocated it, and no completion routine took it back with "
                                         "STATUS_MORE_PROCESSING_REQUIRED: it has no thread to end in"};
    ke_bugcheck_blame(IRQL_NOT_LESS_OR_EQUAL, 0x98, DISPATCH_LEVEL, 0, 0, &blame);
}

/* Stage 2 is the issuer's when it still waits for its call down to return and nobody marked the request pending; else
 * its thread's, by APC. */
static void request_done(struct io_irp *own)
{
    IRP *irp = own->irp;
    io_irp_unlock_mdls(own);
    struct io_ticket *ticket = own->ticket;
    own->ticket = NULL;
    if (ticket && !irp->PendingReturned && (irp->Flags & IRP_DEFER_IO_COMPLETION)) {
        ticket->state = IO_ISSUE_DEFERRED;
        return;
    }
    if (ticket)
        ticket->state = IO_ISSUE_TAKEN;
    if (!own->thread) {
        io_irp_drop(own);
        return;
    }
    own->apc.run = io_irp_stage_2_apc;
    KIRQL irql = ke_raise(ke_irql() > DISPATCH_LEVEL ? ke_irql() : DISPATCH_LEVEL);
    ke_apc_queue(own->thread, &own->apc);
    ke_lower(irql);
}

static void at_top(struct io_irp *own)
{
    IRP *irp = own->irp;
    irp->CurrentLocation = (CHAR)(own->stack_size + 2);
    own->below = false;
    own->completed = true;
    switch ((enum io_irp_kind)own->kind) {
    case IO_IRP_WAITED:
        waited(own);
        break;
    case IO_IRP_ASSOCIATED:
        associated(own);
        break;
    case IO_IRP_ASYNC_FSD:
        io_irp_unlock_mdls(own);
        io_irp_stage_2(own);
        break;
    case IO_IRP_DRIVERS:
        nobody_takes_it(own);
    default:
        if (!own->foreign)
            mm_object_give_up((struct io_irp_prefix *)irp - 1, own->completed_by);
        request_done(own);
    }
}

static void complete(IRP *irp, uintptr_t site)
{
    struct io_irp *own = check(irp);
    own->completed_by = site;
    emit_at(EV_IRP_COMPLETE, own->id, (uint32_t)irp->IoStatus.Status, 0, site);
    while (irp->CurrentLocation <= own->stack_size)
        if (!ascend(own))
            return;
    at_top(own);
}

void io_irp_complete(PIRP irp)
{
    complete(irp, ke_call_site());
}

/* A driver that was compiled without hooks writes unseen. */
static bool all_are_seen(void)
{
    struct image_file *const *files;
    size_t count = image_files(&files);
    for (size_t i = 0; i < count; i++)
        if (files[i]->descriptor->kind == NTSIM_MODULE_DRIVER && !files[i]->descriptor->hooks && image_at(files[i]->start))
            return false;
    return true;
}

/* Rule Q22. The IRP began with a status of zero, which is success. */
static void check_status_set(const IRP *irp, uintptr_t site)
{
    const struct io_irp *own = io_irp_of(irp);
    if (own && !own->foreign && irp->IoStatus.Status == 0 && image_at(site) && !mm_was_written(&irp->IoStatus) && all_are_seen())
        ke_finding_at(site, "status-not-set", "%s", "the IRP is completed, and no driver has set its IoStatus.Status: what the requester is told nobody has said");
}

/* WDK: IofCompleteRequest. */
VOID IofCompleteRequest(PIRP Irp, CCHAR PriorityBoost)
{
    ddi_enter(IofCompleteRequest, Irp);
    ke_finding_lock_kept("IofCompleteRequest");
    (void)PriorityBoost;
    check_status_set(Irp, gate_.site);
    complete(Irp, gate_.site);
}

/* WDK: IoCompleteRequest. */
VOID IoCompleteRequest(PIRP Irp, CCHAR PriorityBoost)
{
    ddi_enter(IoCompleteRequest, Irp);
    ke_finding_lock_kept("IoCompleteRequest");
    (void)PriorityBoost;
    check_status_set(Irp, gate_.site);
    complete(Irp, gate_.site);
}
