/*
 * An alarm clock: IOCTL_ALARM_SET arms a timer whose DPC counts. \\.\Alarm.
 *
 * Unload does not cancel the timer, which lies in the device extension and calls into the image.
 * FIXED: it cancels the timer, and waits for the DPC of one that has expired.
 */
#include <wdm.h>

#include "timer_left_set.h"

typedef struct _DEVICE_EXTENSION {
    KTIMER Timer;
    KDPC Dpc;
    LONG Rung; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD AlarmUnload;
DRIVER_DISPATCH AlarmCreateClose;
DRIVER_DISPATCH AlarmDeviceControl;
KDEFERRED_ROUTINE AlarmDpc;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, AlarmUnload)
#pragma alloc_text(PAGE, AlarmCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Alarm");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Alarm");

static NTSTATUS AlarmComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS AlarmCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return AlarmComplete(Irp, STATUS_SUCCESS, 0);
}

VOID AlarmDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PDEVICE_EXTENSION extension = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    InterlockedIncrement(&extension->Rung);
}

static NTSTATUS SetAlarm(PDEVICE_EXTENSION Extension, ULONG Milliseconds)
{
    LARGE_INTEGER due;

    due.QuadPart = -10000LL * Milliseconds;
    KeSetTimer(&Extension->Timer, due, &Extension->Dpc);
    return STATUS_SUCCESS;
}

NTSTATUS AlarmDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PULONG buffer = Irp->AssociatedIrp.SystemBuffer;

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_ALARM_SET:
        if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG))
            return AlarmComplete(Irp, STATUS_INVALID_PARAMETER, 0);
        return AlarmComplete(Irp, SetAlarm(extension, *buffer), 0);
    case IOCTL_ALARM_COUNT:
        if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
            return AlarmComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        *buffer = (ULONG)InterlockedCompareExchange(&extension->Rung, 0, 0);
        return AlarmComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
    default:
        return AlarmComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

VOID AlarmUnload(PDRIVER_OBJECT DriverObject)
{
#ifdef FIXED
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
#endif

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);

#ifdef FIXED
    /* No handle is open, so nobody sets the timer again. FALSE: it has expired, and its DPC may still be queued. */
    if (!KeCancelTimer(&extension->Timer))
        KeFlushQueuedDpcs();
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
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    KeInitializeTimer(&extension->Timer);
    KeInitializeDpc(&extension->Dpc, AlarmDpc, extension);

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = AlarmCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = AlarmCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = AlarmDeviceControl;
    DriverObject->DriverUnload = AlarmUnload;
    return STATUS_SUCCESS;
}
