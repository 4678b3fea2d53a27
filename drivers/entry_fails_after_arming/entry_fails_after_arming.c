/*
 * A driver that looks after \Device\Echo every second.
 *
 * DriverEntry starts the timer and then finds that \Device\Echo is missing. It fails, the image is freed without a call
 * of DriverUnload, and the timer is still set.
 * FIXED: it stops the timer before it fails.
 */
#include <wdm.h>

#define PERIOD_MILLISECONDS 1000

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD NurseUnload;
KDEFERRED_ROUTINE NurseDpc;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, NurseUnload)
#endif

static UNICODE_STRING EchoName = RTL_CONSTANT_STRING(L"\\Device\\Echo");
static PFILE_OBJECT EchoFile; /* referenced */
static PDEVICE_OBJECT EchoDevice;
static KTIMER Timer;
static KDPC Dpc;
static LONG Looks; /* changed by interlocked operations only */

VOID NurseDpc(PKDPC Self, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Self);
    UNREFERENCED_PARAMETER(DeferredContext);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    if (EchoDevice)
        InterlockedIncrement(&Looks);
}

static VOID StartTimer(VOID)
{
    LARGE_INTEGER due;

    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, NurseDpc, NULL);
    due.QuadPart = -10000LL * PERIOD_MILLISECONDS;
    KeSetTimerEx(&Timer, due, PERIOD_MILLISECONDS, &Dpc);
}

/* Of a periodic timer KeCancelTimer says TRUE even when its DPC is queued or runs. */
static VOID StopTimer(VOID)
{
    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
}

VOID NurseUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
    StopTimer();
    ObDereferenceObject(EchoFile);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    StartTimer();
    status = IoGetDeviceObjectPointer(&EchoName, FILE_READ_ATTRIBUTES, &EchoFile, &EchoDevice);
#ifdef FIXED
    if (!NT_SUCCESS(status)) {
        StopTimer(); /* nobody else will: DriverUnload is not called after a failure */
        return status;
    }
#else
    if (!NT_SUCCESS(status))
        return status;
#endif
    DriverObject->DriverUnload = NurseUnload;
    return STATUS_SUCCESS;
}
