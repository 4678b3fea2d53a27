/*
 * The counter of edu_counter.h, all but its Unload.
 */
#include <ntddk.h>

#include "edu_counter.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_DISPATCH CounterCreateClose;
DRIVER_DISPATCH CounterRead;
DRIVER_DISPATCH CounterWrite;
KSERVICE_ROUTINE CounterIsr;
KDEFERRED_ROUTINE CounterDpc;

static NTSTATUS CounterSetUp(PDEVICE_OBJECT Device);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, CounterSetUp)
#pragma alloc_text(PAGE, CounterCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Counter");
UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Counter");

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
    extension->Log[extension->Interrupts++ % LOG_ROOM] = EDU_INTERRUPT_FACTORIAL;
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
    extension->Log = ExAllocatePoolWithTag(NonPagedPool, LOG_ROOM * sizeof(ULONG), COUNTER_TAG);
    if (!extension->Log) {
        EduCardUnmap(&extension->Card);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = EduCardConnect(&extension->Card, CounterIsr, extension);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            IoDisconnectInterrupt(extension->Card.Interrupt);
    }
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(extension->Log, COUNTER_TAG);
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
