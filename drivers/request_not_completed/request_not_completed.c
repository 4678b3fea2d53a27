/*
 * A doorbell: a read waits until somebody rings, and nobody ever does. \\.\Doorbell.
 *
 * There is no cleanup routine: the application closes its handle, the read stays, and with it the file object and the device's reference.
 * FIXED: the last handle that is closed cancels the read that waits on it.
 */
#include <wdm.h>

typedef struct _DEVICE_EXTENSION {
    KSPIN_LOCK Lock; /* guards Waiting */
    PIRP Waiting;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DoorbellUnload;
DRIVER_DISPATCH DoorbellCreateClose;
DRIVER_DISPATCH DoorbellCleanup;
DRIVER_DISPATCH DoorbellRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, DoorbellUnload)
#pragma alloc_text(PAGE, DoorbellCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Doorbell");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Doorbell");

static NTSTATUS DoorbellComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS DoorbellCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return DoorbellComplete(Irp, STATUS_SUCCESS);
}

/* The device is exclusive: what waits was sent through the file that is closed. */
NTSTATUS DoorbellCleanup(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
#ifdef FIXED
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIRP waiting;
    KIRQL irql;

    KeAcquireSpinLock(&extension->Lock, &irql);
    waiting = extension->Waiting;
    extension->Waiting = NULL;
    KeReleaseSpinLock(&extension->Lock, irql);
    if (waiting)
        DoorbellComplete(waiting, STATUS_CANCELLED);
#else
    UNREFERENCED_PARAMETER(DeviceObject);
#endif
    return DoorbellComplete(Irp, STATUS_SUCCESS);
}

NTSTATUS DoorbellRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status = STATUS_DEVICE_BUSY;
    KIRQL irql;

    KeAcquireSpinLock(&extension->Lock, &irql);
    if (!extension->Waiting) {
        IoMarkIrpPending(Irp);
        extension->Waiting = Irp;
        status = STATUS_PENDING;
    }
    KeReleaseSpinLock(&extension->Lock, irql);
    return status == STATUS_PENDING ? status : DoorbellComplete(Irp, status);
}

VOID DoorbellUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_EXTENSION extension;
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, TRUE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    extension = device->DeviceExtension;
    KeInitializeSpinLock(&extension->Lock);
    extension->Waiting = NULL;

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DoorbellCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DoorbellCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DoorbellCleanup;
    DriverObject->MajorFunction[IRP_MJ_READ] = DoorbellRead;
    DriverObject->DriverUnload = DoorbellUnload;
    return STATUS_SUCCESS;
}
