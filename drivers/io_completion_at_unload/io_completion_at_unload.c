/*
 * An asker: IOCTL_ASK sends a request of the driver's own to the driver below, which completes it from a thread of its
 * own. Unload waits for it. \\.\Asker.
 *
 * The completion routine sets the event that Unload waits for. What it does behind that - it returns - is an
 * instruction of this image as well; when Unload is quick, it is gone by then.
 * FIXED: the device object, and by it the image, is held until the routine has returned: IoSetCompletionRoutineEx.
 */
#include <wdm.h>

#include "io_completion_at_unload.h"

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Lower;
    PFILE_OBJECT LowerFile; /* holds the driver below */
    PIRP Request;           /* NULL: nothing has been asked */
    KEVENT Answered;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD AskerUnload;
DRIVER_DISPATCH AskerCreateClose;
DRIVER_DISPATCH AskerDeviceControl;
IO_COMPLETION_ROUTINE AskerAnswered;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, AskerUnload)
#pragma alloc_text(PAGE, AskerCreateClose)
#pragma alloc_text(PAGE, AskerDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Asker");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Asker");
static UNICODE_STRING LowerName = RTL_CONSTANT_STRING(L"\\Device\\Answerer");

static NTSTATUS AskerComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS AskerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return AskerComplete(Irp, STATUS_SUCCESS);
}

NTSTATUS AskerAnswered(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    KeSetEvent(&extension->Answered, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

/* Once. */
static NTSTATUS Ask(PDEVICE_OBJECT DeviceObject)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION next;
#ifdef FIXED
    NTSTATUS status;
#endif

    if (extension->Request)
        return STATUS_DEVICE_BUSY;
    extension->Request = IoAllocateIrp(extension->Lower->StackSize, FALSE);
    if (!extension->Request)
        return STATUS_INSUFFICIENT_RESOURCES;
    next = IoGetNextIrpStackLocation(extension->Request);
    next->MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL;
    next->Parameters.DeviceIoControl.IoControlCode = IOCTL_INTERNAL_WORK;
#ifdef FIXED
    status = IoSetCompletionRoutineEx(DeviceObject, extension->Request, AskerAnswered, extension, TRUE, TRUE, TRUE);
    if (!NT_SUCCESS(status)) {
        IoFreeIrp(extension->Request);
        extension->Request = NULL;
        return status;
    }
#else
    IoSetCompletionRoutine(extension->Request, AskerAnswered, extension, TRUE, TRUE, TRUE);
#endif
    IoCallDriver(extension->Lower, extension->Request);
    return STATUS_SUCCESS;
}

NTSTATUS AskerDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_ASK)
        return AskerComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return AskerComplete(Irp, Ask(DeviceObject));
}

VOID AskerUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    if (extension->Request) {
        KeWaitForSingleObject(&extension->Answered, Executive, KernelMode, FALSE, NULL);
        IoFreeIrp(extension->Request);
    }
    ObDereferenceObject(extension->LowerFile);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS InitializeExtension(PDEVICE_EXTENSION Extension)
{
    KeInitializeEvent(&Extension->Answered, NotificationEvent, FALSE);
    return IoGetDeviceObjectPointer(&LowerName, FILE_READ_DATA | FILE_WRITE_DATA, &Extension->LowerFile,
                                    &Extension->Lower);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = InitializeExtension(device->DeviceExtension);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            ObDereferenceObject(((PDEVICE_EXTENSION)device->DeviceExtension)->LowerFile);
    }
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = AskerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = AskerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = AskerDeviceControl;
    DriverObject->DriverUnload = AskerUnload;
    return STATUS_SUCCESS;
}
