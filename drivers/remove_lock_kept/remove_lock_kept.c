/*
 * \\.\Guarded: a remove lock keeps Unload from leaving while a request is under way. A read of no bytes goes back early, and takes the lock with it.
 * FIXED: each way out gives the lock back.
 */
#include <wdm.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD GuardedUnload;
DRIVER_DISPATCH GuardedCreateClose;
DRIVER_DISPATCH GuardedRead;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Guarded");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Guarded");
static IO_REMOVE_LOCK RemoveLock;

static NTSTATUS GuardedComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS GuardedRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    NTSTATUS status = IoAcquireRemoveLock(&RemoveLock, Irp);

    UNREFERENCED_PARAMETER(DeviceObject);
    if (!NT_SUCCESS(status))
        return GuardedComplete(Irp, status);
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length == 0) {
#ifdef FIXED
        IoReleaseRemoveLock(&RemoveLock, Irp);
#endif
        return GuardedComplete(Irp, STATUS_SUCCESS);
    }
    IoReleaseRemoveLock(&RemoveLock, Irp);
    return GuardedComplete(Irp, STATUS_END_OF_FILE);
}

NTSTATUS GuardedCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return GuardedComplete(Irp, STATUS_SUCCESS);
}

VOID GuardedUnload(PDRIVER_OBJECT DriverObject)
{
    if (NT_SUCCESS(IoAcquireRemoveLock(&RemoveLock, DriverObject)))
        IoReleaseRemoveLockAndWait(&RemoveLock, DriverObject);
    IoDeleteSymbolicLink(&LinkName);
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
    IoInitializeRemoveLock(&RemoveLock, 'draG', 0, 0);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = GuardedCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = GuardedCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = GuardedRead;
    DriverObject->DriverUnload = GuardedUnload;
    return STATUS_SUCCESS;
}
