/*
 * A ticker: a thread counts, every 100 ms or as soon as a write wakes it, through an event in pool that is shared with
 * whoever wants to wake it. A read tells the count. \\.\Ticker.
 *
 * Unload frees the event although the thread still waits for it, and only then waits for the thread. When the wait
 * times out, the system takes the thread off the event's list of waiters: in memory that is gone.
 * FIXED: it wakes the thread and waits for it, and frees the event then.
 */
#include <wdm.h>

#define TICK_MILLISECONDS 100

typedef struct _DEVICE_EXTENSION {
    PKEVENT Wake;
    PKTHREAD Thread;      /* referenced */
    LONG Stopping, Ticks; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TickerUnload;
DRIVER_DISPATCH TickerCreateClose;
DRIVER_DISPATCH TickerRead;
DRIVER_DISPATCH TickerWrite;
KSTART_ROUTINE TickerThread;

static NTSTATUS StartTicking(PDEVICE_EXTENSION Extension);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, StartTicking)
#pragma alloc_text(PAGE, TickerUnload)
#pragma alloc_text(PAGE, TickerCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Ticker");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Ticker");

static NTSTATUS TickerComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS TickerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return TickerComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS TickerRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return TickerComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *(PULONG)Irp->AssociatedIrp.SystemBuffer = (ULONG)InterlockedCompareExchange(&extension->Ticks, 0, 0);
    return TickerComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

NTSTATUS TickerWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    KeSetEvent(extension->Wake, IO_NO_INCREMENT, FALSE);
    return TickerComplete(Irp, STATUS_SUCCESS, IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length);
}

VOID TickerThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    LARGE_INTEGER pause;

    pause.QuadPart = -10000LL * TICK_MILLISECONDS;
    while (!InterlockedCompareExchange(&extension->Stopping, 0, 0)) {
        KeWaitForSingleObject(extension->Wake, Executive, KernelMode, FALSE, &pause);
        InterlockedIncrement(&extension->Ticks);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS StartTicking(PDEVICE_EXTENSION Extension)
{
    HANDLE thread;
    NTSTATUS status;

    Extension->Wake = ExAllocatePoolWithTag(NonPagedPool, sizeof(KEVENT), 'kciT');
    if (!Extension->Wake)
        return STATUS_INSUFFICIENT_RESOURCES;
    KeInitializeEvent(Extension->Wake, SynchronizationEvent, FALSE);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, TickerThread, Extension);
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(Extension->Wake, 'kciT');
        return status;
    }
    ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Extension->Thread, NULL);
    ZwClose(thread);
    return STATUS_SUCCESS;
}

VOID TickerUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    InterlockedExchange(&extension->Stopping, 1);
#ifdef FIXED
    KeSetEvent(extension->Wake, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
#endif
    ExFreePoolWithTag(extension->Wake, 'kciT');
#ifndef FIXED
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
#endif
    ObDereferenceObject(extension->Thread);
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
    device->Flags |= DO_BUFFERED_IO;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    status = StartTicking(device->DeviceExtension);
    if (!NT_SUCCESS(status)) {
        IoDeleteSymbolicLink(&LinkName);
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = TickerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = TickerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = TickerRead;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = TickerWrite;
    DriverObject->DriverUnload = TickerUnload;
    return STATUS_SUCCESS;
}
