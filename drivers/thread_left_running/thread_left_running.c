/*
 * A heart: a system thread beats ten times a second; a read tells how often. \\.\Heart.
 *
 * Unload closes the thread's handle, which does not end the thread.
 * FIXED: it tells the thread to end, and waits for the thread itself.
 */
#include <wdm.h>

#define BEAT_MILLISECONDS 100

typedef struct _DEVICE_EXTENSION {
#ifdef FIXED
    PVOID Thread; /* the object, referenced */
    KEVENT Stop;
#else
    HANDLE Thread;
#endif
    LONG Beats; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD HeartUnload;
DRIVER_DISPATCH HeartCreateClose;
DRIVER_DISPATCH HeartRead;
KSTART_ROUTINE HeartThread;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, HeartUnload)
#pragma alloc_text(PAGE, HeartCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Heart");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Heart");

static NTSTATUS HeartComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS HeartCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return HeartComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS HeartRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PULONG count = Irp->AssociatedIrp.SystemBuffer;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return HeartComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *count = (ULONG)InterlockedCompareExchange(&extension->Beats, 0, 0);
    return HeartComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID HeartThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    LARGE_INTEGER pause;

    pause.QuadPart = -10000LL * BEAT_MILLISECONDS;
#ifdef FIXED
    do
        InterlockedIncrement(&extension->Beats);
    while (KeWaitForSingleObject(&extension->Stop, Executive, KernelMode, FALSE, &pause) == STATUS_TIMEOUT);
    PsTerminateSystemThread(STATUS_SUCCESS);
#else
    for (;;) {
        InterlockedIncrement(&extension->Beats);
        KeDelayExecutionThread(KernelMode, FALSE, &pause);
    }
#endif
}

/* FIXED keeps the thread object for Unload to wait for; the handle has done its work. */
static NTSTATUS StartThread(PDEVICE_EXTENSION Extension)
{
#ifdef FIXED
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, HeartThread, Extension);

    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, *PsThreadType, KernelMode, &Extension->Thread, NULL);
    ASSERT(NT_SUCCESS(status));
    ZwClose(thread);
    return STATUS_SUCCESS;
#else
    return PsCreateSystemThread(&Extension->Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, HeartThread, Extension);
#endif
}

VOID HeartUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
#ifdef FIXED
    KeSetEvent(&extension->Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(extension->Thread);
#else
    ZwClose(extension->Thread);
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
#ifdef FIXED
    KeInitializeEvent(&extension->Stop, NotificationEvent, FALSE);
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = HeartCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = HeartCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = HeartRead;
    DriverObject->DriverUnload = HeartUnload;
    return STATUS_SUCCESS;
}
