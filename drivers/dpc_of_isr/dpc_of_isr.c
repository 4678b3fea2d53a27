/*
 * A counter for the edu card: a write of a ULONG lets the card compute its factorial and does not wait; a read tells
 * how many are done. \\.\Counter.
 *
 * Unload disconnects the interrupt and deletes the device, and forgets that an ISR which was there before has queued a
 * DPC. It lies in the extension, and is aimed at processor 0, which may come to it late.
 * FIXED: it waits for that DPC.
 */
#include <ntddk.h>

#include "edu_card.h"

typedef struct _DEVICE_EXTENSION {
    EDU_CARD Card;
    KDPC Dpc;
    ULONG Interrupts; /* the interrupt's spin lock */
    LONG Done;        /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD CounterUnload;
DRIVER_DISPATCH CounterCreateClose;
DRIVER_DISPATCH CounterRead;
DRIVER_DISPATCH CounterWrite;
KSERVICE_ROUTINE CounterIsr;
KDEFERRED_ROUTINE CounterDpc;

static NTSTATUS CounterSetUp(PDEVICE_OBJECT Device);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, CounterSetUp)
#pragma alloc_text(PAGE, CounterUnload)
#pragma alloc_text(PAGE, CounterCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Counter");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Counter");

static NTSTATUS CounterComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS CounterCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return CounterComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS CounterRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return CounterComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *(PULONG)Irp->AssociatedIrp.SystemBuffer = (ULONG)InterlockedCompareExchange(&extension->Done, 0, 0);
    return CounterComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

NTSTATUS CounterWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length != sizeof(ULONG))
        return CounterComplete(Irp, STATUS_INVALID_PARAMETER, 0);
    EduCardPut(&extension->Card, EDU_FACTORIAL, *(PULONG)Irp->AssociatedIrp.SystemBuffer);
    return CounterComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

BOOLEAN CounterIsr(PKINTERRUPT Interrupt, PVOID ServiceContext)
{
    PDEVICE_EXTENSION extension = ServiceContext;

    UNREFERENCED_PARAMETER(Interrupt);
    if (!EduCardAcknowledge(&extension->Card))
        return FALSE;
    extension->Interrupts++;
    KeInsertQueueDpc(&extension->Dpc, NULL, NULL);
    return TRUE;
}

VOID CounterDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PDEVICE_EXTENSION extension = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    InterlockedIncrement(&extension->Done);
}

VOID CounterUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    /* The card first, then who may call the ISR, then what it queued, then what they all use. */
    EduCardPut(&extension->Card, EDU_STATUS, 0);
    IoDisconnectInterrupt(extension->Card.Interrupt);
#ifdef FIXED
    KeFlushQueuedDpcs();
#endif
    EduCardUnmap(&extension->Card);
    IoDeleteDevice(DriverObject->DeviceObject);
}

/* On failure nothing is left that was not there before. */
static NTSTATUS CounterSetUp(PDEVICE_OBJECT Device)
{
    PDEVICE_EXTENSION extension = Device->DeviceExtension;
    NTSTATUS status;

    KeInitializeDpc(&extension->Dpc, CounterDpc, extension);
    KeSetTargetProcessorDpc(&extension->Dpc, 0); /* the others are for applications */
    status = EduCardMap(&extension->Card);
    if (!NT_SUCCESS(status))
        return status;
    status = EduCardConnect(&extension->Card, CounterIsr, extension);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            IoDisconnectInterrupt(extension->Card.Interrupt);
    }
    if (!NT_SUCCESS(status)) {
        EduCardUnmap(&extension->Card);
        return status;
    }
    EduCardPut(&extension->Card, EDU_STATUS, EDU_STATUS_INTERRUPT);
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    status = CounterSetUp(device);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = CounterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = CounterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = CounterRead;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = CounterWrite;
    DriverObject->DriverUnload = CounterUnload;
    return STATUS_SUCCESS;
}
