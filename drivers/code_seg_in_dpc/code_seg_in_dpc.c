/*
 * A driver that measures, on a timer, how long its queue is, and once more at its end.
 *
 * The helper that measures stands between two #pragma code_seg, with what may be paged, and the DPC calls it.
 * FIXED: the helper stands in front of them, in code that stays in memory.
 */
#include <wdm.h>

/* As many drivers have it: Microsoft's compiler expands macros in a pragma. */
#define PAGEDCODE  code_seg("PAGE")
#define LOCKEDCODE code_seg()
#define INITCODE   code_seg("INIT")

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD GaugeUnload;
KDEFERRED_ROUTINE GaugeDpc;

static KTIMER Timer;
static KDPC Dpc;
static LIST_ENTRY Queue; /* under QueueLock */
static KSPIN_LOCK QueueLock;
static ULONG Longest; /* the DPC's while the timer is set, then Unload's */

#ifndef FIXED
#pragma PAGEDCODE
#endif

static VOID GaugeMeasure(VOID)
{
    PLIST_ENTRY entry;
    ULONG length = 0;
    KIRQL irql;

    KeAcquireSpinLock(&QueueLock, &irql);
    for (entry = Queue.Flink; entry != &Queue; entry = entry->Flink)
        length++;
    KeReleaseSpinLock(&QueueLock, irql);
    if (length > Longest)
        Longest = length;
}

#pragma PAGEDCODE

VOID GaugeUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
    GaugeMeasure();
}

#pragma LOCKEDCODE

VOID GaugeDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(DeferredContext);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    GaugeMeasure();
}

#pragma INITCODE

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = GaugeUnload;
    InitializeListHead(&Queue);
    KeInitializeSpinLock(&QueueLock);
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, GaugeDpc, NULL);
    due.QuadPart = -100000;
    KeSetTimer(&Timer, due, &Dpc);
    return STATUS_SUCCESS;
}
