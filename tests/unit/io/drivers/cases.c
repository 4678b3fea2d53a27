/* A driver with code that is discarded, and with a work item in its own data; its routines are called by name (../image.c). */
#include <wdm.h>

DRIVER_INITIALIZE DriverEntry;
ULONG once(void);
ULONG once_again(void);
ULONG queue(void);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, once)
#endif

static WORK_QUEUE_ITEM Item;
static ULONG Runs, Calls;

static VOID Work(PVOID Parameter)
{
    UNREFERENCED_PARAMETER(Parameter);
    Runs++;
}

static VOID CasesUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

ULONG once(void)
{
    return ++Calls;
}

ULONG once_again(void)
{
    return once();
}

ULONG queue(void)
{
    ExInitializeWorkItem(&Item, Work, NULL);
    ExQueueWorkItem(&Item, DelayedWorkQueue);
    return 1;
}

/* A service called "failing" fails, and leaves a device behind. */
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);
    if (once() != 1)
        return STATUS_UNSUCCESSFUL;
    DriverObject->DriverUnload = CasesUnload;
    if (DriverObject->DriverExtension->ServiceKeyName.Buffer[0] != L'f')
        return STATUS_SUCCESS;
    IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    return STATUS_UNSUCCESSFUL;
}
