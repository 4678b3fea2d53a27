/*
 * Sending a request down (semantics 34), and the completion routine's particulars noted while the driver that set it is
 * known to be there.
 */
#include "io/state.h"
#include "ke/sync.h"

static noreturn void no_location_left(IRP *irp)
{
    struct ke_blame blame = {.object_kind = "IRP",
                             .object = irp,
                             .object_id = ke_label_find(irp),
                             .sentence = "it has no stack location left for the driver below"};
    ke_bugcheck_blame(NO_MORE_IRP_STACK_LOCATIONS, (ULONG_PTR)irp, 0, 0, 0, &blame);
}

/* IoSkipCurrentIrpStackLocation leaves the upper driver's routine in place: then who set it stays as it was. */
static inline void note_completion(struct io_irp *own, int location, const void *routine)
{
    struct io_armed *armed = &own->completion[location];
    if (routine && armed->routine != routine)
        io_arm(armed, routine);
}

NTSTATUS io_send(DEVICE_OBJECT *device, IRP *irp, uintptr_t site)
{
    struct io_irp *own = io_irp_checked(irp);
    const struct io_device *target = io_device_checked(device);
    if (irp->CurrentLocation <= 1)
        no_location_left(irp);
    int location = --irp->CurrentLocation;
    IO_STACK_LOCATION *stack = --irp->Tail.Overlay.CurrentStackLocation;
    stack->DeviceObject = device;
    if (location <= own->stack_size)
        note_completion(own, location - 1, (const void *)stack->CompletionRoutine);
    own->below = true;
    own->completed = false;
    own->sent_to = device;
    UCHAR major = stack->MajorFunction;
    ke_sync_release(irp);
    emit_at(EV_IRP_CALL, own->id, target->id, major, site);
    struct io_dispatch *sender = io_dispatch_sending(own, location), *running = io_dispatch_begin(own, location);
    if (sender)
        sender->sent_down = true;
    struct ke_call call = {.kind = KE_DISPATCH,
                           .routine = major <= IRP_MJ_MAXIMUM_FUNCTION
                                          ? (const void *)io_device_driver(target)->MajorFunction[major]
                                          : (const void *)io_invalid_device_request,
                           .holder = device,
                           .holder_kind = "device object",
                           .argument = {(uintptr_t)device, (uintptr_t)irp}};
    NTSTATUS status = (NTSTATUS)ke_call(&call);
    if (sender)
        sender->below = status;
    io_dispatch_end(running, irp, call.routine, status);
    return status;
}

NTSTATUS io_irp_send(PDEVICE_OBJECT device, PIRP irp)
{
    return io_send(device, irp, ke_call_site());
}

NTSTATUS io_irp_send_and_wait(DEVICE_OBJECT *device, struct io_irp *own, ULONG_PTR *information)
{
    struct io_wait wait = {.done = false};
    IRP *irp = own->irp;
    ke_event_init(&wait.event, NotificationEvent, FALSE);
    own->wait = &wait;
    irp->UserIosb = &wait.status;
    irp->UserEvent = &wait.event;
    NTSTATUS status = io_irp_send(device, irp);
    if (status == STATUS_PENDING)
        ke_wait_one(&wait.event, KernelMode, FALSE, NULL);
    else if (!wait.done)
        io_verifier_stop(0x226, 0, (ULONG_PTR)irp, (ULONG_PTR)status, "IRP", irp,
                         "the dispatch routine neither completed it, nor passed it on, nor returned STATUS_PENDING");
    if (information)
        *information = wait.status.Information;
    return wait.status.Status;
}

/* WDK: IofCallDriver. */
NTSTATUS IofCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ddi_enter(IofCallDriver, Irp);
    return io_send(DeviceObject, Irp, gate_.site);
}

/* WDK: IoCallDriver. */
NTSTATUS IoCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ddi_enter(IoCallDriver, Irp);
    return io_send(DeviceObject, Irp, gate_.site);
}

/* WDK: IoMarkIrpPending. */
VOID IoMarkIrpPending(PIRP Irp)
{
    ddi_enter(IoMarkIrpPending, Irp);
    Irp->Tail.Overlay.CurrentStackLocation->Control |= SL_PENDING_RETURNED;
}

/* Ours: the upper end of IoForwardIrpSynchronously. */
static NTSTATUS forwarded(DEVICE_OBJECT *device, IRP *irp, void *context)
{
    (void)device;
    if (irp->PendingReturned)
        ke_event_set(context);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS forward(DEVICE_OBJECT *device, IRP *irp)
{
    KEVENT event;
    ke_event_init(&event, NotificationEvent, FALSE);
    IoSetCompletionRoutine(irp, (PIO_COMPLETION_ROUTINE)forwarded, &event, TRUE, TRUE, TRUE);
    NTSTATUS status = io_irp_send(device, irp);
    if (status == STATUS_PENDING)
        ke_wait_one(&event, KernelMode, FALSE, NULL);
    return irp->IoStatus.Status;
}

/* WDK: IoForwardIrpSynchronously. FALSE: no stack location left. The IRP is the caller's again afterwards. */
BOOLEAN IoForwardIrpSynchronously(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ddi_enter(IoForwardIrpSynchronously, Irp);
    io_irp_checked(Irp);
    if (Irp->CurrentLocation <= 1)
        return FALSE;
    IoCopyCurrentIrpStackLocationToNext(Irp);
    forward(DeviceObject, Irp);
    return TRUE;
}

/* WDK: IoSynchronousCallDriver. As IoCallDriver, but comes back with the request done. */
NTSTATUS IoSynchronousCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ddi_enter(IoSynchronousCallDriver, Irp);
    io_irp_checked(Irp);
    return forward(DeviceObject, Irp);
}
