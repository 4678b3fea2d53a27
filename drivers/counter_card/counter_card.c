/*
 * The driver of the counter card: one request at a time, an ISR that acknowledges, a DPC that wakes who waits.
 */
#include <ntddk.h>

#include "counter_card.h"

typedef struct _DEVICE_EXTENSION {
    PUCHAR Registers;
    PKINTERRUPT Interrupt;
    KDPC Dpc;
    KEVENT Done;
    FAST_MUTEX OneAtATime;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD CounterUnload;
DRIVER_DISPATCH CounterCreateClose;
DRIVER_DISPATCH CounterControl;
KSERVICE_ROUTINE CounterIsr;
KDEFERRED_ROUTINE CounterDpc;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\CounterCard");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\CounterCard");

static ULONG Get(PDEVICE_EXTENSION Extension, ULONG Register)
{
    return READ_REGISTER_ULONG((volatile ULONG *)(Extension->Registers + Register));
}

static VOID Put(PDEVICE_EXTENSION Extension, ULONG Register, ULONG Value)
{
    WRITE_REGISTER_ULONG((volatile ULONG *)(Extension->Registers + Register), Value);
}

/* The card interrupts when it is done, and only then: nobody else may be on its line (Exclusive below). */
BOOLEAN CounterIsr(PKINTERRUPT Interrupt, PVOID ServiceContext)
{
    PDEVICE_EXTENSION extension = ServiceContext;

    UNREFERENCED_PARAMETER(Interrupt);
    Put(extension, COUNTER_ACK, 1);
    KeInsertQueueDpc(&extension->Dpc, NULL, NULL);
    return TRUE;
}

VOID CounterDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PDEVICE_EXTENSION extension = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    KeSetEvent(&extension->Done, IO_NO_INCREMENT, FALSE);
}

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS CounterCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp, STATUS_SUCCESS, 0);
}

static ULONG Run(PDEVICE_EXTENSION Extension, ULONG Limit)
{
    ULONG count;

    ExAcquireFastMutex(&Extension->OneAtATime);
    KeClearEvent(&Extension->Done);
    Put(Extension, COUNTER_LIMIT, Limit);
    KeWaitForSingleObject(&Extension->Done, Executive, KernelMode, FALSE, NULL);
    count = Get(Extension, COUNTER_COUNT);
    ExReleaseFastMutex(&Extension->OneAtATime);
    return count;
}

NTSTATUS CounterControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PULONG number = Irp->AssociatedIrp.SystemBuffer;

    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_COUNTER_RUN)
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG) || stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
        return Complete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *number = Run(DeviceObject->DeviceExtension, *number);
    return Complete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID CounterUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    IoDeleteSymbolicLink(&LinkName);
    IoDisconnectInterrupt(extension->Interrupt);
    KeFlushQueuedDpcs(); /* the DPC that woke the last request may not have returned yet */
    MmUnmapIoSpace(extension->Registers, COUNTER_BAR_SIZE);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS FindCard(PPCI_COMMON_HEADER Header)
{
    PCI_SLOT_NUMBER slot;

    slot.u.AsULONG = 0;
    for (ULONG number = 0; number < PCI_MAX_DEVICES; number++) {
        slot.u.bits.DeviceNumber = number;
        if (HalGetBusData(PCIConfiguration, 0, slot.u.AsULONG, Header, PCI_COMMON_HDR_LENGTH) >= PCI_COMMON_HDR_LENGTH && Header->VendorID == COUNTER_VENDOR &&
            Header->DeviceID == COUNTER_DEVICE)
            return STATUS_SUCCESS;
    }
    return STATUS_NO_SUCH_DEVICE;
}

static NTSTATUS Map(PDEVICE_EXTENSION Extension, PPCI_COMMON_HEADER Header)
{
    PHYSICAL_ADDRESS bus, address;
    ULONG space = 0;

    bus.QuadPart = Header->u.type0.BaseAddresses[0] & PCI_ADDRESS_MEMORY_ADDRESS_MASK;
    if (!HalTranslateBusAddress(PCIBus, 0, bus, &space, &address))
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    Extension->Registers = MmMapIoSpace(address, COUNTER_BAR_SIZE, MmNonCached);
    return Extension->Registers ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS Connect(PDEVICE_EXTENSION Extension, PPCI_COMMON_HEADER Header)
{
    KIRQL irql;
    KAFFINITY affinity;
    ULONG line = Header->u.type0.InterruptLine, vector = HalGetInterruptVector(PCIBus, 0, line, line, &irql, &affinity);

    return IoConnectInterrupt(&Extension->Interrupt, CounterIsr, Extension, NULL, vector, irql, irql, LevelSensitive, FALSE, affinity, FALSE);
}

static NTSTATUS SetUp(PDEVICE_EXTENSION Extension)
{
    PCI_COMMON_HEADER header;
    NTSTATUS status = FindCard(&header);

    KeInitializeDpc(&Extension->Dpc, CounterDpc, Extension);
    KeInitializeEvent(&Extension->Done, SynchronizationEvent, FALSE);
    ExInitializeFastMutex(&Extension->OneAtATime);
    if (NT_SUCCESS(status))
        status = Map(Extension, &header);
    if (!NT_SUCCESS(status))
        return status;
    status = Connect(Extension, &header);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            IoDisconnectInterrupt(Extension->Interrupt);
    }
    if (!NT_SUCCESS(status))
        MmUnmapIoSpace(Extension->Registers, COUNTER_BAR_SIZE);
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status =
        IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status))
        return status;
    status = SetUp(device->DeviceExtension);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = CounterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = CounterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = CounterControl;
    DriverObject->DriverUnload = CounterUnload;
    return STATUS_SUCCESS;
}
