/*
 * A watchdog: IOCTL_WATCHDOG_RESET sets a timer whose DPC counts. \\.\Watchdog.
 *
 * Unload cancels the timer, and forgets the DPC of a timer that has expired: it may run on another processor still.
 * FIXED: it waits for the DPC of a timer that has expired.
 */
#include <wdm.h>

#include "cancel_flush.h"

#define WATCHDOG_MILLISECONDS 10

typedef struct _DEVICE_EXTENSION {
    KTIMER Timer;
    KDPC Dpc;
    LONG Barked; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD WatchdogUnload;
DRIVER_DISPATCH WatchdogCreateClose;
DRIVER_DISPATCH WatchdogDeviceControl;
KDEFERRED_ROUTINE WatchdogDpc;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, WatchdogUnload)
#pragma alloc_text(PAGE, WatchdogCreateClose)
#pragma alloc_text(PAGE, WatchdogDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Watchdog");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Watchdog");

static NTSTATUS WatchdogComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS WatchdogCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return WatchdogComplete(Irp, STATUS_SUCCESS);
}

VOID WatchdogDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PDEVICE_EXTENSION extension = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    InterlockedIncrement(&extension->Barked);
}

static NTSTATUS Reset(PDEVICE_EXTENSION Extension)
{
    LARGE_INTEGER due;

    due.QuadPart = -10000LL * WATCHDOG_MILLISECONDS;
    KeSetTimer(&Extension->Timer, due, &Extension->Dpc);
    return STATUS_SUCCESS;
}

NTSTATUS WatchdogDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_WATCHDOG_RESET)
        return WatchdogComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return WatchdogComplete(Irp, Reset(DeviceObject->DeviceExtension));
}

VOID WatchdogUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    KeCancelTimer(&extension->Timer);
#ifdef FIXED
    KeFlushQueuedDpcs();
#endif
    IoDeleteDevice(DriverObject->DeviceObject);
}

static VOID InitializeExtension(PDEVICE_EXTENSION Extension)
{
    KeInitializeTimer(&Extension->Timer);
    KeInitializeDpc(&Extension->Dpc, WatchdogDpc, Extension);
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
    InitializeExtension(device->DeviceExtension);
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = WatchdogCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = WatchdogCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = WatchdogDeviceControl;
    DriverObject->DriverUnload = WatchdogUnload;
    return STATUS_SUCCESS;
}
