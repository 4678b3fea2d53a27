/*
 * A client in the kernel: it opens \Device\Echo when it comes, sees that it answers, and keeps it open for later.
 *
 * Unload does not give the file object back. The client goes; the file object stays, and with it the other driver.
 * FIXED: it gives the file object back.
 */
#include <wdm.h>

#include "echo.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ClientUnload;

static NTSTATUS ClientAsk(ULONG Question, PULONG Answer);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, ClientAsk)
#pragma alloc_text(PAGE, ClientUnload)
#endif

static UNICODE_STRING EchoName = RTL_CONSTANT_STRING(L"\\Device\\Echo");
static PFILE_OBJECT EchoFile; /* referenced; it keeps EchoDevice */
static PDEVICE_OBJECT EchoDevice;

static NTSTATUS ClientAsk(ULONG Question, PULONG Answer)
{
    KEVENT done;
    IO_STATUS_BLOCK result;
    PIRP irp;
    NTSTATUS status;

    KeInitializeEvent(&done, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(IOCTL_ECHO, EchoDevice, &Question, sizeof(Question), Answer, sizeof(*Answer),
                                        FALSE, &done, &result);
    if (!irp)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = IoCallDriver(EchoDevice, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
        status = result.Status;
    }
    return status;
}

VOID ClientUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    ObDereferenceObject(EchoFile);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG answer = 0;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoGetDeviceObjectPointer(&EchoName, FILE_ALL_ACCESS, &EchoFile, &EchoDevice);
    if (!NT_SUCCESS(status))
        return status;
    status = ClientAsk(42, &answer);
    if (NT_SUCCESS(status) && answer != 42)
        status = STATUS_DEVICE_PROTOCOL_ERROR;
    if (!NT_SUCCESS(status)) {
        ObDereferenceObject(EchoFile);
        return status;
    }
    DriverObject->DriverUnload = ClientUnload;
    return STATUS_SUCCESS;
}
