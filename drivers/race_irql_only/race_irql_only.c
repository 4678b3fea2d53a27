/*
 * Counts events, at once in the request and once more in a DPC. \\.\Meter. Raising IRQL is all that keeps them apart, which is
 * enough where there is one processor only (rule Q35).
 * FIXED: a spin lock guards the count: it raises IRQL too.
 */
#include <wdm.h>

#include "race_counter.h"

typedef struct _DEVICE_EXTENSION {
    KDPC Dpc;
#ifdef FIXED
    KSPIN_LOCK Lock;
    ULONG Total; /* Lock */
#else
    ULONG Total;
#endif
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD MeterUnload;
DRIVER_DISPATCH MeterCreateClose;
DRIVER_DISPATCH MeterDeviceControl;
KDEFERRED_ROUTINE MeterDpc;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, MeterUnload)
#pragma alloc_text(PAGE, MeterCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Meter");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Meter");

static NTSTATUS MeterComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS MeterCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return MeterComplete(Irp, STATUS_SUCCESS, 0);
}

static VOID Count(PDEVICE_EXTENSION Extension)
{
    KIRQL irql;

#ifdef FIXED
    KeAcquireSpinLock(&Extension->Lock, &irql);
#else
    KeRaiseIrql(DISPATCH_LEVEL, &irql); /* the DPC stays out, on this processor */
#endif
    Extension->Total++;
#ifdef FIXED
    KeReleaseSpinLock(&Extension->Lock, irql);
#else
    KeLowerIrql(irql);
#endif
}

static ULONG Total(PDEVICE_EXTENSION Extension)
{
    KIRQL irql;
    ULONG total;

#ifdef FIXED
    KeAcquireSpinLock(&Extension->Lock, &irql);
#else
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
#endif
    total = Extension->Total;
#ifdef FIXED
    KeReleaseSpinLock(&Extension->Lock, irql);
#else
    KeLowerIrql(irql);
#endif
    return total;
}

VOID MeterDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    Count(DeferredContext);
}

NTSTATUS MeterDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG answer;

    if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
        return MeterComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_METER_COUNT:
        answer = KeInsertQueueDpc(&extension->Dpc, NULL, NULL) ? 2 : 1;
        Count(extension);
        break;
    case IOCTL_METER_TOTAL:
        answer = Total(extension);
        break;
    default:
        return MeterComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    *(PULONG)Irp->AssociatedIrp.SystemBuffer = answer;
    return MeterComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID MeterUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    KeFlushQueuedDpcs();
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
    KeInitializeDpc(&extension->Dpc, MeterDpc, extension);
#ifdef FIXED
    KeInitializeSpinLock(&extension->Lock);
#endif

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = MeterDeviceControl;
    DriverObject->DriverUnload = MeterUnload;
    return STATUS_SUCCESS;
}
