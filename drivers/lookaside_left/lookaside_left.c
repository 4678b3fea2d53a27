/*
 * A driver with a lookaside list in its data, from which it takes one entry and gives it back.
 *
 * Unload does not delete the list: the system, which looks at all lists from time to time, finds it in memory that is gone.
 * FIXED: it deletes the list.
 */
#include <wdm.h>

#define ENTRY_TAG 'yrtE'
#define ENTRY_SIZE 64

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD StoreUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, StoreUnload)
#endif

static NPAGED_LOOKASIDE_LIST Entries;

VOID StoreUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    ExDeleteNPagedLookasideList(&Entries);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PVOID entry;

    UNREFERENCED_PARAMETER(RegistryPath);
    ExInitializeNPagedLookasideList(&Entries, NULL, NULL, 0, ENTRY_SIZE, ENTRY_TAG, 0);
    entry = ExAllocateFromNPagedLookasideList(&Entries);
    if (!entry) {
        ExDeleteNPagedLookasideList(&Entries);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    ExFreeToNPagedLookasideList(&Entries, entry);
    DriverObject->DriverUnload = StoreUnload;
    return STATUS_SUCCESS;
}
