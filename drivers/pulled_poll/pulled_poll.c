/*
 * \\.\Poller waits for the edu card by looking again and again. When the card is pulled out, it looks for ever.
 * FIXED: it gives up after so many looks. It counts them where nothing on its stack shows it.
 */
#include <ntddk.h>

#include "edu_card.h"

#define LOOKS 100000

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD PollerUnload;
DRIVER_DISPATCH PollerCreateClose;
DRIVER_DISPATCH PollerWrite;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Poller");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Poller");
static EDU_CARD Card;
static ULONG Looks;

static NTSTATUS PollerComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static BOOLEAN PollerTired(VOID)
{
#ifdef FIXED
    return ++Looks >= LOOKS;
#else
    Looks = 1;
    return FALSE;
#endif
}

NTSTATUS PollerWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Looks = 0;
    while ((EduCardGet(&Card, EDU_STATUS) & EDU_STATUS_COMPUTING) && !PollerTired())
        ;
    return PollerComplete(Irp, STATUS_IO_TIMEOUT);
}

NTSTATUS PollerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return PollerComplete(Irp, STATUS_SUCCESS);
}

VOID PollerUnload(PDRIVER_OBJECT DriverObject)
{
    EduCardUnmap(&Card);
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
        status = EduCardMap(&Card);
        if (!NT_SUCCESS(status))
            IoDeleteSymbolicLink(&LinkName);
    }
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = PollerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = PollerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = PollerWrite;
    DriverObject->DriverUnload = PollerUnload;
    return STATUS_SUCCESS;
}
