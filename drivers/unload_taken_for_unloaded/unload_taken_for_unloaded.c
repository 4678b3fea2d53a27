/*
 * A client in the kernel that only needs to know its neighbour: it opens \Device\Echo, takes a reference on the device
 * object, and closes the file again so that the other driver can be stopped.
 *
 * Unload does not drop the reference. So the other driver's DriverUnload is called, as if all were well, and its image
 * stays for ever.
 * FIXED: it drops the reference.
 */
#include <wdm.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD NeighbourUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, NeighbourUnload)
#endif

static UNICODE_STRING EchoName = RTL_CONSTANT_STRING(L"\\Device\\Echo");
static PDEVICE_OBJECT EchoDevice; /* referenced */

VOID NeighbourUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    ObDereferenceObject(EchoDevice);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PFILE_OBJECT file;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoGetDeviceObjectPointer(&EchoName, FILE_READ_ATTRIBUTES, &file, &EchoDevice);
    if (!NT_SUCCESS(status))
        return status;

    /* In this order: the file is what keeps the device until then. */
    ObReferenceObject(EchoDevice);
    ObDereferenceObject(file);
    DriverObject->DriverUnload = NeighbourUnload;
    return STATUS_SUCCESS;
}
