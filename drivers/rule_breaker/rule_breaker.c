/*
 * \\.\RuleBreaker: rules of the documentation whose breach does no harm here and now, one for each control code.
 * FIXED: each as it should be.
 */
#include <ntifs.h>

#include "rule_breaker.h"

#define BREAKER_TAG 'kerB'

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD BreakerUnload;
DRIVER_DISPATCH BreakerCreateClose;
DRIVER_DISPATCH BreakerControl;
KDEFERRED_ROUTINE BreakerDpc;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\RuleBreaker");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\RuleBreaker");
static KSPIN_LOCK Lock; /* guards Count */
static ULONG Count;
static KTIMER Timer, SecondTimer;
static KDPC TimerDpc, OtherDpc;
static UNICODE_STRING SecondName = RTL_CONSTANT_STRING(L"\\Device\\RuleBreakerToo");
static UNICODE_STRING SecondLink = RTL_CONSTANT_STRING(L"\\DosDevices\\RuleBreakerToo");
static PDEVICE_OBJECT Second;

static NTSTATUS BreakerComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

VOID BreakerDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
}

static NTSTATUS BreakerLocked(PIRP Irp)
{
    NTSTATUS status = STATUS_SUCCESS;
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    Count++;
#ifndef FIXED
    status = BreakerComplete(Irp, status);
#endif
    KeReleaseSpinLock(&Lock, irql);
#ifdef FIXED
    status = BreakerComplete(Irp, status);
#endif
    return status;
}

static NTSTATUS BreakerStalled(PIRP Irp)
{
#ifdef FIXED
    LARGE_INTEGER pause;

    pause.QuadPart = -10000;
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
#else
    KeStallExecutionProcessor(1000);
#endif
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BreakerPaged(PIRP Irp)
{
#ifdef FIXED
    PKEVENT event = ExAllocatePoolWithTag(NonPagedPool, sizeof(KEVENT), BREAKER_TAG);
#else
    PKEVENT event = ExAllocatePoolWithTag(PagedPool, sizeof(KEVENT), BREAKER_TAG);
#endif

    if (!event)
        return BreakerComplete(Irp, STATUS_INSUFFICIENT_RESOURCES);
    KeInitializeEvent(event, NotificationEvent, TRUE);
    KeWaitForSingleObject(event, Executive, KernelMode, FALSE, NULL);
    ExFreePoolWithTag(event, BREAKER_TAG);
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BreakerOneDpc(PIRP Irp)
{
    LARGE_INTEGER due;

    due.QuadPart = -10000;
    KeSetTimer(&Timer, due, &TimerDpc);
#ifdef FIXED
    KeInsertQueueDpc(&OtherDpc, NULL, NULL);
#else
    KeInsertQueueDpc(&TimerDpc, NULL, NULL);
#endif
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BreakerUserWait(PIRP Irp)
{
    LARGE_INTEGER due;
    KEVENT event;

    due.QuadPart = -10000;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
#ifdef FIXED
    KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &due);
#else
    KeWaitForSingleObject(&event, UserRequest, UserMode, FALSE, &due);
#endif
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BreakerOverlap(PIRP Irp)
{
    static char text[] = "one two three";

#ifdef FIXED
    RtlMoveMemory(text + 4, text, 8);
#else
    RtlCopyMemory(text + 4, text, 8);
#endif
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BreakerSecond(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    NTSTATUS status = IoCreateDevice(DeviceObject->DriverObject, 0, &SecondName, FILE_DEVICE_UNKNOWN,
                                     FILE_DEVICE_SECURE_OPEN, FALSE, &Second);

    if (!NT_SUCCESS(status))
        return BreakerComplete(Irp, status);
#ifdef FIXED
    Second->Flags &= ~DO_DEVICE_INITIALIZING;
#endif
    return BreakerComplete(Irp, IoCreateSymbolicLink(&SecondLink, &SecondName));
}

static NTSTATUS BreakerNoStatus(PIRP Irp)
{
#ifdef FIXED
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
#endif
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS BreakerAgain(PIRP Irp)
{
    LARGE_INTEGER due;

    due.QuadPart = -10000;
    KeSetTimer(&SecondTimer, due, NULL);
#ifdef FIXED
    KeCancelTimer(&SecondTimer);
#endif
    KeInitializeTimer(&SecondTimer);
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BreakerDropped(PIRP Irp)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(PsGetCurrentProcessId(), &process);

    if (!NT_SUCCESS(status))
        return BreakerComplete(Irp, status);
    ObDereferenceObject(process);
#ifndef FIXED
    ObDereferenceObject(process);
#endif
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

static NTSTATUS BreakerMaster(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
#ifdef FIXED
    UNREFERENCED_PARAMETER(DeviceObject);
    return BreakerComplete(Irp, STATUS_SUCCESS);
#else
    PIRP part = IoMakeAssociatedIrp(Irp, (CCHAR)(DeviceObject->StackSize + 1));

    if (!part)
        return BreakerComplete(Irp, STATUS_INSUFFICIENT_RESOURCES);
    Irp->AssociatedIrp.IrpCount = 1;
    IoMarkIrpPending(Irp);
    IoGetNextIrpStackLocation(part)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoCallDriver(DeviceObject, part);
    return STATUS_PENDING;
#endif
}

static NTSTATUS BreakerTouched(PIRP Irp)
{
#ifdef FIXED
    return BreakerComplete(Irp, STATUS_SUCCESS);
#else
    BreakerComplete(Irp, STATUS_SUCCESS);
    return Irp->IoStatus.Status;
#endif
}

NTSTATUS BreakerControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_LOCKED:
        return BreakerLocked(Irp);
    case IOCTL_STALLED:
        return BreakerStalled(Irp);
    case IOCTL_PAGED:
        return BreakerPaged(Irp);
    case IOCTL_ONE_DPC:
        return BreakerOneDpc(Irp);
    case IOCTL_USER_WAIT:
        return BreakerUserWait(Irp);
    case IOCTL_OVERLAP:
        return BreakerOverlap(Irp);
    case IOCTL_SECOND:
        return BreakerSecond(DeviceObject, Irp);
    case IOCTL_NO_STATUS:
        return BreakerNoStatus(Irp);
    case IOCTL_AGAIN:
        return BreakerAgain(Irp);
    case IOCTL_DROPPED:
        return BreakerDropped(Irp);
    case IOCTL_MASTER:
        return BreakerMaster(DeviceObject, Irp);
    case IOCTL_TOUCHED:
        return BreakerTouched(Irp);
    default:
        return BreakerComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    }
}

NTSTATUS BreakerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return BreakerComplete(Irp, STATUS_SUCCESS);
}

VOID BreakerUnload(PDRIVER_OBJECT DriverObject)
{
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
    IoDeleteSymbolicLink(&LinkName);
    if (Second) {
        IoDeleteSymbolicLink(&SecondLink);
        IoDeleteDevice(Second);
    }
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
#ifdef FIXED
    device->Flags |= DO_BUFFERED_IO;
#else
    device->Flags |= DO_BUFFERED_IO | DO_DIRECT_IO; /* Q03 */
#endif
    KeInitializeSpinLock(&Lock);
    KeInitializeTimer(&Timer);
    KeInitializeTimer(&SecondTimer);
    KeInitializeDpc(&TimerDpc, BreakerDpc, NULL);
    KeInitializeDpc(&OtherDpc, BreakerDpc, NULL);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = BreakerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = BreakerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = BreakerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = BreakerControl;
    DriverObject->DriverUnload = BreakerUnload;
    return STATUS_SUCCESS;
}
