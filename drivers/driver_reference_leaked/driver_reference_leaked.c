/*
 * A guard: while a watch is on, the driver's image must stay, so IOCTL_WATCH_BEGIN takes a reference on the driver
 * object, which IOCTL_WATCH_END drops. \\.\Watch.
 *
 * The way out for a watch that is on already keeps the reference. Unload is called and returns; the image stays.
 * FIXED: that way out drops the reference.
 */
#include <wdm.h>

#include "driver_reference_leaked.h"

typedef struct _DEVICE_EXTENSION {
    LONG Watching; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD WatchUnload;
DRIVER_DISPATCH WatchCreateClose;
DRIVER_DISPATCH WatchDeviceControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, WatchUnload)
#pragma alloc_text(PAGE, WatchCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Watch");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Watch");

static NTSTATUS WatchComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS WatchCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return WatchComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BeginWatch(PDEVICE_OBJECT DeviceObject)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    ObReferenceObject(DeviceObject->DriverObject);
#ifdef FIXED
    if (InterlockedExchange(&extension->Watching, 1)) {
        ObDereferenceObject(DeviceObject->DriverObject);
        return STATUS_DEVICE_BUSY;
    }
#else
    if (InterlockedExchange(&extension->Watching, 1))
        return STATUS_DEVICE_BUSY;
#endif
    return STATUS_SUCCESS;
}

static NTSTATUS EndWatch(PDEVICE_OBJECT DeviceObject)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (!InterlockedExchange(&extension->Watching, 0))
        return STATUS_INVALID_DEVICE_STATE;
    ObDereferenceObject(DeviceObject->DriverObject);
    return STATUS_SUCCESS;
}

NTSTATUS WatchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_WATCH_BEGIN:
        return WatchComplete(Irp, BeginWatch(DeviceObject));
    case IOCTL_WATCH_END:
        return WatchComplete(Irp, EndWatch(DeviceObject));
    default:
        return WatchComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    }
}

VOID WatchUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
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
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = WatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = WatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = WatchDeviceControl;
    DriverObject->DriverUnload = WatchUnload;
    return STATUS_SUCCESS;
}
