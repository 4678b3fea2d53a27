/*
 * A scanner: IOCTL_SCAN_START begins a scan in two stages, each a work item in a system thread; the first queues the
 * second. Unload waits until all items are done, then frees the result. \\.\Scan.
 *
 * The first stage counts the second when it has queued it. A second stage that is quicker takes the first one's count
 * away, and Unload misses one.
 * FIXED: the first stage counts the second before it queues it.
 */
#include <wdm.h>

#include "orphan_thread.h"

#define SCAN_TAG 'nacS'

typedef struct _DEVICE_EXTENSION {
    PIO_WORKITEM First, Second;
    LONG Outstanding; /* items, and one for the driver being started; changed by interlocked operations only */
    KEVENT Idle;      /* set when Outstanding has become 0 */
    PLONG Result;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ScanUnload;
DRIVER_DISPATCH ScanCreateClose;
DRIVER_DISPATCH ScanDeviceControl;
IO_WORKITEM_ROUTINE ScanFirst;
IO_WORKITEM_ROUTINE ScanSecond;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, ScanUnload)
#pragma alloc_text(PAGE, ScanCreateClose)
#pragma alloc_text(PAGE, ScanDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Scan");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Scan");

static NTSTATUS ScanComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS ScanCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return ScanComplete(Irp, STATUS_SUCCESS);
}

static VOID ItemDone(PDEVICE_EXTENSION Extension)
{
    if (InterlockedDecrement(&Extension->Outstanding) == 0)
        KeSetEvent(&Extension->Idle, IO_NO_INCREMENT, FALSE);
}

VOID ScanSecond(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    UNREFERENCED_PARAMETER(Context);
    InterlockedIncrement(extension->Result);
    ItemDone(extension);
}

VOID ScanFirst(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    UNREFERENCED_PARAMETER(Context);
#ifdef FIXED
    InterlockedIncrement(&extension->Outstanding);
#endif
    IoQueueWorkItem(extension->Second, ScanSecond, DelayedWorkQueue, NULL);
#ifndef FIXED
    InterlockedIncrement(&extension->Outstanding);
#endif
    InterlockedIncrement(extension->Result);
    ItemDone(extension);
}

/* Once. */
static NTSTATUS Start(PDEVICE_EXTENSION Extension)
{
    if (InterlockedIncrement(&Extension->Outstanding) != 2) {
        ItemDone(Extension);
        return STATUS_DEVICE_BUSY;
    }
    IoQueueWorkItem(Extension->First, ScanFirst, DelayedWorkQueue, NULL);
    return STATUS_SUCCESS;
}

NTSTATUS ScanDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_SCAN_START)
        return ScanComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return ScanComplete(Irp, Start(DeviceObject->DeviceExtension));
}

static VOID FreeResources(PDEVICE_EXTENSION Extension)
{
    if (Extension->Result)
        ExFreePoolWithTag(Extension->Result, SCAN_TAG);
    if (Extension->First)
        IoFreeWorkItem(Extension->First);
    if (Extension->Second)
        IoFreeWorkItem(Extension->Second);
}

VOID ScanUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    ItemDone(extension);
    KeWaitForSingleObject(&extension->Idle, Executive, KernelMode, FALSE, NULL);
    FreeResources(extension);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS InitializeExtension(PDEVICE_OBJECT DeviceObject)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    extension->Outstanding = 1;
    KeInitializeEvent(&extension->Idle, NotificationEvent, FALSE);
    extension->First = IoAllocateWorkItem(DeviceObject);
    extension->Second = IoAllocateWorkItem(DeviceObject);
    extension->Result = ExAllocatePoolWithTag(NonPagedPool, sizeof(LONG), SCAN_TAG);
    if (!extension->First || !extension->Second || !extension->Result) {
        FreeResources(extension);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *extension->Result = 0;
    return STATUS_SUCCESS;
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
    status = InitializeExtension(device);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            FreeResources(device->DeviceExtension);
    }
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = ScanCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = ScanCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ScanDeviceControl;
    DriverObject->DriverUnload = ScanUnload;
    return STATUS_SUCCESS;
}
