/*
 * \\.\Impatient: IOCTL_ASK waits for an answer, which a timer's DPC gives a tenth of a second later by an event.
 *
 * The event is on the stack of the request, which gives up after a millisecond and returns: the DPC signals what lies
 * there by then.
 * FIXED: it waits until the answer is there.
 */
#include <wdm.h>

#include "impatient.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ImpatientUnload;
DRIVER_DISPATCH ImpatientCreateClose;
DRIVER_DISPATCH ImpatientControl;
KDEFERRED_ROUTINE ImpatientAnswer;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Impatient");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Impatient");
static KTIMER Timer;
static KDPC TimerDpc;

static NTSTATUS ImpatientComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

VOID ImpatientAnswer(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    KeSetEvent(Context, IO_NO_INCREMENT, FALSE);
}

static NTSTATUS Ask(VOID)
{
    LARGE_INTEGER due, patience;
    KEVENT answer;

    KeInitializeEvent(&answer, NotificationEvent, FALSE);
    KeInitializeDpc(&TimerDpc, ImpatientAnswer, &answer);
    due.QuadPart = -1000000;
    patience.QuadPart = -10000;
    KeSetTimer(&Timer, due, &TimerDpc);
#ifdef FIXED
    UNREFERENCED_PARAMETER(patience);
    return KeWaitForSingleObject(&answer, Executive, KernelMode, FALSE, NULL);
#else
    return KeWaitForSingleObject(&answer, Executive, KernelMode, FALSE, &patience);
#endif
}

NTSTATUS ImpatientControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode != IOCTL_ASK)
        return ImpatientComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    return ImpatientComplete(Irp, Ask());
}

NTSTATUS ImpatientCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return ImpatientComplete(Irp, STATUS_SUCCESS);
}

VOID ImpatientUnload(PDRIVER_OBJECT DriverObject)
{
    KeCancelTimer(&Timer);
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = ImpatientCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = ImpatientCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ImpatientControl;
    DriverObject->DriverUnload = ImpatientUnload;
    return STATUS_SUCCESS;
}
