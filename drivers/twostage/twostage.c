/*
 * A meter: IOCTL_METER_RUN starts threads that measure and one that displays. A measurement has a raw value and a
 * scaled one, each with a lock of its own. \\.\Meter. The "twostage" model of SCTBench.
 *
 * Each value is guarded, the pair is not: between the two stages a reader sees a raw value that has not been scaled.
 * FIXED: one lock guards the pair.
 */
#include <wdm.h>

#include "twostage.h"

#define METER_BROKEN 0xE2 /* MANUALLY_INITIATED_CRASH: the driver's own invariant does not hold */
#define SCALE        10

typedef struct _DEVICE_EXTENSION {
#ifdef FIXED
    KSPIN_LOCK Lock;
    LONG Raw;    /* Lock; 0: nothing has been measured */
    LONG Scaled; /* Lock; SCALE times Raw */
#else
    KSPIN_LOCK RawLock, ScaledLock;
    LONG Raw;    /* RawLock; 0: nothing has been measured */
    LONG Scaled; /* ScaledLock; SCALE times Raw */
#endif
    PVOID Threads[METER_THREADS_MAX];
    ULONG ThreadCount;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD MeterUnload;
DRIVER_DISPATCH MeterCreateClose;
DRIVER_DISPATCH MeterDeviceControl;
KSTART_ROUTINE MeterMeasure;
KSTART_ROUTINE MeterDisplay;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, MeterUnload)
#pragma alloc_text(PAGE, MeterCreateClose)
#pragma alloc_text(PAGE, MeterDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Meter");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Meter");

static NTSTATUS MeterComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS MeterCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return MeterComplete(Irp, STATUS_SUCCESS);
}

VOID MeterMeasure(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    KIRQL irql;

#ifdef FIXED
    KeAcquireSpinLock(&extension->Lock, &irql);
    extension->Raw = 1;
    extension->Scaled = extension->Raw * SCALE;
    KeReleaseSpinLock(&extension->Lock, irql);
#else
    LONG raw;

    KeAcquireSpinLock(&extension->RawLock, &irql);
    extension->Raw = 1;
    raw = extension->Raw;
    KeReleaseSpinLock(&extension->RawLock, irql);

    KeAcquireSpinLock(&extension->ScaledLock, &irql);
    extension->Scaled = raw * SCALE;
    KeReleaseSpinLock(&extension->ScaledLock, irql);
#endif
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID MeterDisplay(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    KIRQL irql;
    LONG raw, scaled;

#ifdef FIXED
    KeAcquireSpinLock(&extension->Lock, &irql);
    raw = extension->Raw;
    scaled = extension->Scaled;
    KeReleaseSpinLock(&extension->Lock, irql);

    if (raw != 0 && scaled != raw * SCALE)
        KeBugCheckEx(METER_BROKEN, raw, scaled, 0, 0);
#else
    KeAcquireSpinLock(&extension->RawLock, &irql);
    raw = extension->Raw;
    KeReleaseSpinLock(&extension->RawLock, irql);

    if (raw != 0) {
        KeAcquireSpinLock(&extension->ScaledLock, &irql);
        scaled = extension->Scaled;
        KeReleaseSpinLock(&extension->ScaledLock, irql);
        if (scaled != raw * SCALE)
            KeBugCheckEx(METER_BROKEN, raw, scaled, 0, 0);
    }
#endif
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

    if (Extension->ThreadCount != 0 || Writers >= METER_THREADS_MAX)
        return STATUS_INVALID_DEVICE_STATE;
    while (Writers-- > 0 && NT_SUCCESS(status))
        status = StartThread(Extension, MeterMeasure);
    return NT_SUCCESS(status) ? StartThread(Extension, MeterDisplay) : status;
}

NTSTATUS MeterDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_METER_RUN)
        return MeterComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG))
        return MeterComplete(Irp, STATUS_INVALID_PARAMETER);
    return MeterComplete(Irp, Start(DeviceObject->DeviceExtension, *(PULONG)Irp->AssociatedIrp.SystemBuffer));
}

VOID MeterUnload(PDRIVER_OBJECT DriverObject)
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
#else
    KeInitializeSpinLock(&Extension->RawLock);
    KeInitializeSpinLock(&Extension->ScaledLock);
#endif
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = MeterDeviceControl;
    DriverObject->DriverUnload = MeterUnload;
    return STATUS_SUCCESS;
}
