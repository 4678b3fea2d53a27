/*
 * Device stacks (semantics 28). A device is attached to what is the top of the stack at that moment; detaching names
 * the device below.
 */
#include "io/state.h"

DEVICE_OBJECT *io_top(DEVICE_OBJECT *device)
{
    for (DEVICE_OBJECT *upper = io_device_upper(io_device_checked(device)); upper; upper = io_device_upper(io_device_checked(upper)))
        device = upper;
    return device;
}

static bool may_attach_to(const DEVICE_OBJECT *top)
{
    io_device_check_ready(io_device_checked((DEVICE_OBJECT *)top), "attached to");
    return !(top->Flags & DO_DEVICE_INITIALIZING) && !(io_device_checked(top)->doe & DOE_PENDING);
}

/* The device below, NULL when it does not take it. */
static DEVICE_OBJECT *attach(DEVICE_OBJECT *source, DEVICE_OBJECT *target)
{
    struct io_device *own = io_device_checked(source);
    DEVICE_OBJECT *top = io_top(target);
    if (!may_attach_to(top))
        return NULL;
    top->AttachedDevice = io_device_checked(top)->upper = source;
    own->attached_to = top;
    own->attached_by = ke_call_site();
    own->attached_at = ke_now();
    source->AlignmentRequirement = top->AlignmentRequirement;
    source->SectorSize = top->SectorSize;
    source->StackSize = (CCHAR)(top->StackSize + 1);
    return top;
}

/* WDK: IoAttachDeviceToDeviceStack. */
PDEVICE_OBJECT IoAttachDeviceToDeviceStack(PDEVICE_OBJECT SourceDevice, PDEVICE_OBJECT TargetDevice)
{
    ddi_enter(IoAttachDeviceToDeviceStack, TargetDevice);
    io_device_checked(TargetDevice);
    return attach(SourceDevice, TargetDevice);
}

/* WDK: IoAttachDeviceToDeviceStackSafe. The result is stored before requests can come through the new device. */
NTSTATUS IoAttachDeviceToDeviceStackSafe(PDEVICE_OBJECT SourceDevice, PDEVICE_OBJECT TargetDevice,
                                         PDEVICE_OBJECT *AttachedToDeviceObject)
{
    ddi_enter(IoAttachDeviceToDeviceStackSafe, TargetDevice);
    io_device_checked(TargetDevice);
    *AttachedToDeviceObject = attach(SourceDevice, TargetDevice);
    return *AttachedToDeviceObject ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE;
}

/* WDK: IoAttachDevice. Opens the named target for as long as it takes; no request of ours goes through the new device
 * afterwards. */
NTSTATUS IoAttachDevice(PDEVICE_OBJECT SourceDevice, PUNICODE_STRING TargetDevice, PDEVICE_OBJECT *AttachedDevice)
{
    ddi_enter(IoAttachDevice, SourceDevice);
    struct io_create create = {
        .path = TargetDevice, .access = FILE_READ_ATTRIBUTES, .disposition = FILE_OPEN, .mode = KernelMode};
    FILE_OBJECT *file;
    NTSTATUS status = io_open(TargetDevice, &create, &file);
    if (!NT_SUCCESS(status))
        return status;
    *AttachedDevice = attach(SourceDevice, io_related_device(file));
    ob_dereference(file, OB_BY_LOOKUP);
    return *AttachedDevice ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE;
}

/* WDK: IoDetachDevice. May finish the deletion of the device below, or the unload of its driver. */
VOID IoDetachDevice(PDEVICE_OBJECT TargetDevice)
{
    ddi_enter(IoDetachDevice, TargetDevice);
    struct io_device *below = io_device_checked(TargetDevice);
    DEVICE_OBJECT *upper = io_device_upper(below);
    if (!upper)
        io_verifier_stop(0x202, gate_.site, (ULONG_PTR)TargetDevice, 0, "device object", TargetDevice,
                         "nothing is attached to it");
    struct io_device *own = io_device_of(upper);
    if (own)
        own->attached_to = NULL;
    TargetDevice->AttachedDevice = below->upper = NULL;
    io_device_released(below);
}

/* WDK: IoGetAttachedDevice. */
PDEVICE_OBJECT IoGetAttachedDevice(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoGetAttachedDevice, DeviceObject);
    io_device_checked(DeviceObject);
    return io_top(DeviceObject);
}

/* WDK: IoGetAttachedDeviceReference. The reference is the caller's to drop. */
PDEVICE_OBJECT IoGetAttachedDeviceReference(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoGetAttachedDeviceReference, DeviceObject);
    io_device_checked(DeviceObject);
    DEVICE_OBJECT *top = io_top(DeviceObject);
    ob_reference_by(top, gate_.site, 'tlfD');
    return top;
}

/* WDK: IoGetLowerDeviceObject. */
PDEVICE_OBJECT IoGetLowerDeviceObject(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoGetLowerDeviceObject, DeviceObject);
    DEVICE_OBJECT *lower = io_device_checked(DeviceObject)->attached_to;
    if (lower)
        ob_reference_by(lower, gate_.site, 'tlfD');
    return lower;
}

/* WDK: IoGetDeviceAttachmentBaseRef. */
PDEVICE_OBJECT IoGetDeviceAttachmentBaseRef(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoGetDeviceAttachmentBaseRef, DeviceObject);
    DEVICE_OBJECT *base = DeviceObject;
    for (const struct io_device *own = io_device_checked(base); own->attached_to; own = io_device_checked(base))
        base = own->attached_to;
    ob_reference_by(base, gate_.site, 'tlfD');
    return base;
}

/* WDK: IoGetRelatedDeviceObject. */
PDEVICE_OBJECT IoGetRelatedDeviceObject(PFILE_OBJECT FileObject)
{
    ddi_enter(IoGetRelatedDeviceObject, FileObject);
    return io_related_device(ob_checked(FileObject));
}
