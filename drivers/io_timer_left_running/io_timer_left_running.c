/*
 * A clock: its IoTimer routine counts seconds, and a read waits for none of them but tells how many there were.
 * \\.\Seconds.
 *
 * Unload deletes the device with its timer running. IoDeleteDevice takes the timer off the list, so that it is not
 * called any more; but it does not wait for a routine that another processor is in, which still uses the extension.
 * FIXED: it stops the timer and waits for a call that goes on.
 */
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    KSPIN_LOCK Lock; /* guards Seconds */
    ULONG Seconds;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD SecondsUnload;
DRIVER_DISPATCH SecondsCreateClose;
DRIVER_DISPATCH SecondsRead;
IO_TIMER_ROUTINE SecondsTimer;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, SecondsUnload)
#pragma alloc_text(PAGE, SecondsCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Seconds");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Seconds");

static NTSTATUS SecondsComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS SecondsCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return SecondsComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS SecondsRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    KIRQL irql;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return SecondsComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    KeAcquireSpinLock(&extension->Lock, &irql);
    *(PULONG)Irp->AssociatedIrp.SystemBuffer = extension->Seconds;
    KeReleaseSpinLock(&extension->Lock, irql);
    return SecondsComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

/* At DISPATCH_LEVEL, once a second. */
VOID SecondsTimer(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    KeAcquireSpinLockAtDpcLevel(&extension->Lock);
    extension->Seconds++;
    KeReleaseSpinLockFromDpcLevel(&extension->Lock);
}

VOID SecondsUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);

#ifdef FIXED
    /* The routine is called no more; a call that goes on already, in a DPC, ends. */
    IoStopTimer(DriverObject->DeviceObject);
    KeFlushQueuedDpcs();
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
    KeInitializeSpinLock(&extension->Lock);
    status = IoInitializeTimer(device, SecondsTimer, extension);
    if (NT_SUCCESS(status))
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = SecondsCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = SecondsCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = SecondsRead;
    DriverObject->DriverUnload = SecondsUnload;
    IoStartTimer(device);
    return STATUS_SUCCESS;
}
