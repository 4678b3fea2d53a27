/*
 * \\.\TableUser calls routines of another driver through the table that \Device\CallTable has given it. It lets go of the other's file as soon as it has the table:
 * nothing keeps the other driver in memory.
 * FIXED: the file is kept until Unload.
 */
#include <wdm.h>

#include "call_table.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD UserUnload;
DRIVER_DISPATCH UserCreateClose;
DRIVER_DISPATCH UserControl;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\TableUser");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\TableUser");
static CALL_TABLE Table;
#ifdef FIXED
static PFILE_OBJECT TableFile;
#endif

static NTSTATUS UserComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS UserControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
        return UserComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *(PULONG)Irp->AssociatedIrp.SystemBuffer = Table.Next();
    return UserComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

NTSTATUS UserCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return UserComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS UserAsk(PDEVICE_OBJECT Other)
{
    IO_STATUS_BLOCK answer;
    KEVENT done;
    PIRP irp;
    NTSTATUS status;

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(IOCTL_GET_TABLE, Other, NULL, 0, &Table, sizeof Table, TRUE, &done, &answer);
    if (!irp)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = IoCallDriver(Other, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
        status = answer.Status;
    }
    return status;
}

static NTSTATUS UserGetTable(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\CallTable");
    PDEVICE_OBJECT other;
    PFILE_OBJECT file;
    NTSTATUS status = IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &other);

    if (!NT_SUCCESS(status))
        return status;
    status = UserAsk(other);
#ifdef FIXED
    if (NT_SUCCESS(status)) {
        TableFile = file;
        return status;
    }
#endif
    ObDereferenceObject(file);
    return status;
}

VOID UserUnload(PDRIVER_OBJECT DriverObject)
{
#ifdef FIXED
    ObDereferenceObject(TableFile);
#endif
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
    if (NT_SUCCESS(status)) {
        status = UserGetTable();
        if (!NT_SUCCESS(status))
            IoDeleteSymbolicLink(&LinkName);
    }
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = UserCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = UserCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = UserControl;
    DriverObject->DriverUnload = UserUnload;
    return STATUS_SUCCESS;
}
