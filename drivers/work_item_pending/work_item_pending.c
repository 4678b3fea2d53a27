/*
 * A collector: IOCTL_COLLECT queues a work item that waits, in a system worker, for what it is to collect.
 * IOCTL_ENOUGH ends it. \\.\Collector.
 *
 * Unload does not end the work item. It holds the device object, and that the driver: the image stays.
 * FIXED: it ends the work item.
 */
#include <wdm.h>

#include "work_item_pending.h"

typedef struct _DEVICE_EXTENSION {
    PIO_WORKITEM Item; /* NULL: none is queued or running */
    KEVENT Enough, Done;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD CollectorUnload;
DRIVER_DISPATCH CollectorCreateClose;
DRIVER_DISPATCH CollectorDeviceControl;
IO_WORKITEM_ROUTINE Collect;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, Collect)
#pragma alloc_text(PAGE, CollectorUnload)
#pragma alloc_text(PAGE, CollectorCreateClose)
#pragma alloc_text(PAGE, CollectorDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Collector");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Collector");

static NTSTATUS CollectorComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS CollectorCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return CollectorComplete(Irp, STATUS_SUCCESS);
}

VOID Collect(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    UNREFERENCED_PARAMETER(Context);
    PAGED_CODE();
    KeWaitForSingleObject(&extension->Enough, Executive, KernelMode, FALSE, NULL);
    IoFreeWorkItem(extension->Item);
    extension->Item = NULL;
    KeSetEvent(&extension->Done, IO_NO_INCREMENT, FALSE);
}

/* The device is exclusive, and its application has one thread. */
static NTSTATUS StartCollecting(PDEVICE_OBJECT DeviceObject)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (extension->Item)
        return STATUS_DEVICE_BUSY;
    extension->Item = IoAllocateWorkItem(DeviceObject);
    if (!extension->Item)
        return STATUS_INSUFFICIENT_RESOURCES;
    IoQueueWorkItem(extension->Item, Collect, DelayedWorkQueue, NULL);
    return STATUS_SUCCESS;
}

static VOID StopCollecting(PDEVICE_EXTENSION Extension)
{
    if (!Extension->Item)
        return;
    KeSetEvent(&Extension->Enough, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(&Extension->Done, Executive, KernelMode, FALSE, NULL);
}

NTSTATUS CollectorDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PAGED_CODE();
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_COLLECT:
        return CollectorComplete(Irp, StartCollecting(DeviceObject));
    case IOCTL_ENOUGH:
        StopCollecting(DeviceObject->DeviceExtension);
        return CollectorComplete(Irp, STATUS_SUCCESS);
    default:
        return CollectorComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    }
}

VOID CollectorUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
#ifdef FIXED
    StopCollecting(DriverObject->DeviceObject->DeviceExtension);
#endif
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, TRUE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    KeInitializeEvent(&extension->Enough, SynchronizationEvent, FALSE);
    KeInitializeEvent(&extension->Done, SynchronizationEvent, FALSE);

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = CollectorCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = CollectorCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = CollectorDeviceControl;
    DriverObject->DriverUnload = CollectorUnload;
    return STATUS_SUCCESS;
}
