/*
 * A tally of the seconds since the driver came, in pool of its own: its timer's DPC adds one and calls nothing. \\.\Tally.
 *
 * Unload cancels the timer and gives the tally back, whatever KeCancelTimer said: FALSE means that the DPC is queued, or about to run, or runs.
 * FIXED: then it waits for it.
 */
#include <wdm.h>

#define TALLY_TAG 'yllT'
#define TALLY_AFTER_100NS (10 * 10000)

typedef struct _TALLY {
    KTIMER Timer;
    KDPC Dpc;
    ULONG Seconds;
} TALLY, *PTALLY;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TallyUnload;
DRIVER_DISPATCH TallyCreateClose;
KDEFERRED_ROUTINE TallyDpc;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Tally");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Tally");
static PTALLY Tally;

VOID TallyDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PTALLY tally = Context;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    tally->Seconds++;
}

NTSTATUS TallyCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

VOID TallyUnload(PDRIVER_OBJECT DriverObject)
{
#ifdef FIXED
    if (!KeCancelTimer(&Tally->Timer))
        KeFlushQueuedDpcs();
#else
    KeCancelTimer(&Tally->Timer);
#endif
    ExFreePoolWithTag(Tally, TALLY_TAG);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS TallyBegin(VOID)
{
    LARGE_INTEGER due;

    Tally = ExAllocatePoolWithTag(NonPagedPool, sizeof(TALLY), TALLY_TAG);
    if (!Tally)
        return STATUS_INSUFFICIENT_RESOURCES;
    Tally->Seconds = 0;
    KeInitializeTimer(&Tally->Timer);
    KeInitializeDpc(&Tally->Dpc, TallyDpc, Tally);
    due.QuadPart = -TALLY_AFTER_100NS;
    KeSetTimer(&Tally->Timer, due, &Tally->Dpc);
    return STATUS_SUCCESS;
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
    status = TallyBegin(); /* the last thing that can fail */
    if (!NT_SUCCESS(status)) {
        IoDeleteSymbolicLink(&LinkName);
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = TallyCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = TallyCreateClose;
    DriverObject->DriverUnload = TallyUnload;
    return STATUS_SUCCESS;
}
