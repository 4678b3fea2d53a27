/*
 * Factorials from the edu card (include/hw/edu.h), without interrupts: the number is written, the busy bit is polled,
 * the result is read. \\.\Factorial: a read gives the factorial of 5.
 *
 * A card that is pulled out answers all ones, so its busy bit is set for ever.
 * FIXED: all ones is no answer of this card's status register; the request fails.
 */
#include <ntddk.h>

#include "edu_card.h"

typedef struct _DEVICE_EXTENSION {
    EDU_CARD Card;
    FAST_MUTEX Mutex; /* one computation at a time */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD FactorialUnload;
DRIVER_DISPATCH FactorialCreateClose;
DRIVER_DISPATCH FactorialRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, FactorialUnload)
#pragma alloc_text(PAGE, FactorialCreateClose)
#pragma alloc_text(PAGE, FactorialRead)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Factorial");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Factorial");

static NTSTATUS FactorialComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS FactorialCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return FactorialComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS Compute(PEDU_CARD Card, ULONG Number, PULONG Result)
{
    ULONG status;

    EduCardPut(Card, EDU_FACTORIAL, Number);
    do {
        KeStallExecutionProcessor(1);
        status = EduCardGet(Card, EDU_STATUS);
#ifdef FIXED
        if (status == MAXULONG)
            return STATUS_DEVICE_NOT_CONNECTED;
#endif
    } while (status & EDU_STATUS_COMPUTING);
    *Result = EduCardGet(Card, EDU_FACTORIAL);
#ifdef FIXED
    if (EduCardGet(Card, EDU_STATUS) == MAXULONG) /* pulled out before the result was read */
        return STATUS_DEVICE_NOT_CONNECTED;
#endif
    return STATUS_SUCCESS;
}

NTSTATUS FactorialRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status;

    PAGED_CODE();
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return FactorialComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    ExAcquireFastMutex(&extension->Mutex);
    status = Compute(&extension->Card, 5, Irp->AssociatedIrp.SystemBuffer);
    ExReleaseFastMutex(&extension->Mutex);
    return FactorialComplete(Irp, status, NT_SUCCESS(status) ? sizeof(ULONG) : 0);
}

VOID FactorialUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    EduCardUnmap(&extension->Card);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS Prepare(PDEVICE_EXTENSION Extension)
{
    NTSTATUS status;

    ExInitializeFastMutex(&Extension->Mutex);
    status = EduCardMap(&Extension->Card);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status))
        EduCardUnmap(&Extension->Card);
    return status;
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
    status = Prepare(device->DeviceExtension);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = FactorialCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = FactorialCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = FactorialRead;
    DriverObject->DriverUnload = FactorialUnload;
    return STATUS_SUCCESS;
}
