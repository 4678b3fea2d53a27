/*
 * A filter above \Device\LateAnswer. It counts the answers of IOCTL_COUNTED in a completion routine, and says STATUS_SUCCESS for an IOCTL_PASSED that the driver
 * below has said STATUS_PENDING for.
 * FIXED: the completion routine passes "pending" on to the next driver above, and the dispatch routine returns what IoCallDriver returned.
 */
#include <wdm.h>

#include "careless_filter.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD FilterUnload;
DRIVER_DISPATCH FilterPass;
DRIVER_DISPATCH FilterControl;
IO_COMPLETION_ROUTINE FilterCount;

static PDEVICE_OBJECT Filter, Below;
static LONG Answers;

NTSTATUS FilterPass(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(Below, Irp);
}

NTSTATUS FilterCount(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Context);
    InterlockedIncrement(&Answers);
#ifdef FIXED
    if (Irp->PendingReturned)
        IoMarkIrpPending(Irp);
#else
    UNREFERENCED_PARAMETER(Irp);
#endif
    return STATUS_CONTINUE_COMPLETION;
}

NTSTATUS FilterControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode == IOCTL_COUNTED) {
        IoCopyCurrentIrpStackLocationToNext(Irp);
        IoSetCompletionRoutine(Irp, FilterCount, NULL, TRUE, TRUE, TRUE);
        return IoCallDriver(Below, Irp);
    }
#ifdef FIXED
    return FilterPass(DeviceObject, Irp);
#else
    FilterPass(DeviceObject, Irp);
    return STATUS_SUCCESS;
#endif
}

VOID FilterUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    IoDetachDevice(Below);
    IoDeleteDevice(Filter);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING target = RTL_CONSTANT_STRING(L"\\Device\\LateAnswer");
    NTSTATUS status;
    ULONG i;

    UNREFERENCED_PARAMETER(RegistryPath);
    for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
        DriverObject->MajorFunction[i] = FilterPass;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = FilterControl;
    DriverObject->DriverUnload = FilterUnload;
    status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &Filter);
    if (!NT_SUCCESS(status))
        return status;
    status = IoAttachDevice(Filter, &target, &Below);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(Filter);
    return status;
}
