/*
 * A poller: a system thread looks after the device every 50 ms until it is told to stop; a read tells how often it did.
 * \\.\Poller.
 *
 * Unload waits for an event that the thread sets when it is done. The call after it, which ends the thread, is an
 * instruction of this image as well; when Unload is quick, it is gone by then.
 * FIXED: it waits for the thread itself, which is signalled when its last instruction is done.
 */
#include <wdm.h>

#define POLL_MILLISECONDS 50

typedef struct _DEVICE_EXTENSION {
#ifdef FIXED
    PVOID Thread; /* the object, referenced */
    KEVENT Stop;
#else
    KEVENT Stop, Done;
#endif
    LONG Polls; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD PollerUnload;
DRIVER_DISPATCH PollerCreateClose;
DRIVER_DISPATCH PollerRead;
KSTART_ROUTINE PollerThread;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, PollerUnload)
#pragma alloc_text(PAGE, PollerCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Poller");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Poller");

static NTSTATUS PollerComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS PollerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return PollerComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS PollerRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PULONG count = Irp->AssociatedIrp.SystemBuffer;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return PollerComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *count = (ULONG)InterlockedCompareExchange(&extension->Polls, 0, 0);
    return PollerComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID PollerThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    LARGE_INTEGER pause;

    pause.QuadPart = -10000LL * POLL_MILLISECONDS;
    while (KeWaitForSingleObject(&extension->Stop, Executive, KernelMode, FALSE, &pause) == STATUS_TIMEOUT)
        InterlockedIncrement(&extension->Polls);
#ifndef FIXED
    KeSetEvent(&extension->Done, IO_NO_INCREMENT, FALSE);
#endif
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* FIXED keeps the thread object for Unload to wait for; the handle has done its work. */
static NTSTATUS StartThread(PDEVICE_EXTENSION Extension)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, PollerThread, Extension);

    if (!NT_SUCCESS(status))
        return status;
#ifdef FIXED
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, *PsThreadType, KernelMode, &Extension->Thread, NULL);
    ASSERT(NT_SUCCESS(status));
#endif
    ZwClose(thread);
    return STATUS_SUCCESS;
}

VOID PollerUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    KeSetEvent(&extension->Stop, IO_NO_INCREMENT, FALSE);
#ifdef FIXED
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(extension->Thread);
#else
    KeWaitForSingleObject(&extension->Done, Executive, KernelMode, FALSE, NULL);
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
    device->Flags |= DO_BUFFERED_IO;
    extension = device->DeviceExtension;
    KeInitializeEvent(&extension->Stop, NotificationEvent, FALSE);
#ifndef FIXED
    KeInitializeEvent(&extension->Done, NotificationEvent, FALSE);
#endif

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    status = StartThread(extension);
    if (!NT_SUCCESS(status)) {
        IoDeleteSymbolicLink(&LinkName);
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = PollerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = PollerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = PollerRead;
    DriverObject->DriverUnload = PollerUnload;
    return STATUS_SUCCESS;
}
