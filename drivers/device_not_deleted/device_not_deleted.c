/*
 * Tickets: each read gives the next number. \\.\Ticket.
 *
 * Unload takes back the symbolic link and forgets the device, which holds the driver object, and so the image, for
 * ever.
 * FIXED: it deletes the device.
 */
#include <wdm.h>

typedef struct _DEVICE_EXTENSION {
    LONG Last; /* the number given last; changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TicketUnload;
DRIVER_DISPATCH TicketCreateClose;
DRIVER_DISPATCH TicketRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, TicketUnload)
#pragma alloc_text(PAGE, TicketCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Ticket");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Ticket");

static NTSTATUS TicketComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS TicketCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return TicketComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS TicketRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PULONG number = Irp->AssociatedIrp.SystemBuffer;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return TicketComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *number = (ULONG)InterlockedIncrement(&extension->Last);
    return TicketComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID TicketUnload(PDRIVER_OBJECT DriverObject)
{
#ifndef FIXED
    UNREFERENCED_PARAMETER(DriverObject);
#endif
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
#ifdef FIXED
    IoDeleteDevice(DriverObject->DeviceObject);
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
    device->Flags |= DO_BUFFERED_IO;

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = TicketCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = TicketCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = TicketRead;
    DriverObject->DriverUnload = TicketUnload;
    return STATUS_SUCCESS;
}
