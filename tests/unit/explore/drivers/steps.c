/*
 * Threads that take steps on shared objects, as the program says that the test has written into this driver's first block of pool. What a step finds out shows in the
 * thread's own events: say() makes as many calls that touch nothing.
 */
#include <wdm.h>

#include <string.h>

#include "steps.h"

typedef struct _DEVICE_EXTENSION {
    struct steps_program *Program;
    volatile LONG Word[2];
    KEVENT All, One; /* notification, synchronization */
    KSEMAPHORE Semaphore;
    KSPIN_LOCK Lock;
    LONG Locked; /* guarded by Lock */
    PVOID Block;
    CHAR Name[8]; /* touched by library functions only */
    KDPC Dpc;
    KTIMER Timer;
    PVOID Threads[STEPS_THREADS]; /* referenced */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

typedef struct _CONTEXT {
    PDEVICE_EXTENSION Extension;
    ULONG Number;
} CONTEXT_, *PCONTEXT_;

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD StepsUnload;
static DRIVER_DISPATCH StepsCreateClose, StepsDeviceControl;
static KSTART_ROUTINE StepsThread;
static KDEFERRED_ROUTINE StepsDpc;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Steps");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Steps");
static CONTEXT_ Contexts[STEPS_THREADS];

static VOID Say(LONG Value)
{
    for (Value &= 15; Value > 0; Value--)
        KeQueryPriorityThread(KeGetCurrentThread());
}

static VOID StepsDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    extension->Word[0] = extension->Word[0] + 4;
    extension->Word[1] = 1 + (LONG)KeGetCurrentProcessorNumber();
}

static VOID AddLocked(PDEVICE_EXTENSION Extension)
{
    KIRQL old;
    LONG value;

    KeAcquireSpinLock(&Extension->Lock, &old);
    value = ++Extension->Locked;
    KeReleaseSpinLock(&Extension->Lock, old);
    Say(value);
}

static VOID Copy(PDEVICE_EXTENSION Extension)
{
    LONG words[2];

    KeMemoryBarrier();
    RtlCopyMemory(words, (PVOID)Extension->Word, sizeof words);
    Say(words[0] + 2 * words[1]);
}

static VOID Free(PDEVICE_EXTENSION Extension)
{
    PVOID block = InterlockedExchangePointer(&Extension->Block, NULL);

    if (block)
        ExFreePoolWithTag(block, STEPS_TAG);
}

/* Of a block that may be gone between looking and using. */
static VOID Use(PDEVICE_EXTENSION Extension)
{
    LONG *block;

    KeMemoryBarrier();
    block = Extension->Block;
    KeMemoryBarrier();
    if (block)
        Say(++*block);
}

static VOID Allocate(PDEVICE_EXTENSION Extension)
{
    PVOID block = ExAllocatePoolWithTag(NonPagedPool, 32, STEPS_TAG), old;

    if (!block)
        return;
    RtlZeroMemory(block, 32);
    old = InterlockedExchangePointer(&Extension->Block, block);
    if (old)
        ExFreePoolWithTag(old, STEPS_TAG);
}

static VOID AwaitAny(PDEVICE_EXTENSION Extension)
{
    PVOID objects[2] = {&Extension->One, &Extension->Semaphore};

    Say(1 + KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL));
}

static VOID Await(PVOID Object)
{
    KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, NULL);
}

static VOID Reference(PVOID Object)
{
    Say((LONG)ObfReferenceObject(Object));
    Say((LONG)ObfDereferenceObject(Object));
}

static VOID SetTimer(PDEVICE_EXTENSION Extension)
{
    LARGE_INTEGER due = {.QuadPart = -10};

    KeSetTimer(&Extension->Timer, due, &Extension->Dpc);
}

static VOID Sleep_(VOID)
{
    LARGE_INTEGER interval = {.QuadPart = -10};

    KeDelayExecutionThread(KernelMode, FALSE, &interval);
}

static VOID Time(VOID)
{
    LARGE_INTEGER now;

    KeQuerySystemTime(&now);
    Say(now.LowPart);
}

static VOID Raise(PDEVICE_EXTENSION Extension)
{
    KIRQL old;

    KeRaiseIrql(DISPATCH_LEVEL, &old);
    InterlockedIncrement(&Extension->Word[1]);
    KeLowerIrql(old);
}

static VOID Take(PDEVICE_EXTENSION E, ULONG Number, unsigned char Step)
{
    switch (Step) {
    case STEP_COUNT: Say(InterlockedIncrement(&E->Word[0])); break;
    case STEP_COUNT_OTHER: Say(InterlockedIncrement(&E->Word[1])); break;
    case STEP_EXCHANGE: Say(InterlockedExchange(&E->Word[0], 8)); break;
    case STEP_READ: KeMemoryBarrier(); Say(E->Word[0]); break;
    case STEP_WRITE: KeMemoryBarrier(); E->Word[0] = 1 + Number; break;
    case STEP_COPY: Copy(E); break;
    case STEP_ADD_LOCKED: AddLocked(E); break;
    case STEP_SET: Say(KeSetEvent(&E->All, 0, FALSE)); break;
    case STEP_RESET: Say(KeResetEvent(&E->All)); break;
    case STEP_LOOK: Say(KeReadStateEvent(&E->All)); break;
    case STEP_AWAIT: Await(&E->All); break;
    case STEP_SET_ONE: Say(KeSetEvent(&E->One, 0, FALSE)); break;
    case STEP_AWAIT_ONE: Await(&E->One); break;
    case STEP_RELEASE: Say(KeReleaseSemaphore(&E->Semaphore, 0, 1, FALSE)); break;
    case STEP_TAKE: Await(&E->Semaphore); break;
    case STEP_AWAIT_ANY: AwaitAny(E); break;
    case STEP_JOIN: Await(E->Threads[Number ? 0 : 1]); break;
    case STEP_REFERENCE: Reference(E->Threads[0]); break;
    case STEP_FREE: Free(E); break;
    case STEP_USE: Use(E); break;
    case STEP_ALLOCATE: Allocate(E); break;
    case STEP_RAISE: Raise(E); break;
    case STEP_NAME: KeMemoryBarrier(); strcpy(E->Name, Number ? "ab" : "abc"); break;
    case STEP_SPELL: KeMemoryBarrier(); Say((LONG)strlen(E->Name)); break;
    case STEP_STALL: KeStallExecutionProcessor(1); break;
    case STEP_TIME: Time(); break;
    case STEP_DPC: KeInsertQueueDpc(&E->Dpc, NULL, NULL); break;
    case STEP_TIMER: SetTimer(E); break;
    case STEP_SLEEP: Sleep_(); break;
    case STEP_PRINT: DbgPrint("%d\n", E->Word[0]); break;
    default: break;
    }
}

/* One returns, the others end themselves. */
static VOID StepsThread(PVOID StartContext)
{
    const CONTEXT_ *context = StartContext;
    ULONG i;

    for (i = 0; i < STEPS_LENGTH; i++)
        Take(context->Extension, context->Number, context->Extension->Program->step[context->Number][i]);
    if (context->Number)
        PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS StartThread(PDEVICE_EXTENSION Extension, ULONG Number)
{
    HANDLE thread;
    NTSTATUS status;

    Contexts[Number].Extension = Extension;
    Contexts[Number].Number = Number;
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, StepsThread, &Contexts[Number]);
    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, *PsThreadType, KernelMode, &Extension->Threads[Number], NULL);
    ASSERT(NT_SUCCESS(status));
    ZwClose(thread);
    return status;
}

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS StepsCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp, STATUS_SUCCESS);
}

static NTSTATUS StepsDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    for (i = 0; i < STEPS_THREADS && NT_SUCCESS(status); i++)
        if (extension->Program->step[i][0] != STEP_NONE)
            status = StartThread(extension, i);
    return Complete(Irp, status);
}

/* Says what is left of everything when all have ended. */
static VOID StepsUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
    ULONG i;

    for (i = 0; i < STEPS_THREADS; i++) {
        if (!extension->Threads[i])
            continue;
        Await(extension->Threads[i]);
        ObDereferenceObject(extension->Threads[i]);
    }
    KeCancelTimer(&extension->Timer);
    KeFlushQueuedDpcs();
    Say(extension->Word[0]);
    Say(extension->Word[1]);
    Say(extension->Locked);
    Say(KeReadStateEvent(&extension->All) + 2 * KeReadStateEvent(&extension->One) + 4 * KeReadStateSemaphore(&extension->Semaphore));
    Free(extension);
    ExFreePoolWithTag(extension->Program, STEPS_TAG);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS InitializeExtension(PDEVICE_EXTENSION Extension)
{
    Extension->Program = ExAllocatePoolWithTag(NonPagedPool, sizeof *Extension->Program, STEPS_TAG);
    if (!Extension->Program)
        return STATUS_INSUFFICIENT_RESOURCES;
    RtlZeroMemory(Extension->Program, sizeof *Extension->Program);
    KeInitializeEvent(&Extension->All, NotificationEvent, FALSE);
    KeInitializeEvent(&Extension->One, SynchronizationEvent, FALSE);
    KeInitializeSemaphore(&Extension->Semaphore, 0, 100);
    KeInitializeSpinLock(&Extension->Lock);
    KeInitializeDpc(&Extension->Dpc, StepsDpc, Extension);
    KeInitializeTimer(&Extension->Timer);
    Allocate(Extension);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = InitializeExtension(device->DeviceExtension);
    if (NT_SUCCESS(status))
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = StepsCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = StepsCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = StepsDeviceControl;
    DriverObject->DriverUnload = StepsUnload;
    return STATUS_SUCCESS;
}
