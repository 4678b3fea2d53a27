/*
 * In C++, as drivers often are: each handle of \\.\RaiiPulse has a pulse of its own, an object that owns a timer and its DPC. The object is made when the handle
 * is opened, and deleted when it is closed.
 *
 * Its destructor cancels the timer, and that is all: a DPC that has left the timer's queue already, for another processor, still counts in the object when it is
 * freed.
 * FIXED: the destructor waits for that DPC.
 */
#include <wdm.h>

#include "raii_pulse.h"

static const ULONG PulseTag = 'slPR';

void *operator new(size_t Size, POOL_FLAGS Flags) noexcept
{
    return ExAllocatePool2(Flags, Size, PulseTag);
}

void operator delete(void *Block, size_t) noexcept
{
    if (Block)
        ExFreePoolWithTag(Block, PulseTag);
}

namespace pulse {

class SpinGuard {
public:
    explicit SpinGuard(KSPIN_LOCK &Lock) : lock(Lock) { KeAcquireSpinLock(&lock, &irql); }
    ~SpinGuard() { KeReleaseSpinLock(&lock, irql); }
    SpinGuard(const SpinGuard &) = delete;
    SpinGuard &operator=(const SpinGuard &) = delete;

private:
    KSPIN_LOCK &lock;
    KIRQL irql;
};

class Pulse {
public:
    explicit Pulse(ULONG PeriodMs)
    {
        LARGE_INTEGER due;

        KeInitializeSpinLock(&lock);
        KeInitializeTimer(&timer);
        KeInitializeDpc(&dpc, Beat, this);
        due.QuadPart = -10000LL * PeriodMs;
        KeSetTimerEx(&timer, due, static_cast<LONG>(PeriodMs), &dpc);
    }

    ~Pulse()
    {
        KeCancelTimer(&timer);
#ifdef FIXED
        KeFlushQueuedDpcs(); /* the DPC lies in this object, and so does what it counts in */
#endif
    }

    ULONG Count()
    {
        SpinGuard guard(lock);
        return count;
    }

private:
    static VOID Beat(PKDPC, PVOID Context, PVOID, PVOID)
    {
        auto self = static_cast<Pulse *>(Context);
        SpinGuard guard(self->lock);
        self->count++;
    }

    KSPIN_LOCK lock;
    KTIMER timer;
    KDPC dpc;
    ULONG count = 0; /* lock */
};

} // namespace pulse

static const UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\RaiiPulse");
static const UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\RaiiPulse");

extern "C" {
DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD PulseUnload;
DRIVER_DISPATCH PulseCreate;
DRIVER_DISPATCH PulseClose;
DRIVER_DISPATCH PulseDeviceControl;
}

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, PulseUnload)
#pragma alloc_text(PAGE, PulseCreate)
#pragma alloc_text(PAGE, PulseClose)
#endif

static pulse::Pulse *&PulseOf(PIRP Irp)
{
    return reinterpret_cast<pulse::Pulse *&>(IoGetCurrentIrpStackLocation(Irp)->FileObject->FsContext);
}

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information = 0)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS PulseCreate(PDEVICE_OBJECT, PIRP Irp)
{
    PAGED_CODE();
    auto made = new (POOL_FLAG_NON_PAGED) pulse::Pulse(10);

    PulseOf(Irp) = made;
    return Complete(Irp, made ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES);
}

NTSTATUS PulseClose(PDEVICE_OBJECT, PIRP Irp)
{
    PAGED_CODE();
    delete PulseOf(Irp);
    return Complete(Irp, STATUS_SUCCESS);
}

NTSTATUS PulseDeviceControl(PDEVICE_OBJECT, PIRP Irp)
{
    auto stack = IoGetCurrentIrpStackLocation(Irp);

    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_PULSE_COUNT)
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
        return Complete(Irp, STATUS_BUFFER_TOO_SMALL);
    *static_cast<PULONG>(Irp->AssociatedIrp.SystemBuffer) = PulseOf(Irp)->Count();
    return Complete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID PulseUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(const_cast<PUNICODE_STRING>(&LinkName));
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING)
{
    PDEVICE_OBJECT device;
    auto status = IoCreateDevice(DriverObject, 0, const_cast<PUNICODE_STRING>(&DeviceName), FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);

    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(const_cast<PUNICODE_STRING>(&LinkName), const_cast<PUNICODE_STRING>(&DeviceName));
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = PulseCreate;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = PulseClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = PulseDeviceControl;
    DriverObject->DriverUnload = PulseUnload;
    return STATUS_SUCCESS;
}
