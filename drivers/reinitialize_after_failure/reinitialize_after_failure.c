/*
 * A driver that needs \Device\Echo and has more to set up than DriverEntry should take time for: a reinitialisation
 * routine does the rest.
 *
 * The routine is registered first of all. Where \Device\Echo is missing, DriverEntry fails; the image is freed without
 * a call of DriverUnload, and the routine is called all the same.
 * FIXED: the routine is registered when nothing can fail any more.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_REINITIALIZE SetUpTheRest;
DRIVER_UNLOAD SlowStarterUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, SetUpTheRest)
#pragma alloc_text(PAGE, SlowStarterUnload)
#endif

static UNICODE_STRING EchoName = RTL_CONSTANT_STRING(L"\\Device\\Echo");
static PFILE_OBJECT EchoFile; /* referenced */
static PDEVICE_OBJECT EchoDevice;
static PVOID Tables;

VOID SetUpTheRest(PDRIVER_OBJECT DriverObject, PVOID Context, ULONG Count)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Count);
    PAGED_CODE();
    Tables = ExAllocatePoolWithTag(PagedPool, PAGE_SIZE, 'wolS');
}

VOID SlowStarterUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
    if (Tables)
        ExFreePoolWithTag(Tables, 'wolS');
    ObDereferenceObject(EchoFile);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
#ifndef FIXED
    IoRegisterDriverReinitialization(DriverObject, SetUpTheRest, NULL);
#endif
    status = IoGetDeviceObjectPointer(&EchoName, FILE_READ_ATTRIBUTES, &EchoFile, &EchoDevice);
    if (!NT_SUCCESS(status))
        return status;

#ifdef FIXED
    /* From here on nothing fails. */
    IoRegisterDriverReinitialization(DriverObject, SetUpTheRest, NULL);
#endif
    DriverObject->DriverUnload = SlowStarterUnload;
    return STATUS_SUCCESS;
}
