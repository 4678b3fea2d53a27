/*
 * A device that has many of everything at once: requests that wait, devices, timers. \\.\Crowd.
 */
#include <wdm.h>

#include "crowd.h"

#define CROWD_TAG 'worC'
#define LAST_TIMER 10000000 /* one second: the latest due time, in units of 100 ns */

typedef struct _DEVICE_EXTENSION {
    KSPIN_LOCK Lock; /* guards the list */
    LIST_ENTRY Kept; /* IRPs, by Tail.Overlay.ListEntry */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD CrowdUnload;
DRIVER_DISPATCH CrowdCreateClose;
DRIVER_DISPATCH CrowdDeviceControl;
DRIVER_CANCEL CrowdCancel;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Crowd");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Crowd");

static NTSTATUS CrowdComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS CrowdCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return CrowdComplete(Irp, STATUS_SUCCESS);
}

/* Whoever takes the cancel routine away completes the request. */
VOID CrowdCancel(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    KIRQL irql;

    IoReleaseCancelSpinLock(Irp->CancelIrql);
    KeAcquireSpinLock(&extension->Lock, &irql);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&extension->Lock, irql);
    CrowdComplete(Irp, STATUS_CANCELLED);
}

static NTSTATUS Keep(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    KIRQL irql;

    KeAcquireSpinLock(&Extension->Lock, &irql);
    IoSetCancelRoutine(Irp, CrowdCancel);
    if (Irp->Cancel && IoSetCancelRoutine(Irp, NULL)) {
        KeReleaseSpinLock(&Extension->Lock, irql);
        return CrowdComplete(Irp, STATUS_CANCELLED);
    }
    IoMarkIrpPending(Irp);
    InsertTailList(&Extension->Kept, &Irp->Tail.Overlay.ListEntry);
    KeReleaseSpinLock(&Extension->Lock, irql);
    return STATUS_PENDING;
}

static PIRP TakeOldest(PDEVICE_EXTENSION Extension)
{
    PIRP irp = NULL;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->Lock, &irql);
    while (irp == NULL && !IsListEmpty(&Extension->Kept)) {
        irp = CONTAINING_RECORD(RemoveHeadList(&Extension->Kept), IRP, Tail.Overlay.ListEntry);
        if (!IoSetCancelRoutine(irp, NULL)) {
            InitializeListHead(&irp->Tail.Overlay.ListEntry); /* it is being cancelled: that is who completes it */
            irp = NULL;
        }
    }
    KeReleaseSpinLock(&Extension->Lock, irql);
    return irp;
}

static VOID CompleteKept(PDEVICE_EXTENSION Extension)
{
    PIRP irp;

    while ((irp = TakeOldest(Extension)) != NULL)
        CrowdComplete(irp, STATUS_SUCCESS);
}

static VOID NameOf(ULONG Number, PWCHAR Digits)
{
    int i;

    for (i = 7; i >= 0; i--, Number >>= 4)
        Digits[i] = L"0123456789ABCDEF"[Number & 15];
}

static NTSTATUS CreateNumbered(PDRIVER_OBJECT DriverObject, ULONG Number, PDEVICE_OBJECT *Device)
{
    WCHAR text[] = L"\\Device\\Crowd00000000";
    UNICODE_STRING name;
    NTSTATUS status;

    NameOf(Number, text + 13);
    RtlInitUnicodeString(&name, text);
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, Device);
    if (NT_SUCCESS(status))
        (*Device)->Flags &= ~DO_DEVICE_INITIALIZING;
    return status;
}

static NTSTATUS Devices(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT Own, ULONG Count)
{
    PDEVICE_OBJECT device;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    for (i = 0; i < Count && NT_SUCCESS(status); i++)
        status = CreateNumbered(DriverObject, i, &device);
    while (DriverObject->DeviceObject != Own)
        IoDeleteDevice(DriverObject->DeviceObject);
    return status;
}

static NTSTATUS Timers(ULONG Count)
{
    PKTIMER timers = ExAllocatePoolWithTag(NonPagedPool, Count * sizeof(KTIMER), CROWD_TAG);
    LARGE_INTEGER due;
    ULONG i, draw = 1;

    if (timers == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    for (i = 0; i < Count; i++) {
        draw = draw * 1664525 + 1013904223;
        due.QuadPart = -(LONGLONG)(draw % LAST_TIMER) - 1;
        KeInitializeTimer(&timers[i]);
        KeSetTimer(&timers[i], due, NULL);
    }
    for (i = 0; i < Count; i += 2)
        KeCancelTimer(&timers[i]);
    due.QuadPart = -2LL * LAST_TIMER;
    KeDelayExecutionThread(KernelMode, FALSE, &due);
    for (i = 1; i < Count; i += 2)
        if (!KeReadStateTimer(&timers[i]))
            break;
    ExFreePoolWithTag(timers, CROWD_TAG);
    return i >= Count ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

NTSTATUS CrowdDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PULONG count = Irp->AssociatedIrp.SystemBuffer;
    BOOLEAN counted = stack->Parameters.DeviceIoControl.InputBufferLength == sizeof(ULONG);

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_CROWD_KEEP:
        return Keep(DeviceObject->DeviceExtension, Irp);
    case IOCTL_CROWD_COMPLETE:
        CompleteKept(DeviceObject->DeviceExtension);
        return CrowdComplete(Irp, STATUS_SUCCESS);
    case IOCTL_CROWD_DEVICES:
        return CrowdComplete(Irp, counted ? Devices(DeviceObject->DriverObject, DeviceObject, *count) : STATUS_INVALID_PARAMETER);
    case IOCTL_CROWD_TIMERS:
        return CrowdComplete(Irp, counted ? Timers(*count) : STATUS_INVALID_PARAMETER);
    default:
        return CrowdComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    }
}

VOID CrowdUnload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_EXTENSION extension;
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    KeInitializeSpinLock(&extension->Lock);
    InitializeListHead(&extension->Kept);
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = CrowdCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = CrowdCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = CrowdDeviceControl;
    DriverObject->DriverUnload = CrowdUnload;
    return STATUS_SUCCESS;
}
