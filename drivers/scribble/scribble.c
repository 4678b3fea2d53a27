#include <ntddk.h>

#include "scribble.h"

#define TAG 'brcS'
#define AROUND 32

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Filter, Below; /* of the first device; of the filter */
    KTIMER Timer;
    KDPC Dpc;
    KEVENT Event;
    KSEMAPHORE Semaphore;
    KMUTEX Mutex;
    FAST_MUTEX FastMutex;
    ERESOURCE Resource;
    IO_REMOVE_LOCK RemoveLock;
    LIST_ENTRY List, Entries[3];
    KSPIN_LOCK ListLock;
    NPAGED_LOOKASIDE_LIST Lookaside;
    IO_CSQ Csq;
    LIST_ENTRY Waiting;
    KSPIN_LOCK WaitingLock;
    WORK_QUEUE_ITEM WorkItem;
    KEVENT WorkDone;
    UNICODE_STRING String;
    WCHAR Text[8];
    PIRP OwnIrp, Pending;
    PETHREAD Thread;
    PVOID Rubbish;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ScribbleUnload;
DRIVER_DISPATCH ScribbleDispatch;
DRIVER_STARTIO ScribbleStartIo;
KDEFERRED_ROUTINE ScribbleDpc;
KSTART_ROUTINE ScribbleThread;
WORKER_THREAD_ROUTINE ScribbleWork;
IO_TIMER_ROUTINE ScribbleTimer;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Scribble");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Scribble");

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

/* --- the queue of requests that pend ---------------------------------------------------------------------------------------------------------------- */

static VOID CsqInsert(PIO_CSQ Csq, PIRP Irp)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Csq);
    InsertTailList(&extension->Waiting, &Irp->Tail.Overlay.ListEntry);
    extension->Pending = Irp;
}

static VOID CsqRemove(PIO_CSQ Csq, PIRP Irp)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
    extension->Pending = NULL;
}

static PIRP CsqPeek(PIO_CSQ Csq, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Csq);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    return IsListEmpty(&extension->Waiting) ? NULL : CONTAINING_RECORD(extension->Waiting.Flink, IRP, Tail.Overlay.ListEntry);
}

static VOID CsqAcquire(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Csq)->WaitingLock, Irql);
}

static VOID CsqRelease(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Csq)->WaitingLock, Irql);
}

static VOID CsqCanceled(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    Complete(Irp, STATUS_CANCELLED, 0);
}

/* --- what runs by itself ----------------------------------------------------------------------------------------------------------------------------- */

VOID ScribbleDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PDEVICE_EXTENSION extension = DeferredContext;
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    KeSetEvent(&extension->Event, 0, FALSE);
}

VOID ScribbleTimer(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Context);
}

VOID ScribbleWork(PVOID Parameter)
{
    KeSetEvent(&((PDEVICE_EXTENSION)Parameter)->WorkDone, 0, FALSE);
}

/* Holds the mutex, waits for the event (again and again), and ends by the semaphore. */
VOID ScribbleThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;
    PVOID objects[] = {&extension->Event, &extension->Semaphore};

    KeWaitForSingleObject(&extension->Mutex, Executive, KernelMode, FALSE, NULL);
    while (KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL) == STATUS_WAIT_0)
        ;
    KeReleaseMutex(&extension->Mutex, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* --- scribbling ------------------------------------------------------------------------------------------------------------------------------------------ */

static ULONG IrpSize(PIRP Irp)
{
    return Irp ? Irp->Size : 0;
}

#define FIELD(field) (*Size = sizeof(Extension->field), (PVOID)&Extension->field)

static PVOID Object(PDEVICE_EXTENSION Extension, PDEVICE_OBJECT Device, PIRP Irp, ULONG Which, PULONG Size)
{
    PIRP irp = Which == SCRIBBLE_IRP ? Irp : Which == SCRIBBLE_QUEUED ? Device->CurrentIrp : Which == SCRIBBLE_OWN_IRP ? Extension->OwnIrp : Extension->Pending;

    switch (Which) {
    case SCRIBBLE_DRIVER_OBJECT: *Size = sizeof(DRIVER_OBJECT); return Device->DriverObject;
    case SCRIBBLE_DRIVER_EXTENSION: *Size = sizeof(DRIVER_EXTENSION); return Device->DriverObject->DriverExtension;
    case SCRIBBLE_DEVICE: *Size = sizeof(DEVICE_OBJECT); return Device;
    case SCRIBBLE_FILTER: *Size = sizeof(DEVICE_OBJECT); return Extension->Filter;
    case SCRIBBLE_FILE: *Size = sizeof(FILE_OBJECT); return IoGetCurrentIrpStackLocation(Irp)->FileObject;
    case SCRIBBLE_IRP:
    case SCRIBBLE_PENDING:
    case SCRIBBLE_QUEUED:
    case SCRIBBLE_OWN_IRP: *Size = IrpSize(irp); return irp;
    case SCRIBBLE_MDL: *Size = sizeof(MDL) + sizeof(PFN_NUMBER); return Extension->Pending ? Extension->Pending->MdlAddress : NULL;
    case SCRIBBLE_TIMER: return FIELD(Timer);
    case SCRIBBLE_DPC: return FIELD(Dpc);
    case SCRIBBLE_EVENT: return FIELD(Event);
    case SCRIBBLE_SEMAPHORE: return FIELD(Semaphore);
    case SCRIBBLE_MUTEX: return FIELD(Mutex);
    case SCRIBBLE_FAST_MUTEX: return FIELD(FastMutex);
    case SCRIBBLE_RESOURCE: return FIELD(Resource);
    case SCRIBBLE_REMOVE_LOCK: return FIELD(RemoveLock);
    case SCRIBBLE_LIST: return FIELD(List);
    case SCRIBBLE_LOOKASIDE: return FIELD(Lookaside);
    case SCRIBBLE_CSQ: return FIELD(Csq);
    case SCRIBBLE_WORK_ITEM: return FIELD(WorkItem);
    case SCRIBBLE_STRING: return FIELD(String);
    default: *Size = 0; return NULL;
    }
}

static ULONG_PTR Value(PDEVICE_EXTENSION Extension, const SCRIBBLE *Wish, PVOID Object, PULONG_PTR Word, PIRP Irp)
{
    switch (Wish->Pattern) {
    case SCRIBBLE_SMALL: return 0x18;
    case SCRIBBLE_ONES: return ~(ULONG_PTR)0;
    case SCRIBBLE_KERNEL: return 0xFFFF9000DEAD0008;
    case SCRIBBLE_USER: return (ULONG_PTR)Irp->UserBuffer;
    case SCRIBBLE_RUBBISH: return (ULONG_PTR)Extension->Rubbish;
    case SCRIBBLE_ITSELF: return (ULONG_PTR)Word;
    case SCRIBBLE_OBJECT: return (ULONG_PTR)Object;
    case SCRIBBLE_OPAQUE: return (ULONG_PTR)PsGetCurrentThread();
    case SCRIBBLE_ODD: return *Word + 1;
    default: return 0;
    }
}

static NTSTATUS Scribble(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE_EXTENSION extension = Device->DeviceExtension;
    SCRIBBLE wish = *(SCRIBBLE *)Irp->AssociatedIrp.SystemBuffer;
    ULONG size = 0;
    PUCHAR object = Object(extension, Device, Irp, wish.Object, &size);

    *(PULONG)Irp->AssociatedIrp.SystemBuffer = size;
    if (object && wish.Offset >= -AROUND && wish.Offset < (LONG)(size + AROUND)) {
        PULONG_PTR word = (PULONG_PTR)(object + wish.Offset);
        *word = Value(extension, &wish, object, word, Irp);
    }
    return Complete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

/* --- using it all ---------------------------------------------------------------------------------------------------------------------------------------- */

static VOID UseLocks(PDEVICE_EXTENSION Extension)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Extension->Resource, TRUE);
    ExReleaseResourceLite(&Extension->Resource);
    KeLeaveCriticalRegion();
    ExAcquireFastMutex(&Extension->FastMutex);
    ExReleaseFastMutex(&Extension->FastMutex);
    if (NT_SUCCESS(IoAcquireRemoveLock(&Extension->RemoveLock, Extension)))
        IoReleaseRemoveLock(&Extension->RemoveLock, Extension);
}

static VOID UseMemory(PDEVICE_EXTENSION Extension)
{
    UNICODE_STRING copy = Extension->String;
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle;
    PVOID block = ExAllocateFromNPagedLookasideList(&Extension->Lookaside);

    if (block)
        ExFreeToNPagedLookasideList(&Extension->Lookaside, block);
    ExInterlockedInsertTailList(&Extension->List, &Extension->Entries[1], &Extension->ListLock);
    ExInterlockedInsertHeadList(&Extension->List, &Extension->Entries[2], &Extension->ListLock);
    ExInterlockedRemoveHeadList(&Extension->List, &Extension->ListLock);
    ExInterlockedRemoveHeadList(&Extension->List, &Extension->ListLock);
    RtlCompareUnicodeString(&Extension->String, &DeviceName, TRUE);
    RtlCopyUnicodeString(&copy, &Extension->String);
    InitializeObjectAttributes(&attributes, &Extension->String, OBJ_KERNEL_HANDLE, NULL, NULL);
    if (NT_SUCCESS(ZwOpenKey(&handle, KEY_READ, &attributes)))
        ZwClose(handle);
}

static NTSTATUS OwnIrpDone(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

/* A request of the driver's own to its lower device. */
static VOID UseOwnIrp(PDEVICE_OBJECT Device, PDEVICE_EXTENSION Extension)
{
    PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(Extension->OwnIrp);

    next->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoSetCompletionRoutine(Extension->OwnIrp, OwnIrpDone, NULL, TRUE, TRUE, TRUE);
    IoCallDriver(Device, Extension->OwnIrp);
    IoReuseIrp(Extension->OwnIrp, STATUS_SUCCESS);
}

static NTSTATUS Use(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE_EXTENSION extension = Device->DeviceExtension;
    LARGE_INTEGER soon = {.QuadPart = -10000};

    UseLocks(extension);
    UseMemory(extension);
    UseOwnIrp(Device, extension);
    ExQueueWorkItem(&extension->WorkItem, DelayedWorkQueue);
    KeWaitForSingleObject(&extension->WorkDone, Executive, KernelMode, FALSE, NULL);
    KeSetTimer(&extension->Timer, soon, &extension->Dpc);
    KeDelayExecutionThread(KernelMode, FALSE, &soon);
    return Complete(Irp, STATUS_SUCCESS, 0);
}

/* --- dispatch ------------------------------------------------------------------------------------------------------------------------------------------------ */

static NTSTATUS PassedDown(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Context);
    if (Irp->PendingReturned)
        IoMarkIrpPending(Irp);
    return STATUS_SUCCESS;
}

/* Detached with the last close: what has something attached is not unloaded. */
static NTSTATUS PassDown(PDEVICE_EXTENSION Filter, PIRP Irp)
{
    PDEVICE_OBJECT below = Filter->Below;
    BOOLEAN last = IoGetCurrentIrpStackLocation(Irp)->MajorFunction == IRP_MJ_CLOSE;
    NTSTATUS status;

    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, PassedDown, NULL, TRUE, TRUE, TRUE);
    status = IoCallDriver(below, Irp);
    if (last) {
        IoDetachDevice(below);
        Filter->Below = NULL;
    }
    return status;
}

/* One request is kept in StartIo until the handle is closed. */
VOID ScribbleStartIo(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
}

static NTSTATUS CleanUp(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE_EXTENSION extension = Device->DeviceExtension;
    PIRP waiting, current = Device->CurrentIrp;
    KIRQL irql;

    while ((waiting = IoCsqRemoveNextIrp(&extension->Csq, NULL)) != NULL)
        Complete(waiting, STATUS_CANCELLED, 0);
    if (current) {
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        IoStartNextPacket(Device, FALSE);
        Complete(current, STATUS_CANCELLED, 0);
        KeLowerIrql(irql);
    }
    return Complete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS Control(PDEVICE_OBJECT Device, PIRP Irp)
{
    PDEVICE_EXTENSION extension = Device->DeviceExtension;

    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_SCRIBBLE:
        return Scribble(Device, Irp);
    case IOCTL_SCRIBBLE_WAIT:
        IoCsqInsertIrp(&extension->Csq, Irp, NULL); /* marks it pending */
        return STATUS_PENDING;
    case IOCTL_SCRIBBLE_USE:
        return Use(Device, Irp);
    default:
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

NTSTATUS ScribbleDispatch(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (extension->Below)
        return PassDown(extension, Irp);
    switch (IoGetCurrentIrpStackLocation(Irp)->MajorFunction) {
    case IRP_MJ_READ:
        IoMarkIrpPending(Irp);
        IoStartPacket(DeviceObject, Irp, NULL, NULL);
        return STATUS_PENDING;
    case IRP_MJ_CLEANUP:
        return CleanUp(DeviceObject, Irp);
    case IRP_MJ_DEVICE_CONTROL:
        return Control(DeviceObject, Irp);
    default:
        return Complete(Irp, STATUS_SUCCESS, 0);
    }
}

/* --- coming and going ---------------------------------------------------------------------------------------------------------------------------------------- */

static VOID Initialize(PDEVICE_EXTENSION Extension)
{
    KeInitializeTimer(&Extension->Timer);
    KeInitializeDpc(&Extension->Dpc, ScribbleDpc, Extension);
    KeInitializeEvent(&Extension->Event, SynchronizationEvent, FALSE);
    KeInitializeEvent(&Extension->WorkDone, SynchronizationEvent, FALSE);
    KeInitializeSemaphore(&Extension->Semaphore, 0, 2);
    KeInitializeMutex(&Extension->Mutex, 0);
    ExInitializeFastMutex(&Extension->FastMutex);
    ExInitializeResourceLite(&Extension->Resource);
    IoInitializeRemoveLock(&Extension->RemoveLock, TAG, 0, 0);
    ExInitializeNPagedLookasideList(&Extension->Lookaside, NULL, NULL, 0, 64, TAG, 0);
    InitializeListHead(&Extension->Waiting);
    KeInitializeSpinLock(&Extension->WaitingLock);
    IoCsqInitialize(&Extension->Csq, CsqInsert, CsqRemove, CsqPeek, CsqAcquire, CsqRelease, CsqCanceled);
    InitializeListHead(&Extension->List);
    KeInitializeSpinLock(&Extension->ListLock);
    InsertTailList(&Extension->List, &Extension->Entries[0]);
    ExInitializeWorkItem(&Extension->WorkItem, ScribbleWork, Extension);
    RtlInitEmptyUnicodeString(&Extension->String, Extension->Text, sizeof Extension->Text);
    RtlAppendUnicodeToString(&Extension->String, L"abc");
}

VOID ScribbleUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_OBJECT filter = DriverObject->DeviceObject, device = filter->NextDevice;
    PDEVICE_EXTENSION extension = device->DeviceExtension;

    IoDeleteSymbolicLink(&LinkName);
    IoStopTimer(device);
    KeCancelTimer(&extension->Timer);
    KeFlushQueuedDpcs();
    KeReleaseSemaphore(&extension->Semaphore, 0, 1, FALSE);
    KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(extension->Thread);
    IoFreeIrp(extension->OwnIrp);
    ExDeleteNPagedLookasideList(&extension->Lookaside);
    ExDeleteResourceLite(&extension->Resource);
    ExFreePoolWithTag(extension->Rubbish, TAG);
    IoDeleteDevice(filter);
    IoDeleteDevice(device);
}

static NTSTATUS StartThread(PDEVICE_EXTENSION Extension)
{
    HANDLE handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ScribbleThread, Extension);

    if (!NT_SUCCESS(status))
        return status;
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&Extension->Thread, NULL);
    return ZwClose(handle);
}

static NTSTATUS CreateDevices(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT *Device, PDEVICE_OBJECT *Filter)
{
    NTSTATUS status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, 0, FALSE, Device);

    if (!NT_SUCCESS(status))
        return status;
    (*Device)->Flags |= DO_DIRECT_IO;
    (*Device)->Flags &= ~DO_DEVICE_INITIALIZING; /* something is to be attached */
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, Filter);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(*Device);
        return status;
    }
    (*Filter)->Flags |= DO_DIRECT_IO;
    ((PDEVICE_EXTENSION)(*Filter)->DeviceExtension)->Below = IoAttachDeviceToDeviceStack(*Filter, *Device);
    ((PDEVICE_EXTENSION)(*Device)->DeviceExtension)->Filter = *Filter;
    return STATUS_SUCCESS;
}

/* The demonstration has no need for a way back from each step. */
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device, filter;
    PDEVICE_EXTENSION extension;
    NTSTATUS status = CreateDevices(DriverObject, &device, &filter);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    Initialize(extension);
    extension->Rubbish = ExAllocatePoolWithTag(NonPagedPool, 1024, TAG);
    RtlFillMemory(extension->Rubbish, 1024, 0xA5);
    extension->OwnIrp = IoAllocateIrp(device->StackSize, FALSE);
    for (ULONG i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
        DriverObject->MajorFunction[i] = ScribbleDispatch;
    DriverObject->DriverStartIo = ScribbleStartIo;
    DriverObject->DriverUnload = ScribbleUnload;
    IoInitializeTimer(device, ScribbleTimer, NULL);
    IoStartTimer(device);
    IoCreateSymbolicLink(&LinkName, &DeviceName);
    return StartThread(extension);
}
