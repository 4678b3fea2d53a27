/*
 * A table that is made when it is first needed: by IOCTL_TABLE_LOOKUP. Unload frees it. \\.\Table.
 *
 * Two requests at once may both find that there is no table, and make one each: the first is lost.
 * FIXED: the second sees the first one's table and frees its own.
 */
#include <wdm.h>

#include "lazy_init.h"

#define TABLE_TAG     'lbaT'
#define TABLE_ENTRIES 16

typedef struct _DEVICE_EXTENSION {
    PVOID Table; /* NULL: not made yet; changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TableUnload;
DRIVER_DISPATCH TableCreateClose;
DRIVER_DISPATCH TableDeviceControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, TableUnload)
#pragma alloc_text(PAGE, TableCreateClose)
#pragma alloc_text(PAGE, TableDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Table");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Table");

static NTSTATUS TableComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS TableCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return TableComplete(Irp, STATUS_SUCCESS);
}

static PVOID MakeTable(VOID)
{
    PVOID table = ExAllocatePoolWithTag(NonPagedPool, TABLE_ENTRIES * sizeof(ULONG), TABLE_TAG);

    if (table)
        RtlZeroMemory(table, TABLE_ENTRIES * sizeof(ULONG));
    return table;
}

static NTSTATUS Lookup(PDEVICE_EXTENSION Extension)
{
    PVOID table;

    if (Extension->Table)
        return STATUS_SUCCESS;
    table = MakeTable();
    if (!table)
        return STATUS_INSUFFICIENT_RESOURCES;
#ifdef FIXED
    if (InterlockedCompareExchangePointer(&Extension->Table, table, NULL))
        ExFreePoolWithTag(table, TABLE_TAG);
#else
    InterlockedExchangePointer(&Extension->Table, table);
#endif
    return STATUS_SUCCESS;
}

NTSTATUS TableDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_TABLE_LOOKUP)
        return TableComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return TableComplete(Irp, Lookup(DeviceObject->DeviceExtension));
}

VOID TableUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    if (extension->Table)
        ExFreePoolWithTag(extension->Table, TABLE_TAG);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
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

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = TableCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = TableCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = TableDeviceControl;
    DriverObject->DriverUnload = TableUnload;
    return STATUS_SUCCESS;
}
