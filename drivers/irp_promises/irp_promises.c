/*
 * \\.\Promises: what a dispatch routine promises by what it returns. Each request is answered correctly in the end, and yet all but one promise are broken.
 *
 * IOCTL_LATER, IOCTL_SOON: STATUS_PENDING, and IoMarkIrpPending not at all, or only when the DPC may have completed the IRP. IOCTL_NOW: marked, and yet not
 * STATUS_PENDING. IOCTL_NEVER: another status than the IRP's.
 * FIXED: marked before the IRP is out of hand, and exactly then STATUS_PENDING; else the IRP's own status.
 */
#include <wdm.h>

#include "irp_promises.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD PromisesUnload;
DRIVER_DISPATCH PromisesCreateClose;
DRIVER_DISPATCH PromisesControl;
KDEFERRED_ROUTINE PromisesDpc;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Promises");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Promises");
static KTIMER Timer;
static KDPC TimerDpc, Dpc;
static PIRP Waiting; /* one at a time: the application is one thread */

static NTSTATUS PromisesComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

VOID PromisesDpc(PKDPC Caller, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PIRP irp = InterlockedExchangePointer((PVOID *)&Waiting, NULL);

    UNREFERENCED_PARAMETER(Caller);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    if (irp)
        PromisesComplete(irp, STATUS_SUCCESS);
}

static NTSTATUS PromisesLater(PIRP Irp)
{
    LARGE_INTEGER due;

    due.QuadPart = -10000;
#ifdef FIXED
    IoMarkIrpPending(Irp);
#endif
    InterlockedExchangePointer((PVOID *)&Waiting, Irp);
    KeSetTimer(&Timer, due, &TimerDpc);
    return STATUS_PENDING;
}

static NTSTATUS PromisesSoon(PIRP Irp)
{
#ifdef FIXED
    IoMarkIrpPending(Irp);
#endif
    InterlockedExchangePointer((PVOID *)&Waiting, Irp);
    KeInsertQueueDpc(&Dpc, NULL, NULL);
#ifndef FIXED
    IoMarkIrpPending(Irp);
#endif
    return STATUS_PENDING;
}

static NTSTATUS PromisesNow(PIRP Irp)
{
    IoMarkIrpPending(Irp);
    PromisesComplete(Irp, STATUS_SUCCESS);
#ifdef FIXED
    return STATUS_PENDING;
#else
    return STATUS_SUCCESS;
#endif
}

static NTSTATUS PromisesNever(PIRP Irp)
{
#ifdef FIXED
    return PromisesComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
#else
    PromisesComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return STATUS_SUCCESS;
#endif
}

NTSTATUS PromisesControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_LATER:
        return PromisesLater(Irp);
    case IOCTL_SOON:
        return PromisesSoon(Irp);
    case IOCTL_NOW:
        return PromisesNow(Irp);
    default:
        return PromisesNever(Irp);
    }
}

NTSTATUS PromisesCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return PromisesComplete(Irp, STATUS_SUCCESS);
}

VOID PromisesUnload(PDRIVER_OBJECT DriverObject)
{
    KeFlushQueuedDpcs();
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&TimerDpc, PromisesDpc, NULL);
    KeInitializeDpc(&Dpc, PromisesDpc, NULL);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = PromisesCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = PromisesCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = PromisesControl;
    DriverObject->DriverUnload = PromisesUnload;
    return STATUS_SUCCESS;
}
