/*
 * A device that is always ready and says nothing: reads end at once, at the end of file. \\.\Nothing.
 *
 * Unload deletes the device and leaves its symbolic link. The link is permanent: the next DriverEntry, which makes it
 * again, fails.
 * FIXED: it takes the link back.
 */
#include <wdm.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD NothingUnload;
DRIVER_DISPATCH NothingCreateClose;
DRIVER_DISPATCH NothingRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, NothingUnload)
#pragma alloc_text(PAGE, NothingCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Nothing");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Nothing");

static NTSTATUS NothingComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS NothingCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return NothingComplete(Irp, STATUS_SUCCESS);
}

NTSTATUS NothingRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return NothingComplete(Irp, STATUS_SUCCESS);
}

VOID NothingUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
#ifdef FIXED
    IoDeleteSymbolicLink(&LinkName);
#endif
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
    device->Flags |= DO_BUFFERED_IO;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = NothingCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = NothingCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = NothingRead;
    DriverObject->DriverUnload = NothingUnload;
    return STATUS_SUCCESS;
}
