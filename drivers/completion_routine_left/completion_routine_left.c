/*
 * A client of \Device\SlowFlush: IOCTL_FLUSH asks it to flush and does not wait; IOCTL_FLUSHED tells how many flushes
 * are done. \\.\Flusher.
 *
 * Unload does not wait for the flushes that the driver below still has: their completion routine is called when the
 * image is gone.
 * FIXED: the device object, and by it the image, is held until the routine has returned: IoSetCompletionRoutineEx.
 */
#include <wdm.h>

#include "flusher.h"

typedef struct _DEVICE_EXTENSION {
    PFILE_OBJECT LowerFile; /* referenced; it keeps Lower */
    PDEVICE_OBJECT Lower;
    LONG Flushed; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD FlusherUnload;
DRIVER_DISPATCH FlusherCreateClose;
DRIVER_DISPATCH FlusherDeviceControl;
IO_COMPLETION_ROUTINE FlushDone;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, FlusherUnload)
#pragma alloc_text(PAGE, FlusherCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Flusher");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Flusher");
static UNICODE_STRING LowerName = RTL_CONSTANT_STRING(L"\\Device\\SlowFlush");

static NTSTATUS FlusherComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS FlusherCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return FlusherComplete(Irp, STATUS_SUCCESS, 0);
}

/* The IRP is ours: it has no thread and no stack location of this driver. */
NTSTATUS FlushDone(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    InterlockedIncrement(&extension->Flushed);
    IoFreeIrp(Irp);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS Flush(PDEVICE_OBJECT DeviceObject)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIRP irp = IoAllocateIrp(extension->Lower->StackSize, FALSE);

    if (!irp)
        return STATUS_INSUFFICIENT_RESOURCES;
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoGetNextIrpStackLocation(irp)->FileObject = extension->LowerFile;

#ifdef FIXED
    /* The device object, and by it the image, is held until the routine has returned. */
    if (!NT_SUCCESS(IoSetCompletionRoutineEx(DeviceObject, irp, FlushDone, extension, TRUE, TRUE, TRUE))) {
        IoFreeIrp(irp);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
#else
    IoSetCompletionRoutine(irp, FlushDone, extension, TRUE, TRUE, TRUE);
#endif
    IoCallDriver(extension->Lower, irp);
    return STATUS_SUCCESS;
}

NTSTATUS FlusherDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_FLUSH:
        return FlusherComplete(Irp, Flush(DeviceObject), 0);
    case IOCTL_FLUSHED:
        if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
            return FlusherComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        *(PULONG)Irp->AssociatedIrp.SystemBuffer = (ULONG)InterlockedCompareExchange(&extension->Flushed, 0, 0);
        return FlusherComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
    default:
        return FlusherComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

VOID FlusherUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    ObDereferenceObject(extension->LowerFile);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    status = IoGetDeviceObjectPointer(&LowerName, FILE_WRITE_DATA, &extension->LowerFile, &extension->Lower);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            ObDereferenceObject(extension->LowerFile);
    }
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = FlusherCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = FlusherCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = FlusherDeviceControl;
    DriverObject->DriverUnload = FlusherUnload;
    return STATUS_SUCCESS;
}
