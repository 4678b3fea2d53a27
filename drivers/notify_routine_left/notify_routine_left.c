/*
 * A driver that counts the threads of the system as they come and go.
 *
 * Unload leaves its routine registered: the next thread that is made, or ends, calls it in an image that is gone.
 * FIXED: it takes the routine back; that waits until the routine is not running any more.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD CensusUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, CensusUnload)
#endif

static LONG Threads; /* changed by interlocked operations only */

static VOID CensusThread(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(ThreadId);
    if (Create)
        InterlockedIncrement(&Threads);
    else
        InterlockedDecrement(&Threads);
}

VOID CensusUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    PsRemoveCreateThreadNotifyRoutine(CensusThread);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = CensusUnload;
    return PsSetCreateThreadNotifyRoutine(CensusThread);
}
