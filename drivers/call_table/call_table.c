/*
 * A driver that other drivers call directly: \Device\CallTable hands out pointers to its routines by an internal control code.
 */
#include <wdm.h>

#include "call_table.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TableUnload;
DRIVER_DISPATCH TableCreateClose;
DRIVER_DISPATCH TableInternal;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\CallTable");
static LONG Numbers;

static ULONG TableNext(VOID)
{
    return (ULONG)InterlockedIncrement(&Numbers);
}

static NTSTATUS TableComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS TableInternal(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    UNREFERENCED_PARAMETER(DeviceObject);
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_GET_TABLE)
        return TableComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    ((PCALL_TABLE)Irp->UserBuffer)->Next = TableNext;
    return TableComplete(Irp, STATUS_SUCCESS);
}

NTSTATUS TableCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return TableComplete(Irp, STATUS_SUCCESS);
}

VOID TableUnload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = TableCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = TableCreateClose;
    DriverObject->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = TableInternal;
    DriverObject->DriverUnload = TableUnload;
    return IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
}
