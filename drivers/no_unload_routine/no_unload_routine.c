/*
 * A sink: takes whatever is written and counts the bytes; a read tells how many. \\.\Sink.
 *
 * It has no Unload routine, so that it can never be stopped.
 * FIXED: it has one.
 */
#include <wdm.h>

typedef struct _DEVICE_EXTENSION {
    LONG64 Swallowed; /* bytes; changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
#ifdef FIXED
DRIVER_UNLOAD SinkUnload;
#endif
DRIVER_DISPATCH SinkCreateClose;
DRIVER_DISPATCH SinkRead;
DRIVER_DISPATCH SinkWrite;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#ifdef FIXED
#pragma alloc_text(PAGE, SinkUnload)
#endif
#pragma alloc_text(PAGE, SinkCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Sink");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Sink");

static NTSTATUS SinkComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS SinkCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return SinkComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS SinkRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PLONG64 count = Irp->AssociatedIrp.SystemBuffer;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(LONG64))
        return SinkComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *count = InterlockedCompareExchange64(&extension->Swallowed, 0, 0);
    return SinkComplete(Irp, STATUS_SUCCESS, sizeof(LONG64));
}

NTSTATUS SinkWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    ULONG length = IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length;

    InterlockedExchangeAdd64(&extension->Swallowed, length);
    return SinkComplete(Irp, STATUS_SUCCESS, length);
}

#ifdef FIXED
VOID SinkUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}
#endif

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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = SinkCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = SinkCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = SinkRead;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = SinkWrite;
#ifdef FIXED
    DriverObject->DriverUnload = SinkUnload;
#endif
    return STATUS_SUCCESS;
}
