/*
 * A device that gives back what it is given: IOCTL_ECHO within one request, a read what the last write left. \\.\Echo.
 */
#include <wdm.h>

#include "echo.h"

typedef struct _DEVICE_EXTENSION {
    KSPIN_LOCK Lock; /* guards what follows */
    ULONG Length;
    UCHAR Text[ECHO_ROOM];
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD EchoUnload;
DRIVER_DISPATCH EchoCreateClose;
DRIVER_DISPATCH EchoRead;
DRIVER_DISPATCH EchoWrite;
DRIVER_DISPATCH EchoDeviceControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, EchoUnload)
#pragma alloc_text(PAGE, EchoCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Echo");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Echo");

static NTSTATUS EchoComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS EchoCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return EchoComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS EchoRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    ULONG length = IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length;
    KIRQL irql;

    KeAcquireSpinLock(&extension->Lock, &irql);
    if (length > extension->Length)
        length = extension->Length;
    RtlCopyMemory(Irp->AssociatedIrp.SystemBuffer, extension->Text, length);
    KeReleaseSpinLock(&extension->Lock, irql);
    return EchoComplete(Irp, STATUS_SUCCESS, length);
}

NTSTATUS EchoWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    ULONG length = IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length;
    KIRQL irql;

    if (length > ECHO_ROOM)
        return EchoComplete(Irp, STATUS_INVALID_PARAMETER, 0);
    KeAcquireSpinLock(&extension->Lock, &irql);
    RtlCopyMemory(extension->Text, Irp->AssociatedIrp.SystemBuffer, length);
    extension->Length = length;
    KeReleaseSpinLock(&extension->Lock, irql);
    return EchoComplete(Irp, STATUS_SUCCESS, length);
}

NTSTATUS EchoDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG length = stack->Parameters.DeviceIoControl.InputBufferLength;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_ECHO)
        return EchoComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);

    /* Input and output are the same system buffer: the text is where it belongs already. */
    if (length > stack->Parameters.DeviceIoControl.OutputBufferLength)
        length = stack->Parameters.DeviceIoControl.OutputBufferLength;
    return EchoComplete(Irp, STATUS_SUCCESS, length);
}

VOID EchoUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
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
    extension = device->DeviceExtension;
    KeInitializeSpinLock(&extension->Lock);
    device->Flags |= DO_BUFFERED_IO;

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = EchoCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = EchoCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = EchoRead;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = EchoWrite;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = EchoDeviceControl;
    DriverObject->DriverUnload = EchoUnload;
    return STATUS_SUCCESS;
}
