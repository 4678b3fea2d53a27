/*
 * A log: IOCTL_LOG_WRITE adds an entry, by a system thread. Two locks: one for the entries, one for the settings.
 * \\.\Log.
 *
 * The writer takes the entries' lock and, with it held, the settings'. Unload holds both while it waits for the writer
 * to end.
 * FIXED: it gives them back first.
 */
#include <ntddk.h>

#include "deadlock.h"

typedef struct _DEVICE_EXTENSION {
    FAST_MUTEX SettingsLock;
    FAST_MUTEX EntriesLock;
    ULONG Limit;   /* SettingsLock */
    ULONG Entries; /* EntriesLock */
    PVOID Threads[1];
    ULONG ThreadCount;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD LogUnload;
DRIVER_DISPATCH LogCreateClose;
DRIVER_DISPATCH LogDeviceControl;
KSTART_ROUTINE LogWriter;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LogUnload)
#pragma alloc_text(PAGE, LogCreateClose)
#pragma alloc_text(PAGE, LogDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Log");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Log");

static NTSTATUS LogComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS LogCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return LogComplete(Irp, STATUS_SUCCESS);
}

VOID LogWriter(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;

    ExAcquireFastMutex(&extension->EntriesLock);
    ExAcquireFastMutex(&extension->SettingsLock);
    if (extension->Entries < extension->Limit)
        extension->Entries++;
    ExReleaseFastMutex(&extension->SettingsLock);
    ExReleaseFastMutex(&extension->EntriesLock);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* Keeps the thread object for Unload to wait for. */
static NTSTATUS StartThread(PDEVICE_EXTENSION Extension, PKSTART_ROUTINE Routine)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, Extension);

    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, *PsThreadType, KernelMode,
                                       &Extension->Threads[Extension->ThreadCount], NULL);
    ASSERT(NT_SUCCESS(status));
    Extension->ThreadCount++;
    ZwClose(thread);
    return STATUS_SUCCESS;
}

static VOID WaitForThreads(PDEVICE_EXTENSION Extension)
{
    ULONG i;

    for (i = 0; i < Extension->ThreadCount; i++) {
        KeWaitForSingleObject(Extension->Threads[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Extension->Threads[i]);
    }
}

static NTSTATUS Write(PDEVICE_EXTENSION Extension)
{
    if (Extension->ThreadCount == RTL_NUMBER_OF(Extension->Threads))
        return STATUS_INSUFFICIENT_RESOURCES;
    return StartThread(Extension, LogWriter);
}

NTSTATUS LogDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_LOG_WRITE)
        return LogComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return LogComplete(Irp, Write(DeviceObject->DeviceExtension));
}

/* Nothing is to be written any more, and what has been is forgotten. */
static VOID Discard(PDEVICE_EXTENSION Extension)
{
    ExAcquireFastMutex(&Extension->EntriesLock);
    ExAcquireFastMutex(&Extension->SettingsLock);
    Extension->Limit = 0;
    Extension->Entries = 0;
#ifndef FIXED
    WaitForThreads(Extension);
#endif
    ExReleaseFastMutex(&Extension->SettingsLock);
    ExReleaseFastMutex(&Extension->EntriesLock);
#ifdef FIXED
    WaitForThreads(Extension);
#endif
}

VOID LogUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    Discard(extension);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static VOID InitializeExtension(PDEVICE_EXTENSION Extension)
{
    ExInitializeFastMutex(&Extension->SettingsLock);
    ExInitializeFastMutex(&Extension->EntriesLock);
    Extension->Limit = 100;
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = LogCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = LogCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = LogDeviceControl;
    DriverObject->DriverUnload = LogUnload;
    return STATUS_SUCCESS;
}
