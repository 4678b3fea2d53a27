/*
 * Three beats, one every ten milliseconds, and then silence.
 *
 * The DPC of the third beat frees the timer that calls it. A periodic timer is set again before its DPC runs: it is freed while it is set.
 * FIXED: the DPC only tells; Unload cancels, waits for a DPC that may still run, and frees.
 */
#include <wdm.h>

#define BEAT_TAG 'taeB'
#define BEATS 3

typedef struct _METRONOME {
    KTIMER Timer;
    KDPC Dpc;
    LONG Beats; /* the DPC of one beat may still run when the next begins on another processor */
} METRONOME, *PMETRONOME;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD MetronomeUnload;
KDEFERRED_ROUTINE MetronomeBeat;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, MetronomeUnload)
#endif

static PMETRONOME Metronome;

VOID MetronomeBeat(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PMETRONOME metronome = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    if (InterlockedIncrement(&metronome->Beats) < BEATS)
        return;
#ifdef FIXED
    KeCancelTimer(&metronome->Timer);
#else
    ExFreePoolWithTag(metronome, BEAT_TAG);
    Metronome = NULL;
#endif
}

VOID MetronomeUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    KeCancelTimer(&Metronome->Timer);
    KeFlushQueuedDpcs();
    ExFreePoolWithTag(Metronome, BEAT_TAG);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);
    Metronome = ExAllocatePoolWithTag(NonPagedPool, sizeof *Metronome, BEAT_TAG);
    if (!Metronome)
        return STATUS_INSUFFICIENT_RESOURCES;
    RtlZeroMemory(Metronome, sizeof *Metronome);
    KeInitializeTimer(&Metronome->Timer);
    KeInitializeDpc(&Metronome->Dpc, MetronomeBeat, Metronome);
    due.QuadPart = -100000;
    KeSetTimerEx(&Metronome->Timer, due, 10, &Metronome->Dpc);
    DriverObject->DriverUnload = MetronomeUnload;
    return STATUS_SUCCESS;
}
