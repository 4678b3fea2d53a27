/*
 * A dial with two hands that show opposite values: IOCTL_DIAL_RUN starts threads that set both and one that reads
 * them. \\.\Dial. The "reorder" model of SCTBench.
 *
 * Each hand is set by an interlocked operation, the pair is not: only the first thread to set it, stopped between the
 * hands while no other goes on, lets the reader see them disagree.
 * FIXED: a spin lock guards the pair.
 */
#include <wdm.h>

#include "reorder.h"

#define DIAL_BROKEN 0xE2 /* MANUALLY_INITIATED_CRASH: the driver's own invariant does not hold */

typedef struct _DEVICE_EXTENSION {
#ifdef FIXED
    KSPIN_LOCK Lock;
    LONG Up, Down; /* Lock; Down is -Up */
#else
    LONG Up, Down; /* changed by interlocked operations only; Down is -Up */
#endif
    PVOID Threads[DIAL_THREADS_MAX];
    ULONG ThreadCount;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DialUnload;
DRIVER_DISPATCH DialCreateClose;
DRIVER_DISPATCH DialDeviceControl;
KSTART_ROUTINE DialSet;
KSTART_ROUTINE DialRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, DialUnload)
#pragma alloc_text(PAGE, DialCreateClose)
#pragma alloc_text(PAGE, DialDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Dial");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Dial");

static NTSTATUS DialComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS DialCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return DialComplete(Irp, STATUS_SUCCESS);
}

VOID DialSet(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
#ifdef FIXED
    KIRQL irql;

    KeAcquireSpinLock(&extension->Lock, &irql);
    InterlockedExchange(&extension->Up, 1);
    InterlockedExchange(&extension->Down, -1);
    KeReleaseSpinLock(&extension->Lock, irql);
#else
    InterlockedExchange(&extension->Up, 1);
    InterlockedExchange(&extension->Down, -1);
#endif
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID DialRead(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    LONG up, down;
#ifdef FIXED
    KIRQL irql;

    KeAcquireSpinLock(&extension->Lock, &irql);
    up = extension->Up;
    down = extension->Down;
    KeReleaseSpinLock(&extension->Lock, irql);
#else
    InterlockedCompareExchange(&extension->Up, 0, 0); /* between the two looks nothing is called, so that they are one */
    up = extension->Up;
    down = extension->Down;
#endif
    if (up != -down)
        KeBugCheckEx(DIAL_BROKEN, up, down, 0, 0);
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

static NTSTATUS Start(PDEVICE_EXTENSION Extension, ULONG Writers)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (Extension->ThreadCount != 0 || Writers >= DIAL_THREADS_MAX)
        return STATUS_INVALID_DEVICE_STATE;
    while (Writers-- > 0 && NT_SUCCESS(status))
        status = StartThread(Extension, DialSet);
    return NT_SUCCESS(status) ? StartThread(Extension, DialRead) : status;
}

NTSTATUS DialDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_DIAL_RUN)
        return DialComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG))
        return DialComplete(Irp, STATUS_INVALID_PARAMETER);
    return DialComplete(Irp, Start(DeviceObject->DeviceExtension, *(PULONG)Irp->AssociatedIrp.SystemBuffer));
}

VOID DialUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    WaitForThreads(DriverObject->DeviceObject->DeviceExtension);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static VOID InitializeExtension(PDEVICE_EXTENSION Extension)
{
#ifdef FIXED
    KeInitializeSpinLock(&Extension->Lock);
#endif
    Extension->Up = Extension->Down = 0;
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DialCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DialCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DialDeviceControl;
    DriverObject->DriverUnload = DialUnload;
    return STATUS_SUCCESS;
}
