/*
 * A legacy driver for the educational PCI device (include/hw/edu.h), to be copied. \\.\Edu: a write of a ULONG sets the
 * liveness register, a read gives its inverse, IOCTL_EDU_FACTORIAL lets the device compute.
 *
 *   IOCTL -> cancel-safe queue -> Current, at the device -> ISR -> DpcForIsr -> completed, the next one starts
 *                  \-> cancelled, or cleaned up      \-> watchdog: timed out, and the device counts as broken
 *
 * Three locks: the interrupt's spin lock guards what the ISR writes; Lock what the DPCs and the dispatch routines
 * share; QueueLock the queue. Lock is taken before QueueLock, and no request is completed with one of them held.
 */
#include <ntddk.h>

#include <edu.h> /* include/hw */

#include "edu_ioctl.h"

#define EDU_TIMEOUT_100NS (10 * 1000 * 1000LL)

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Device;
    PUCHAR Registers; /* NULL: not mapped */
    ULONG RegistersLength;
    PKINTERRUPT Interrupt; /* NULL: not connected */
    LONG Reasons;          /* acknowledged by the ISR, not yet seen by the DPC; interlocked operations only */

    KSPIN_LOCK Lock; /* guards what follows, and the device's factorial engine */
    PIRP Current;
    ULONGLONG Deadline; /* of Current, in interrupt time */
    BOOLEAN Broken;
    KTIMER Watchdog;
    KDPC WatchdogDpc;

    KSPIN_LOCK QueueLock; /* guards Requests */
    LIST_ENTRY Requests;
    IO_CSQ Queue;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD EduUnload;
DRIVER_DISPATCH EduCreateClose;
DRIVER_DISPATCH EduCleanup;
DRIVER_DISPATCH EduRead;
DRIVER_DISPATCH EduWrite;
DRIVER_DISPATCH EduDeviceControl;
KSERVICE_ROUTINE EduIsr;
IO_DPC_ROUTINE EduDpcForIsr;
KDEFERRED_ROUTINE EduWatchdogDpc;
IO_CSQ_INSERT_IRP EduInsertIrp;
IO_CSQ_REMOVE_IRP EduRemoveIrp;
IO_CSQ_PEEK_NEXT_IRP EduPeekNextIrp;
IO_CSQ_ACQUIRE_LOCK EduAcquireQueue;
IO_CSQ_RELEASE_LOCK EduReleaseQueue;
IO_CSQ_COMPLETE_CANCELED_IRP EduCompleteCanceled;

static NTSTATUS EduFindDevice(PULONG Slot);
static NTSTATUS EduMapRegisters(PDEVICE_EXTENSION Extension, PCM_PARTIAL_RESOURCE_DESCRIPTOR Memory);
static NTSTATUS EduConnect(PDEVICE_EXTENSION Extension, PCM_PARTIAL_RESOURCE_DESCRIPTOR Interrupt);
static NTSTATUS EduSetUpHardware(PDRIVER_OBJECT DriverObject, PDEVICE_EXTENSION Extension);
static VOID EduTearDown(PDRIVER_OBJECT DriverObject, PDEVICE_EXTENSION Extension);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, EduFindDevice)
#pragma alloc_text(INIT, EduMapRegisters)
#pragma alloc_text(INIT, EduConnect)
#pragma alloc_text(INIT, EduSetUpHardware)
#pragma alloc_text(PAGE, EduTearDown)
#pragma alloc_text(PAGE, EduUnload)
#pragma alloc_text(PAGE, EduCreateClose)
#pragma alloc_text(PAGE, EduRead)
#pragma alloc_text(PAGE, EduWrite)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Edu");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Edu");

static ULONG EduGet(PDEVICE_EXTENSION Extension, ULONG Register)
{
    return READ_REGISTER_ULONG((volatile ULONG *)(Extension->Registers + Register));
}

static VOID EduPut(PDEVICE_EXTENSION Extension, ULONG Register, ULONG Value)
{
    WRITE_REGISTER_ULONG((volatile ULONG *)(Extension->Registers + Register), Value);
}

static NTSTATUS EduComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, NT_SUCCESS(Status) ? IO_VIDEO_INCREMENT : IO_NO_INCREMENT);
    return Status;
}

/* --- the queue of requests that wait for the device -------------------------------------------------------------- */

VOID EduInsertIrp(PIO_CSQ Csq, PIRP Irp)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue);

    InsertTailList(&extension->Requests, &Irp->Tail.Overlay.ListEntry);
}

VOID EduRemoveIrp(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

/* PeekContext: a file object, or NULL for any. */
PIRP EduPeekNextIrp(PIO_CSQ Csq, PIRP Irp, PVOID PeekContext)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue);
    PLIST_ENTRY entry = Irp ? Irp->Tail.Overlay.ListEntry.Flink : extension->Requests.Flink;

    for (; entry != &extension->Requests; entry = entry->Flink) {
        PIRP next = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);

        if (!PeekContext || IoGetCurrentIrpStackLocation(next)->FileObject == PeekContext)
            return next;
    }
    return NULL;
}

VOID EduAcquireQueue(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue)->QueueLock, Irql);
}

VOID EduReleaseQueue(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, Queue)->QueueLock, Irql);
}

VOID EduCompleteCanceled(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    EduComplete(Irp, STATUS_CANCELLED, 0);
}

static VOID EduFlush(PDEVICE_EXTENSION Extension, PFILE_OBJECT FileObject, NTSTATUS Status)
{
    PIRP irp;

    while ((irp = IoCsqRemoveNextIrp(&Extension->Queue, FileObject)) != NULL)
        EduComplete(irp, Status, 0);
}

/* --- the device at work ---------------------------------------------------------------------------------------- */

/* Lock is held. The time counts from when the device has begun. */
static VOID EduStart(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    LARGE_INTEGER due;

    due.QuadPart = -EDU_TIMEOUT_100NS;
    Extension->Current = Irp;
    EduPut(Extension, EDU_FACTORIAL, *(PULONG)Irp->AssociatedIrp.SystemBuffer);
    Extension->Deadline = KeQueryInterruptTime() + EDU_TIMEOUT_100NS;
    KeSetTimer(&Extension->Watchdog, due, &Extension->WatchdogDpc);
}

/* IRQL <= DISPATCH_LEVEL, no lock held. */
static VOID EduStartNext(PDEVICE_EXTENSION Extension)
{
    PIRP irp = NULL;
    BOOLEAN broken;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->Lock, &irql);
    broken = Extension->Broken;
    if (!broken && !Extension->Current)
        irp = IoCsqRemoveNextIrp(&Extension->Queue, NULL);
    if (irp)
        EduStart(Extension, irp);
    KeReleaseSpinLock(&Extension->Lock, irql);
    if (broken)
        EduFlush(Extension, NULL, STATUS_DEVICE_NOT_READY);
}

/* The line may be shared: 0 means that another device interrupts. All ones: the device is gone. */
BOOLEAN EduIsr(PKINTERRUPT Interrupt, PVOID ServiceContext)
{
    PDEVICE_EXTENSION extension = ServiceContext;
    ULONG reasons = EduGet(extension, EDU_INTERRUPT_STATUS);

    UNREFERENCED_PARAMETER(Interrupt);
    if (reasons == 0 || reasons == MAXULONG)
        return FALSE;
    EduPut(extension, EDU_INTERRUPT_ACK, reasons);
    InterlockedOr(&extension->Reasons, (LONG)reasons);
    IoRequestDpc(extension->Device, NULL, NULL);
    return TRUE;
}

/*
 * Ends the request at the device, if it has ended. That is asked of the device, not told by who calls: an interrupt may
 * be so late that the watchdog was there before it, and the next request is at the device already; and the watchdog's
 * timer may have been cancelled too late. The time is read before the device: still busy after the deadline is too
 * late. DISPATCH_LEVEL.
 */
static VOID EduFinish(PDEVICE_EXTENSION Extension)
{
    NTSTATUS status = STATUS_SUCCESS;
    PIRP irp;

    KeAcquireSpinLockAtDpcLevel(&Extension->Lock);
    irp = Extension->Current;
    if (irp) {
        BOOLEAN late = KeQueryInterruptTime() >= Extension->Deadline;

        if (!(EduGet(Extension, EDU_STATUS) & EDU_STATUS_COMPUTING)) {
            *(PULONG)irp->AssociatedIrp.SystemBuffer = EduGet(Extension, EDU_FACTORIAL);
        } else if (late) {
            status = STATUS_IO_TIMEOUT;
            Extension->Broken = TRUE;
        } else {
            irp = NULL;
        }
    }
    if (irp) {
        Extension->Current = NULL;
        KeCancelTimer(&Extension->Watchdog);
    }
    KeReleaseSpinLockFromDpcLevel(&Extension->Lock);
    if (irp) {
        EduComplete(irp, status, NT_SUCCESS(status) ? sizeof(ULONG) : 0);
        EduStartNext(Extension);
    }
}

/*
 * One DPC may stand for several interrupts. It does not use the interrupt object (KeSynchronizeExecution would): on
 * another processor the driver may be leaving, and its interrupt be disconnected already.
 */
VOID EduDpcForIsr(PKDPC Dpc, PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    if (InterlockedExchange(&extension->Reasons, 0) & EDU_INTERRUPT_FACTORIAL)
        EduFinish(extension);
}

VOID EduWatchdogDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    EduFinish(DeferredContext);
}

/* --- requests -------------------------------------------------------------------------------------------------- */

NTSTATUS EduCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return EduComplete(Irp, STATUS_SUCCESS, 0);
}

/* The last handle is closed: what still waits is cancelled. The one at the device ends by itself. */
NTSTATUS EduCleanup(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    EduFlush(extension, IoGetCurrentIrpStackLocation(Irp)->FileObject, STATUS_CANCELLED);
    return EduComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS EduRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    PAGED_CODE();
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return EduComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *(PULONG)Irp->AssociatedIrp.SystemBuffer = EduGet(extension, EDU_LIVENESS);
    return EduComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

NTSTATUS EduWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    PAGED_CODE();
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length != sizeof(ULONG))
        return EduComplete(Irp, STATUS_INVALID_PARAMETER, 0);
    EduPut(extension, EDU_LIVENESS, *(PULONG)Irp->AssociatedIrp.SystemBuffer);
    return EduComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

NTSTATUS EduDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_EDU_FACTORIAL)
        return EduComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG) ||
        stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
        return EduComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);

    /* Marked pending by the queue, before anybody else can see it; from here on it is not ours. */
    IoCsqInsertIrp(&extension->Queue, Irp, NULL);
    EduStartNext(extension);
    return STATUS_PENDING;
}

/* --- coming and going ------------------------------------------------------------------------------------------ */

/*
 * In the order that makes every step safe for those before it: the device is told to be silent; nobody calls the ISR
 * any more, so nobody queues its DPC; the timer does not expire any more, so nobody queues its DPC; the DPCs that are
 * queued run; now nobody uses the registers or the extension. No handle is open, so no request is there.
 */
static VOID EduTearDown(PDRIVER_OBJECT DriverObject, PDEVICE_EXTENSION Extension)
{
    PDEVICE_OBJECT device = Extension->Device;

    PAGED_CODE();
    if (Extension->Interrupt) {
        EduPut(Extension, EDU_STATUS, 0);
        IoDisconnectInterrupt(Extension->Interrupt);
    }
    KeCancelTimer(&Extension->Watchdog);
    KeFlushQueuedDpcs();
    if (Extension->Registers)
        MmUnmapIoSpace(Extension->Registers, Extension->RegistersLength);
    IoAssignResources(NULL, NULL, DriverObject, device, NULL, NULL);
    IoDeleteDevice(device);
}

VOID EduUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    EduTearDown(DriverObject, DriverObject->DeviceObject->DeviceExtension);
}

static NTSTATUS EduFindDevice(PULONG Slot)
{
    PCI_COMMON_HEADER header;
    PCI_SLOT_NUMBER slot;

    slot.u.AsULONG = 0;
    for (ULONG number = 0; number < PCI_MAX_DEVICES; number++) {
        slot.u.bits.DeviceNumber = number;
        if (HalGetBusData(PCIConfiguration, 0, slot.u.AsULONG, &header, PCI_COMMON_HDR_LENGTH) < PCI_COMMON_HDR_LENGTH)
            continue;
        if (header.VendorID == EDU_VENDOR && header.DeviceID == EDU_DEVICE) {
            *Slot = slot.u.AsULONG;
            return STATUS_SUCCESS;
        }
    }
    return STATUS_NO_SUCH_DEVICE;
}

static NTSTATUS EduMapRegisters(PDEVICE_EXTENSION Extension, PCM_PARTIAL_RESOURCE_DESCRIPTOR Memory)
{
    PHYSICAL_ADDRESS address;
    ULONG space = 0;

    if (!HalTranslateBusAddress(PCIBus, 0, Memory->u.Memory.Start, &space, &address))
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    Extension->Registers = MmMapIoSpace(address, Memory->u.Memory.Length, MmNonCached);
    if (!Extension->Registers)
        return STATUS_INSUFFICIENT_RESOURCES;
    Extension->RegistersLength = Memory->u.Memory.Length;
    if ((EduGet(Extension, EDU_ID) & EDU_ID_MASK) != EDU_ID_VALUE)
        return STATUS_NO_SUCH_DEVICE;
    return STATUS_SUCCESS;
}

static NTSTATUS EduConnect(PDEVICE_EXTENSION Extension, PCM_PARTIAL_RESOURCE_DESCRIPTOR Interrupt)
{
    KIRQL irql;
    KAFFINITY affinity;
    ULONG vector =
        HalGetInterruptVector(PCIBus, 0, Interrupt->u.Interrupt.Level, Interrupt->u.Interrupt.Vector, &irql, &affinity);

    if (!Extension->Registers || !vector)
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    return IoConnectInterrupt(&Extension->Interrupt, EduIsr, Extension, NULL, vector, irql, irql, LevelSensitive, TRUE,
                              affinity, FALSE);
}

/* On failure EduTearDown undoes what was done. */
static NTSTATUS EduSetUpHardware(PDRIVER_OBJECT DriverObject, PDEVICE_EXTENSION Extension)
{
    PCM_RESOURCE_LIST resources;
    ULONG slot;
    NTSTATUS status = EduFindDevice(&slot);

    if (NT_SUCCESS(status))
        status = HalAssignSlotResources(NULL, NULL, DriverObject, Extension->Device, PCIBus, 0, slot, &resources);
    if (!NT_SUCCESS(status))
        return status;

    /* Memory comes before the interrupt: the ISR needs the registers. */
    for (ULONG i = 0; NT_SUCCESS(status) && i < resources->List[0].PartialResourceList.Count; i++) {
        PCM_PARTIAL_RESOURCE_DESCRIPTOR one = &resources->List[0].PartialResourceList.PartialDescriptors[i];

        if (one->Type == CmResourceTypeMemory)
            status = EduMapRegisters(Extension, one);
        else if (one->Type == CmResourceTypeInterrupt)
            status = EduConnect(Extension, one);
    }
    ExFreePool(resources);
    if (NT_SUCCESS(status) && !Extension->Interrupt)
        status = STATUS_DEVICE_CONFIGURATION_ERROR;
    return status;
}

static NTSTATUS EduInitialize(PDEVICE_EXTENSION Extension, PDEVICE_OBJECT Device)
{
    Extension->Device = Device;
    KeInitializeSpinLock(&Extension->Lock);
    KeInitializeSpinLock(&Extension->QueueLock);
    InitializeListHead(&Extension->Requests);
    KeInitializeTimer(&Extension->Watchdog);
    KeInitializeDpc(&Extension->WatchdogDpc, EduWatchdogDpc, Extension);
    IoInitializeDpcRequest(Device, EduDpcForIsr);
    return IoCsqInitialize(&Extension->Queue, EduInsertIrp, EduRemoveIrp, EduPeekNextIrp, EduAcquireQueue,
                           EduReleaseQueue, EduCompleteCanceled);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    device->Flags |= DO_BUFFERED_IO;
    status = EduInitialize(extension, device);
    if (NT_SUCCESS(status))
        status = EduSetUpHardware(DriverObject, extension);
    if (NT_SUCCESS(status))
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        EduTearDown(DriverObject, extension);
        return status;
    }

    DriverObject->MajorFunction[IRP_MJ_CREATE] = EduCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = EduCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = EduCleanup;
    DriverObject->MajorFunction[IRP_MJ_READ] = EduRead;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = EduWrite;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = EduDeviceControl;
    DriverObject->DriverUnload = EduUnload;

    /* Last of all: everything is ready for an interrupt. */
    EduPut(extension, EDU_STATUS, EDU_STATUS_INTERRUPT);
    return STATUS_SUCCESS;
}
