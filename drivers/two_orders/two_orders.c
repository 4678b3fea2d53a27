/*
 * \\.\Tally: two counts, each under a spin lock of its own. IOCTL_TRANSFER moves one from the first to the second, and
 * sets a timer whose DPC moves it back.
 *
 * The request takes the first count's lock and then the second's, the DPC the other way round. That they meet takes two
 * processors and bad luck.
 * FIXED: the order is the same in both.
 */
#include <wdm.h>

#include "two_orders.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TallyUnload;
DRIVER_DISPATCH TallyCreateClose;
DRIVER_DISPATCH TallyControl;
KDEFERRED_ROUTINE TallyBack;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Tally");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Tally");
static KSPIN_LOCK FirstLock, SecondLock;
static LONG First, Second; /* each under its lock */
static KTIMER Timer;
static KDPC TimerDpc;

static NTSTATUS TallyComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

VOID TallyBack(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
#ifdef FIXED
    KeAcquireSpinLockAtDpcLevel(&FirstLock);
    KeAcquireSpinLockAtDpcLevel(&SecondLock);
    Second--;
    First++;
    KeReleaseSpinLockFromDpcLevel(&SecondLock);
    KeReleaseSpinLockFromDpcLevel(&FirstLock);
#else
    KeAcquireSpinLockAtDpcLevel(&SecondLock);
    KeAcquireSpinLockAtDpcLevel(&FirstLock);
    Second--;
    First++;
    KeReleaseSpinLockFromDpcLevel(&FirstLock);
    KeReleaseSpinLockFromDpcLevel(&SecondLock);
#endif
}

static VOID Transfer(VOID)
{
    LARGE_INTEGER due;
    KIRQL irql;

    KeAcquireSpinLock(&FirstLock, &irql);
    KeAcquireSpinLockAtDpcLevel(&SecondLock);
    First--;
    Second++;
    KeReleaseSpinLockFromDpcLevel(&SecondLock);
    KeReleaseSpinLock(&FirstLock, irql);
    due.QuadPart = -10000;
    KeSetTimer(&Timer, due, &TimerDpc);
}

NTSTATUS TallyControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode != IOCTL_TRANSFER)
        return TallyComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    Transfer();
    return TallyComplete(Irp, STATUS_SUCCESS);
}

NTSTATUS TallyCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return TallyComplete(Irp, STATUS_SUCCESS);
}

VOID TallyUnload(PDRIVER_OBJECT DriverObject)
{
    KeCancelTimer(&Timer);
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
    KeInitializeSpinLock(&FirstLock);
    KeInitializeSpinLock(&SecondLock);
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&TimerDpc, TallyBack, NULL);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = TallyCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = TallyCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = TallyControl;
    DriverObject->DriverUnload = TallyUnload;
    return STATUS_SUCCESS;
}
