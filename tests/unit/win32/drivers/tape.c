/*
 * A device that tells its size, 5000000000 bytes, and reads as the position's low byte. \\.\Tape.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Tape");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Tape");

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS Succeed(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS Read(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PUCHAR bytes = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(DeviceObject);
    for (ULONG i = 0; i < stack->Parameters.Read.Length; i++)
        bytes[i] = (UCHAR)(stack->Parameters.Read.ByteOffset.QuadPart + i);
    stack->FileObject->CurrentByteOffset.QuadPart += stack->Parameters.Read.Length;
    return Complete(Irp, STATUS_SUCCESS, stack->Parameters.Read.Length);
}

static NTSTATUS Query(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PFILE_STANDARD_INFORMATION information = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (stack->Parameters.QueryFile.FileInformationClass != FileStandardInformation)
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    RtlZeroMemory(information, sizeof *information);
    information->EndOfFile.QuadPart = 5000000000;
    return Complete(Irp, STATUS_SUCCESS, sizeof *information);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DriverObject->MajorFunction[IRP_MJ_CLOSE] = DriverObject->MajorFunction[IRP_MJ_CLEANUP] = Succeed;
    DriverObject->MajorFunction[IRP_MJ_READ] = Read;
    DriverObject->MajorFunction[IRP_MJ_QUERY_INFORMATION] = Query;
    DriverObject->DriverUnload = Unload;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}
