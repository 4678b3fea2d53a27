/*
 * Claim: a WDM driver of the usual kind compiles without a warning: role types with narrowed parameters, annotations,
 * alloc_text, remove lock, cancel-safe queue, DPC, timer, work item, thread, PnP and power dispatch, registry, MDLs,
 * interlocked and list operations. Compiled only.
 */
#include <initguid.h>
#include <ntddk.h>
#include <wdmsec.h>

#define TYPICAL_TAG           ((ULONG)0x70795474)
#define IOCTL_TYPICAL_WAIT    CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)
#define IOCTL_TYPICAL_NEITHER CTL_CODE(0x8000, 0x801, METHOD_NEITHER, FILE_ANY_ACCESS)

DEFINE_GUID(GUID_DEVINTERFACE_TYPICAL, 0x5d0ba6ab, 0x1234, 0x4f3e, 1, 2, 3, 4, 5, 6, 7, 8);

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Self, Lower, Pdo;
    IO_REMOVE_LOCK RemoveLock;
    IO_CSQ Queue;
    _Guarded_by_(QueueLock) LIST_ENTRY Pending;
    KSPIN_LOCK QueueLock;
    KDPC Dpc;
    KTIMER Timer;
    PIO_WORKITEM WorkItem;
    PKTHREAD Thread;
    KEVENT Stop;
    LONG volatile Count;
    UNICODE_STRING InterfaceName;
    NPAGED_LOOKASIDE_LIST Lookaside;
    PKINTERRUPT Interrupt;
    PUCHAR Registers;
    BOOLEAN Mapped;
    DECLSPEC_ALIGN(64) ULONG Aligned;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

typedef struct _PACKET {
    LIST_ENTRY Link;
    ULONG Value;
} PACKET, *PPACKET;

DRIVER_INITIALIZE DriverEntry;
DRIVER_ADD_DEVICE TypicalAddDevice;
DRIVER_UNLOAD TypicalUnload;
_Dispatch_type_(IRP_MJ_CREATE) _Dispatch_type_(IRP_MJ_CLOSE) DRIVER_DISPATCH TypicalCreateClose;
__drv_dispatchType(IRP_MJ_DEVICE_CONTROL) DRIVER_DISPATCH TypicalControl;
DRIVER_DISPATCH TypicalPnp;
DRIVER_DISPATCH TypicalPower;
IO_COMPLETION_ROUTINE TypicalComplete;
IO_WORKITEM_ROUTINE TypicalWork;
KDEFERRED_ROUTINE TypicalDpc;
KSTART_ROUTINE TypicalThread;
KSERVICE_ROUTINE TypicalIsr;
KSYNCHRONIZE_ROUTINE TypicalSynchronize;
IO_CSQ_INSERT_IRP TypicalInsert;
IO_CSQ_REMOVE_IRP TypicalRemove;
IO_CSQ_PEEK_NEXT_IRP TypicalPeek;
_IRQL_raises_(DISPATCH_LEVEL) IO_CSQ_ACQUIRE_LOCK TypicalLock;
_IRQL_requires_(DISPATCH_LEVEL) IO_CSQ_RELEASE_LOCK TypicalUnlock;
IO_CSQ_COMPLETE_CANCELED_IRP TypicalCanceled;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, TypicalUnload)
#pragma alloc_text(PAGE, TypicalAddDevice)
#endif

C_ASSERT(IOCTL_TYPICAL_NEITHER == 0x80002007);
C_ASSERT(FIELD_OFFSET(PACKET, Value) == 16);

static FORCEINLINE PDEVICE_EXTENSION extension_of(_In_ PDEVICE_OBJECT DeviceObject)
{
    return (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
}

_Use_decl_annotations_ NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    static const GENERIC_MAPPING mapping = {FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE,
                                            FILE_ALL_ACCESS};
    ULONG value = 0;
    RTL_QUERY_REGISTRY_TABLE table[2];
    OBJECT_ATTRIBUTES attributes;
    HANDLE key;

    KdPrint(("typical: %wZ %lu\n", RegistryPath, mapping.GenericRead));
    ExInitializeDriverRuntime(DrvRtPoolNxOptIn);
    RtlZeroMemory(table, sizeof(table));
    table[0].Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK;
    table[0].Name = (PWSTR)L"Value";
    table[0].EntryContext = &value;
    table[0].DefaultType = (REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT) | REG_NONE;
    if (!NT_SUCCESS(RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, RegistryPath->Buffer, table, NULL, NULL)))
        value = 1;

    InitializeObjectAttributes(&attributes, RegistryPath, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    if (NT_SUCCESS(ZwOpenKey(&key, KEY_READ, &attributes)))
        ZwClose(key);

    DriverObject->MajorFunction[IRP_MJ_CREATE] = TypicalCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = TypicalCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = TypicalControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = TypicalPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = TypicalPower;
    DriverObject->DriverExtension->AddDevice = TypicalAddDevice;
    DriverObject->DriverUnload = TypicalUnload;
    return STATUS_SUCCESS;
}

VOID TypicalUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    NT_ASSERT(DriverObject->DeviceObject == NULL);
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS TypicalAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    DECLARE_CONST_UNICODE_STRING(sddl, L"D:P(A;;GA;;;SY)");
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Typical");
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    HANDLE thread;
    NTSTATUS status;

    PAGED_CODE();
    status = IoCreateDeviceSecure(DriverObject, sizeof(DEVICE_EXTENSION), &name, FILE_DEVICE_UNKNOWN,
                                  FILE_DEVICE_SECURE_OPEN, FALSE, &sddl, &GUID_DEVINTERFACE_TYPICAL, &device);
    if (!NT_SUCCESS(status))
        return status;

    extension = extension_of(device);
    extension->Self = device;
    extension->Pdo = PhysicalDeviceObject;
    extension->Lower = IoAttachDeviceToDeviceStack(device, PhysicalDeviceObject);
    IoInitializeRemoveLock(&extension->RemoveLock, TYPICAL_TAG, 1, 5);
    KeInitializeSpinLock(&extension->QueueLock);
    InitializeListHead(&extension->Pending);
    IoCsqInitialize(&extension->Queue, TypicalInsert, TypicalRemove, TypicalPeek, TypicalLock, TypicalUnlock,
                    TypicalCanceled);
    KeInitializeDpc(&extension->Dpc, TypicalDpc, extension);
    KeInitializeTimerEx(&extension->Timer, SynchronizationTimer);
    KeInitializeEvent(&extension->Stop, NotificationEvent, FALSE);
    ExInitializeNPagedLookasideList(&extension->Lookaside, NULL, NULL, 0, sizeof(PACKET), TYPICAL_TAG, 0);
    extension->WorkItem = IoAllocateWorkItem(device);
    status =
        IoRegisterDeviceInterface(PhysicalDeviceObject, &GUID_DEVINTERFACE_TYPICAL, NULL, &extension->InterfaceName);
    if (NT_SUCCESS(status))
        status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, TypicalThread, extension);
    if (NT_SUCCESS(status)) {
        ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, (PVOID *)&extension->Thread,
                                  NULL);
        ZwClose(thread);
    }
    device->Flags |= DO_BUFFERED_IO | DO_POWER_PAGABLE;
    device->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return status;
}

NTSTATUS TypicalCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status = IoAcquireRemoveLock(&extension_of(DeviceObject)->RemoveLock, Irp);

    if (NT_SUCCESS(status)) {
        if (stack->MajorFunction == IRP_MJ_CREATE)
            stack->FileObject->FsContext = ExAllocatePool2(POOL_FLAG_PAGED, sizeof(PACKET), TYPICAL_TAG);
        else
            ExFreePoolWithTag(stack->FileObject->FsContext, TYPICAL_TAG);
        IoReleaseRemoveLock(&extension_of(DeviceObject)->RemoveLock, Irp);
    }
    Irp->IoStatus.Status = status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS read_neither(PIRP Irp, PIO_STACK_LOCATION stack)
{
    NTSTATUS status = STATUS_SUCCESS;
    PMDL mdl = IoAllocateMdl(Irp->UserBuffer, stack->Parameters.DeviceIoControl.OutputBufferLength, FALSE, TRUE, NULL);
    PVOID address;

    if (mdl == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    __try {
        ProbeForRead(stack->Parameters.DeviceIoControl.Type3InputBuffer, sizeof(ULONG), TYPE_ALIGNMENT(ULONG));
        MmProbeAndLockPages(mdl, UserMode, IoWriteAccess);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        IoFreeMdl(mdl);
        return (NTSTATUS)GetExceptionCode();
    }
    address = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority | MdlMappingNoExecute);
    if (address == NULL)
        status = STATUS_INSUFFICIENT_RESOURCES;
    else
        RtlFillMemory(address, min(MmGetMdlByteCount(mdl), PAGE_SIZE), 0xAA);
    MmUnlockPages(mdl);
    IoFreeMdl(mdl);
    return status;
}

NTSTATUS TypicalControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = extension_of(DeviceObject);
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    LARGE_INTEGER due;
    NTSTATUS status;

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_TYPICAL_WAIT:
        due.QuadPart = Int32x32To64(-10000, 250);
        IoMarkIrpPending(Irp);
        IoCsqInsertIrp(&extension->Queue, Irp, NULL);
        KeSetTimer(&extension->Timer, due, &extension->Dpc);
        return STATUS_PENDING;
    case IOCTL_TYPICAL_NEITHER:
        status = read_neither(Irp, stack);
        break;
    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

/* Narrowed: the documented context is PVOID. */
NTSTATUS TypicalComplete(PDEVICE_OBJECT DeviceObject, PIRP Irp, PKEVENT Event)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    if (Irp->PendingReturned)
        KeSetEvent(Event, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static VOID map_resources(PDEVICE_EXTENSION extension, PCM_RESOURCE_LIST list)
{
    PCM_PARTIAL_RESOURCE_LIST partial = &list->List[0].PartialResourceList;

    for (ULONG i = 0; i < partial->Count; i++) {
        PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor = &partial->PartialDescriptors[i];

        if (descriptor->Type == CmResourceTypeMemory)
            extension->Registers = MmMapIoSpace(descriptor->u.Memory.Start, descriptor->u.Memory.Length, MmNonCached);
        if (descriptor->Type == CmResourceTypeInterrupt)
            IoConnectInterrupt(&extension->Interrupt, TypicalIsr, extension, NULL, descriptor->u.Interrupt.Vector,
                               (KIRQL)descriptor->u.Interrupt.Level, (KIRQL)descriptor->u.Interrupt.Level,
                               LevelSensitive, TRUE, descriptor->u.Interrupt.Affinity, FALSE);
    }
    KeSynchronizeExecution(extension->Interrupt, TypicalSynchronize, extension);
}

NTSTATUS TypicalPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = extension_of(DeviceObject);
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    KEVENT event;
    NTSTATUS status;

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        KeInitializeEvent(&event, NotificationEvent, FALSE);
        IoCopyCurrentIrpStackLocationToNext(Irp);
        IoSetCompletionRoutine(Irp, TypicalComplete, &event, TRUE, TRUE, TRUE);
        status = IoCallDriver(extension->Lower, Irp);
        if (status == STATUS_PENDING)
            KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
        map_resources(extension, stack->Parameters.StartDevice.AllocatedResourcesTranslated);
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return status;
    case IRP_MN_REMOVE_DEVICE:
        IoSetDeviceInterfaceState(&extension->InterfaceName, FALSE);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(extension->Lower, Irp);
        IoReleaseRemoveLockAndWait(&extension->RemoveLock, Irp);
        KeSetEvent(&extension->Stop, EVENT_INCREMENT, FALSE);
        KeWaitForSingleObject(extension->Thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(extension->Thread);
        IoDetachDevice(extension->Lower);
        IoDeleteDevice(DeviceObject);
        return status;
    default:
        IoSkipCurrentIrpStackLocation(Irp);
        return IoCallDriver(extension->Lower, Irp);
    }
}

NTSTATUS TypicalPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    return PoCallDriver(extension_of(DeviceObject)->Lower, Irp);
}

VOID TypicalDpc(PKDPC Dpc, PDEVICE_EXTENSION Extension, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    if (InterlockedIncrement(&Extension->Count) == 1)
        IoQueueWorkItem(Extension->WorkItem, TypicalWork, DelayedWorkQueue, Extension);
}

BOOLEAN TypicalIsr(PKINTERRUPT Interrupt, PDEVICE_EXTENSION Extension)
{
    ULONG cause = READ_REGISTER_ULONG((PULONG)(PVOID)(Extension->Registers + 8));

    UNREFERENCED_PARAMETER(Interrupt);
    if (cause == 0)
        return FALSE;
    WRITE_REGISTER_ULONG((PULONG)(PVOID)(Extension->Registers + 8), cause);
    return KeInsertQueueDpc(&Extension->Dpc, UlongToPtr(cause), NULL);
}

BOOLEAN TypicalSynchronize(PDEVICE_EXTENSION Extension)
{
    Extension->Mapped = TRUE;
    return TRUE;
}

VOID TypicalWork(PDEVICE_OBJECT DeviceObject, PDEVICE_EXTENSION Extension)
{
    PIRP irp = IoCsqRemoveNextIrp(&Extension->Queue, NULL);
    PPACKET packet = ExAllocateFromNPagedLookasideList(&Extension->Lookaside);

    UNREFERENCED_PARAMETER(DeviceObject);
    InterlockedExchange(&Extension->Count, 0);
    if (packet != NULL) {
        packet->Value = (ULONG)InterlockedCompareExchange(&Extension->Count, 0, 1);
        ExFreeToNPagedLookasideList(&Extension->Lookaside, packet);
    }
    if (irp != NULL) {
        irp->IoStatus.Status = STATUS_SUCCESS;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    }
}

VOID TypicalThread(PDEVICE_EXTENSION Extension)
{
    PVOID objects[] = {&Extension->Stop, &Extension->Timer};

    while (KeWaitForMultipleObjects(ARRAYSIZE(objects), objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL) !=
           STATUS_WAIT_0)
        DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL, "tick\n");
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID TypicalInsert(PIO_CSQ Csq, PIRP Irp)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue);

    InsertTailList(&extension->Pending, &Irp->Tail.Overlay.ListEntry);
}

VOID TypicalRemove(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

PIRP TypicalPeek(PIO_CSQ Csq, PIRP Irp, PVOID PeekContext)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue);
    PLIST_ENTRY next = Irp == NULL ? extension->Pending.Flink : Irp->Tail.Overlay.ListEntry.Flink;

    for (; next != &extension->Pending; next = next->Flink) {
        PIRP candidate = CONTAINING_RECORD(next, IRP, Tail.Overlay.ListEntry);

        if (PeekContext == NULL || IoGetCurrentIrpStackLocation(candidate)->FileObject == PeekContext)
            return candidate;
    }
    return NULL;
}

VOID TypicalLock(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue)->QueueLock, Irql);
}

VOID TypicalUnlock(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue)->QueueLock, Irql);
}

VOID TypicalCanceled(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    Irp->IoStatus.Status = STATUS_CANCELLED;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}
