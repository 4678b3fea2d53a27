/*
 * A device that takes its time to flush: its thread completes a request 100 ms after it took it, at PASSIVE_LEVEL. What
 * still waits when the driver goes is cancelled. \Device\SlowFlush, for clients in the kernel.
 */
#include <wdm.h>

#define FLUSH_MILLISECONDS 100

typedef struct _DEVICE_EXTENSION {
    KSPIN_LOCK Lock; /* guards Requests */
    LIST_ENTRY Requests;
    KSEMAPHORE More; /* counts Requests */
    KEVENT Stop;
    PKTHREAD Thread; /* referenced */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD SlowUnload;
DRIVER_DISPATCH SlowCreateClose;
DRIVER_DISPATCH SlowFlush;
KSTART_ROUTINE SlowThread;

static NTSTATUS StartThread(PDEVICE_EXTENSION Extension);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, StartThread)
#pragma alloc_text(PAGE, SlowUnload)
#pragma alloc_text(PAGE, SlowCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\SlowFlush");

static NTSTATUS SlowComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS SlowCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return SlowComplete(Irp, STATUS_SUCCESS);
}

NTSTATUS SlowFlush(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    IoMarkIrpPending(Irp);
    ExInterlockedInsertTailList(&extension->Requests, &Irp->Tail.Overlay.ListEntry, &extension->Lock);
    KeReleaseSemaphore(&extension->More, IO_NO_INCREMENT, 1, FALSE);
    return STATUS_PENDING;
}

/* NULL: there is none. */
static PIRP TakeRequest(PDEVICE_EXTENSION Extension)
{
    PLIST_ENTRY entry = ExInterlockedRemoveHeadList(&Extension->Requests, &Extension->Lock);

    return entry ? CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry) : NULL;
}

VOID SlowThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    PVOID wakers[2] = {&extension->Stop, &extension->More};
    LARGE_INTEGER pause;
    PIRP irp;

    pause.QuadPart = -10000LL * FLUSH_MILLISECONDS;
    while (KeWaitForMultipleObjects(2, wakers, WaitAny, Executive, KernelMode, FALSE, NULL, NULL) != STATUS_WAIT_0) {
        KeDelayExecutionThread(KernelMode, FALSE, &pause);
        SlowComplete(TakeRequest(extension), STATUS_SUCCESS);
    }
    while ((irp = TakeRequest(extension)) != NULL)
        SlowComplete(irp, STATUS_CANCELLED);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS StartThread(PDEVICE_EXTENSION Extension)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, SlowThread, Extension);

    if (!NT_SUCCESS(status))
        return status;
    ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Extension->Thread, NULL);
    ZwClose(thread);
    return STATUS_SUCCESS;
}

VOID SlowUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    KeSetEvent(&extension->Stop, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(extension->Thread);
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
    KeInitializeSpinLock(&extension->Lock);
    InitializeListHead(&extension->Requests);
    KeInitializeSemaphore(&extension->More, 0, MAXLONG);
    KeInitializeEvent(&extension->Stop, NotificationEvent, FALSE);
    status = StartThread(extension);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = SlowCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = SlowCreateClose;
    DriverObject->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = SlowFlush;
    DriverObject->DriverUnload = SlowUnload;
    return STATUS_SUCCESS;
}
