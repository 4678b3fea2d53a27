/*
 * A filter above \Device\Echo that lets every request pass.
 *
 * Unload neither detaches its device from the one below nor deletes it: both drivers stay, the lower one without its
 * DriverUnload ever being called.
 * FIXED: it does both.
 */
#include <wdm.h>

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Lower;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD FilterUnload;
DRIVER_DISPATCH FilterPass;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, FilterUnload)
#endif

static UNICODE_STRING LowerName = RTL_CONSTANT_STRING(L"\\Device\\Echo");

NTSTATUS FilterPass(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(extension->Lower, Irp);
}

VOID FilterUnload(PDRIVER_OBJECT DriverObject)
{
#ifdef FIXED
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
#else
    UNREFERENCED_PARAMETER(DriverObject);
#endif

    PAGED_CODE();
#ifdef FIXED
    IoDetachDevice(extension->Lower);
    IoDeleteDevice(DriverObject->DeviceObject);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    for (ULONG major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++)
        DriverObject->MajorFunction[major] = FilterPass;
    DriverObject->DriverUnload = FilterUnload;

    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    status = IoAttachDevice(device, &LowerName, &extension->Lower);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    device->Flags |= extension->Lower->Flags & (DO_BUFFERED_IO | DO_DIRECT_IO);
    return STATUS_SUCCESS;
}
