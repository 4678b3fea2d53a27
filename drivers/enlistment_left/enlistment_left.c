/*
 * A volatile resource manager: it counts how the transactions end that applications ask it to take part in, one at a time.
 *
 * Unload leaves the enlistment in the one that is under way, and its resource manager with the callback. The application's commit calls an image that is gone.
 * FIXED: it closes the resource manager first. That rolls the transaction back while there is somebody to hear of it, and the application is told so when it
 * commits.
 */
#include <ntddk.h>

#include "ledger.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD LedgerUnload;
static DRIVER_DISPATCH LedgerCreateClose, LedgerControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LedgerUnload)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Ledger");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Ledger");
static HANDLE Manager, Resource;
static HANDLE Enlistment; /* in the transaction that is under way */
static LONG UnderWay;     /* 0, 1: by interlocked operations only */
static LEDGER_COUNTS Counts; /* by interlocked operations only */

/* The outcome is there. */
static VOID Forget(VOID)
{
    ZwClose(Enlistment);
    InterlockedExchange(&UnderWay, 0);
}

static NTSTATUS LedgerNotification(PKENLISTMENT EnlistmentObject, PVOID RMContext, PVOID TransactionContext, ULONG TransactionNotification,
                                   PLARGE_INTEGER TmVirtualClock, ULONG ArgumentLength, PVOID Argument)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RMContext);
    UNREFERENCED_PARAMETER(TransactionContext);
    UNREFERENCED_PARAMETER(ArgumentLength);
    UNREFERENCED_PARAMETER(Argument);
    if (TransactionNotification == TRANSACTION_NOTIFY_COMMIT) {
        InterlockedIncrement(&Counts.Committed);
        status = TmCommitComplete(EnlistmentObject, TmVirtualClock);
    } else {
        InterlockedIncrement(&Counts.RolledBack);
        status = TmRollbackComplete(EnlistmentObject, TmVirtualClock);
    }
    Forget();
    return status;
}

/* The enlistment keeps the transaction as long as it takes; its own handle to it is not needed any more. */
static NTSTATUS Join(GUID *TransactionId)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE transaction;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenTransaction(&transaction, TRANSACTION_RESOURCE_MANAGER_RIGHTS, &attributes, TransactionId, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = ZwCreateEnlistment(&Enlistment, ENLISTMENT_ALL_ACCESS, Resource, transaction, &attributes, 0,
                                TRANSACTION_NOTIFY_COMMIT | TRANSACTION_NOTIFY_ROLLBACK, NULL);
    ZwClose(transaction);
    return status;
}

static NTSTATUS JoinOne(GUID *TransactionId)
{
    NTSTATUS status;

    if (InterlockedCompareExchange(&UnderWay, 1, 0) != 0)
        return STATUS_DEVICE_BUSY;
    status = Join(TransactionId);
    if (!NT_SUCCESS(status))
        InterlockedExchange(&UnderWay, 0);
    return status;
}

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS LedgerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS LedgerControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG code = stack->Parameters.DeviceIoControl.IoControlCode;
    PVOID buffer = Irp->AssociatedIrp.SystemBuffer;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (code == IOCTL_LEDGER_JOIN && stack->Parameters.DeviceIoControl.InputBufferLength == sizeof(GUID))
        return Complete(Irp, JoinOne(buffer), 0);
    if (code != IOCTL_LEDGER_COUNT || stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(LEDGER_COUNTS))
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    RtlCopyMemory(buffer, &Counts, sizeof Counts);
    return Complete(Irp, STATUS_SUCCESS, sizeof Counts);
}

static NTSTATUS CreateResource(VOID)
{
    OBJECT_ATTRIBUTES attributes;
    PKRESOURCEMANAGER object;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwCreateTransactionManager(&Manager, TRANSACTIONMANAGER_ALL_ACCESS, &attributes, NULL, TRANSACTION_MANAGER_VOLATILE, 0);
    if (!NT_SUCCESS(status))
        return status;
    status = ZwCreateResourceManager(&Resource, RESOURCEMANAGER_ALL_ACCESS, Manager, NULL, &attributes, RESOURCE_MANAGER_VOLATILE, NULL);
    if (NT_SUCCESS(status))
        status = ObReferenceObjectByHandle(Resource, 0, *TmResourceManagerObjectType, KernelMode, (PVOID *)&object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = TmEnableCallbacks(object, LedgerNotification, NULL);
    ObDereferenceObject(object);
    return status;
}

static VOID CloseHandles(VOID)
{
    if (Resource)
        ZwClose(Resource);
    if (Manager)
        ZwClose(Manager);
}

VOID LedgerUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
#ifdef FIXED
    CloseHandles();
#endif
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = CreateResource();
    if (NT_SUCCESS(status))
        status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        CloseHandles();
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = LedgerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = LedgerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = LedgerControl;
    DriverObject->DriverUnload = LedgerUnload;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        CloseHandles();
    }
    return status;
}
