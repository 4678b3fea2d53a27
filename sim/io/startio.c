/*
 * StartIo: one request at a time, the others in the device's queue (semantics 44). Packets that are still queued when
 * the device is deleted are lost.
 */
#include "io/state.h"

static void call_start_io(DEVICE_OBJECT *device, IRP *irp)
{
    struct ke_call call = {.kind = KE_START_IO,
                           .routine = (const void *)io_device_driver(io_device_checked(device))->DriverStartIo,
                           .holder = device,
                           .holder_kind = "device object",
                           .argument = {(uintptr_t)device, (uintptr_t)irp}};
    ke_call(&call);
}

static KDEVICE_QUEUE_ENTRY *entry_of(IRP *irp)
{
    return &irp->Tail.Overlay.DeviceQueueEntry;
}

static IRP *irp_of(KDEVICE_QUEUE_ENTRY *entry)
{
    return entry ? CONTAINING_RECORD(entry, IRP, Tail.Overlay.DeviceQueueEntry) : NULL;
}

/* Cancelled before it was queued: the routine is called with the cancel lock held, as always. */
static void cancel_queued(DEVICE_OBJECT *device, IRP *irp, PDRIVER_CANCEL routine, KIRQL irql)
{
    struct io_armed armed;
    io_arm(&armed, (const void *)routine);
    irp->CancelIrql = irql;
    irp->CancelRoutine = NULL;
    struct ke_call call = io_call_of(KE_CANCEL, &armed, irp, "IRP");
    call.argument[0] = (uintptr_t)device;
    call.argument[1] = (uintptr_t)irp;
    ke_call(&call);
}

static void start_packet(DEVICE_OBJECT *device, IRP *irp, const ULONG *key, PDRIVER_CANCEL routine)
{
    struct io_device *own = io_device_checked(device);
    KIRQL irql = DISPATCH_LEVEL;
    if (routine) {
        struct io_irp *record = io_irp_checked(irp);
        irql = io_cancel_lock();
        irp->CancelRoutine = routine;
        io_arm(&record->cancel, (const void *)routine);
    }
    BOOLEAN queued = key ? io_queue_insert_by_key(&device->DeviceQueue, entry_of(irp), *key)
                         : io_queue_insert(&device->DeviceQueue, entry_of(irp));
    if (queued) {
        if (routine && irp->Cancel)
            cancel_queued(device, irp, routine, irql);
        else if (routine)
            io_cancel_unlock(irql);
        return;
    }
    device->CurrentIrp = irp;
    if (routine) {
        if (own->start_io_non_cancelable)
            irp->CancelRoutine = NULL;
        io_cancel_unlock(irql);
    }
    call_start_io(device, irp);
}

/* WDK: IoStartPacket. StartIo is called here and now when the device is idle, at DISPATCH_LEVEL. */
VOID IoStartPacket(PDEVICE_OBJECT DeviceObject, PIRP Irp, PULONG Key, PDRIVER_CANCEL CancelFunction)
{
    ddi_enter(IoStartPacket, Irp);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    start_packet(DeviceObject, Irp, Key, CancelFunction);
    ke_lower(irql);
}

static void next_packet(struct io_device *own, bool cancelable, const ULONG *key)
{
    DEVICE_OBJECT *device = own->object;
    KIRQL irql = cancelable ? io_cancel_lock() : DISPATCH_LEVEL;
    device->CurrentIrp = NULL;
    IRP *irp = irp_of(key ? io_queue_remove_by_key(&device->DeviceQueue, *key) : io_queue_remove(&device->DeviceQueue));
    if (irp) {
        device->CurrentIrp = irp;
        if (cancelable && own->start_io_non_cancelable)
            irp->CancelRoutine = NULL;
    }
    if (cancelable)
        io_cancel_unlock(irql);
    if (irp)
        call_start_io(device, irp);
}

/* Deferred: asked for inside StartIo, done when StartIo has returned. */
static void next(DEVICE_OBJECT *device, bool cancelable, const ULONG *key)
{
    struct io_device *own = io_device_checked(device);
    if (!own->start_io_deferred) {
        next_packet(own, cancelable, key);
        return;
    }
    own->start_io_pending = true;
    own->start_io_cancelable = cancelable;
    own->start_io_by_key = key != NULL;
    own->start_io_key = key ? *key : 0;
    if (own->start_io_depth)
        return;
    own->start_io_depth = 1;
    while (own->start_io_pending) {
        own->start_io_pending = false;
        ULONG its_key = own->start_io_key;
        next_packet(own, own->start_io_cancelable, own->start_io_by_key ? &its_key : NULL);
    }
    own->start_io_depth = 0;
}

/* WDK: IoStartNextPacket. */
VOID IoStartNextPacket(PDEVICE_OBJECT DeviceObject, BOOLEAN Cancelable)
{
    ddi_enter(IoStartNextPacket, DeviceObject);
    ke_finding_lock_kept("IoStartNextPacket");
    next(DeviceObject, Cancelable != FALSE, NULL);
}

/* WDK: IoStartNextPacketByKey. */
VOID IoStartNextPacketByKey(PDEVICE_OBJECT DeviceObject, BOOLEAN Cancelable, ULONG Key)
{
    ddi_enter(IoStartNextPacketByKey, DeviceObject);
    ke_finding_lock_kept("IoStartNextPacketByKey");
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    next(DeviceObject, Cancelable != FALSE, &Key);
    ke_lower(irql);
}

/* WDK: IoSetStartIoAttributes. */
VOID IoSetStartIoAttributes(PDEVICE_OBJECT DeviceObject, BOOLEAN DeferredStartIo, BOOLEAN NonCancelable)
{
    ddi_enter(IoSetStartIoAttributes, DeviceObject);
    struct io_device *own = io_device_checked(DeviceObject);
    own->start_io_deferred = DeferredStartIo != FALSE;
    own->start_io_non_cancelable = NonCancelable != FALSE;
}
