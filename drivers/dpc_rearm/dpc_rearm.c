/*
 * A pulse: from IOCTL_PULSE_START on a timer's DPC counts every 10 ms and sets the timer again, until Unload says that
 * it is over. \\.\Pulse.
 *
 * Unload cancels the timer and then flushes the DPCs. A DPC that has looked for the end before, and sets the timer
 * behind the cancel, leaves it set.
 * FIXED: it flushes the DPCs before it cancels: none that sets the timer can come behind the cancel.
 */
#include <wdm.h>

#include "dpc_rearm.h"

#define PULSE_MILLISECONDS 10

typedef struct _DEVICE_EXTENSION {
    KTIMER Timer;
    KDPC Dpc;
    LONG Stopping; /* changed by interlocked operations only */
    LONG Beats;    /* by the DPC only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD PulseUnload;
DRIVER_DISPATCH PulseCreateClose;
DRIVER_DISPATCH PulseDeviceControl;
KDEFERRED_ROUTINE PulseDpc;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, PulseUnload)
#pragma alloc_text(PAGE, PulseCreateClose)
#pragma alloc_text(PAGE, PulseDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Pulse");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Pulse");

static NTSTATUS PulseComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS PulseCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return PulseComplete(Irp, STATUS_SUCCESS);
}

static VOID SetPulse(PDEVICE_EXTENSION Extension)
{
    LARGE_INTEGER due;

    due.QuadPart = -10000LL * PULSE_MILLISECONDS;
    KeSetTimer(&Extension->Timer, due, &Extension->Dpc);
}

VOID PulseDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PDEVICE_EXTENSION extension = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    extension->Beats++;
    if (!InterlockedCompareExchange(&extension->Stopping, 0, 0))
        SetPulse(extension);
}

static NTSTATUS Start(PDEVICE_EXTENSION Extension)
{
    SetPulse(Extension);
    return STATUS_SUCCESS;
}

NTSTATUS PulseDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_PULSE_START)
        return PulseComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return PulseComplete(Irp, Start(DeviceObject->DeviceExtension));
}

static VOID StopPulse(PDEVICE_EXTENSION Extension)
{
    InterlockedExchange(&Extension->Stopping, 1);
#ifdef FIXED
    KeFlushQueuedDpcs(); /* those that have not seen the end */
#endif
    KeCancelTimer(&Extension->Timer);
    KeFlushQueuedDpcs(); /* the one that expired before the cancel; with FIXED it sees the end */
}

VOID PulseUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    StopPulse(DriverObject->DeviceObject->DeviceExtension);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static VOID InitializeExtension(PDEVICE_EXTENSION Extension)
{
    KeInitializeTimer(&Extension->Timer);
    KeInitializeDpc(&Extension->Dpc, PulseDpc, Extension);
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = PulseCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = PulseCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = PulseDeviceControl;
    DriverObject->DriverUnload = PulseUnload;
    return STATUS_SUCCESS;
}
