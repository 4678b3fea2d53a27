/*
 * A device that answers each control code a millisecond later, from a DPC: something for filters to lie above. \\.\LateAnswer, one request at a time.
 */
#include <wdm.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD LateUnload;
DRIVER_DISPATCH LateCreateClose;
DRIVER_DISPATCH LateControl;
KDEFERRED_ROUTINE LateDpc;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\LateAnswer");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\LateAnswer");
static KTIMER Timer;
static KDPC Dpc;
static PIRP Waiting;

static NTSTATUS LateComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

VOID LateDpc(PKDPC Caller, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Caller);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    LateComplete(InterlockedExchangePointer((PVOID *)&Waiting, NULL), STATUS_SUCCESS);
}

NTSTATUS LateControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(DeviceObject);
    due.QuadPart = -10000;
    IoMarkIrpPending(Irp);
    InterlockedExchangePointer((PVOID *)&Waiting, Irp);
    KeSetTimer(&Timer, due, &Dpc);
    return STATUS_PENDING;
}

NTSTATUS LateCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return LateComplete(Irp, STATUS_SUCCESS);
}

VOID LateUnload(PDRIVER_OBJECT DriverObject)
{
    KeFlushQueuedDpcs();
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, LateDpc, NULL);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = LateCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = LateCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = LateControl;
    DriverObject->DriverUnload = LateUnload;
    return STATUS_SUCCESS;
}
