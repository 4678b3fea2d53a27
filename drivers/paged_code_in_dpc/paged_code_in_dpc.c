/*
 * A driver that counts the beats of a timer, and its own end as one more.
 *
 * The DPC calls a routine that lies in pageable code: at DISPATCH_LEVEL nobody can bring it in.
 * FIXED: the DPC counts by itself; Unload, at PASSIVE_LEVEL, may call the routine.
 */
#include <wdm.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD BeatUnload;
KDEFERRED_ROUTINE BeatDpc;
static VOID BeatCount(VOID);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, BeatUnload)
#pragma alloc_text(PAGE, BeatCount)
#endif

static KTIMER Timer;
static KDPC Dpc;
static LONG Beats; /* changed by interlocked operations only */

static VOID BeatCount(VOID)
{
    InterlockedIncrement(&Beats);
}

VOID BeatDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(DeferredContext);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
#ifdef FIXED
    InterlockedIncrement(&Beats);
#else
    BeatCount();
#endif
}

VOID BeatUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
    BeatCount();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = BeatUnload;
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, BeatDpc, NULL);
    due.QuadPart = -100000;
    KeSetTimer(&Timer, due, &Dpc);
    return STATUS_SUCCESS;
}
