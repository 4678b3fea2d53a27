/*
 * A log of how often the device was opened, which is told when the driver goes, and not by Unload itself: that takes a
 * while. \\.\Log.
 *
 * The work item of ExQueueWorkItem holds nothing. Unload returns, the image goes, and then a system worker comes to it.
 * FIXED: the work item is one of IoQueueWorkItem, which holds the device object, and that the image, until it has
 * returned.
 */
#include <wdm.h>

#define SAVE_MILLISECONDS 500

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD LogUnload;
DRIVER_DISPATCH LogCreate;
DRIVER_DISPATCH LogClose;
#ifdef FIXED
IO_WORKITEM_ROUTINE SaveLog;
#else
WORKER_THREAD_ROUTINE SaveLog;
#endif

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, SaveLog)
#pragma alloc_text(PAGE, LogUnload)
#pragma alloc_text(PAGE, LogCreate)
#pragma alloc_text(PAGE, LogClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Log");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Log");
static LONG Opened; /* changed by interlocked operations only */
#ifndef FIXED
static WORK_QUEUE_ITEM SaveItem;
#endif

static NTSTATUS LogComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS LogCreate(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    InterlockedIncrement(&Opened);
    return LogComplete(Irp, STATUS_SUCCESS);
}

NTSTATUS LogClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return LogComplete(Irp, STATUS_SUCCESS);
}

static VOID WriteLog(VOID)
{
    LARGE_INTEGER pause;

    pause.QuadPart = -10000LL * SAVE_MILLISECONDS;
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
    DbgPrint("opened %ld times\n", Opened);
}

#ifdef FIXED
VOID SaveLog(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    WriteLog();
    IoFreeWorkItem(Context);
}
#else
VOID SaveLog(PVOID Parameter)
{
    UNREFERENCED_PARAMETER(Parameter);
    PAGED_CODE();
    WriteLog();
}
#endif

VOID LogUnload(PDRIVER_OBJECT DriverObject)
{
#ifdef FIXED
    PIO_WORKITEM item = IoAllocateWorkItem(DriverObject->DeviceObject);
#endif

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);

#ifdef FIXED
    /* It holds the device object until it has returned, and that holds the image. */
    if (item)
        IoQueueWorkItem(item, SaveLog, DelayedWorkQueue, item);
#else
    ExInitializeWorkItem(&SaveItem, SaveLog, NULL);
    ExQueueWorkItem(&SaveItem, DelayedWorkQueue);
#endif
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = LogCreate;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = LogClose;
    DriverObject->DriverUnload = LogUnload;
    return STATUS_SUCCESS;
}
