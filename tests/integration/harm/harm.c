/*
 * A driver that does the worst, but only when two requests meet in one moment. What it costs a search is one run.
 */
#include <wdm.h>

#include "harm.h"

typedef struct _DEVICE_EXTENSION {
    LONG Open;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD HarmUnload;
DRIVER_DISPATCH HarmCreateClose;
DRIVER_DISPATCH HarmDeviceControl;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Harm");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Harm");

typedef VOID ANYTHING(VOID);

static ULONG Deeper(volatile ULONG *Outer)
{
    volatile ULONG room[64];

    room[0] = *Outer + 1;
    return room[0] ? Deeper(room) + room[0] : 0;
}

static VOID OverwritePool(VOID)
{
    PUCHAR block = ExAllocatePoolWithTag(NonPagedPool, 32, 'mraH');

    if (!block)
        return;
    RtlFillMemory(block - 64, 1024, 0xFF);
    ExFreePoolWithTag(block, 'mraH');
}

static VOID OverwriteStack(VOID)
{
    UCHAR here[16];

    RtlFillMemory(here, 512, 0x41);
}

static VOID Harm(PDEVICE_OBJECT DeviceObject, ULONG Kind)
{
    volatile ULONG zero = 0;

    switch (Kind) {
    case HARM_NULL:
        *(volatile ULONG *)NULL = 1;
        break;
    case HARM_JUMP:
        ((ANYTHING *)(ULONG_PTR)0x123456789000)();
        break;
    case HARM_DIVIDE:
        zero = 100 / zero; /* not 1: a compiler makes a comparison of that */
        break;
    case HARM_RECURSION:
        Deeper(&zero);
        break;
    case HARM_LOOP:
        for (;;)
            ;
    case HARM_POOL:
        OverwritePool();
        break;
    case HARM_DEVICE:
        RtlFillMemory(DeviceObject, sizeof *DeviceObject, 0xFF);
        break;
    case HARM_STACK:
        OverwriteStack();
        break;
    }
}

static NTSTATUS Complete(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS HarmCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp);
}

NTSTATUS HarmDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    ULONG kind = (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode - IOCTL_DOOR) >> 2;

    if (!kind) {
        InterlockedExchange(&extension->Open, 1);
        InterlockedExchange(&extension->Open, 0);
    } else if (InterlockedCompareExchange(&extension->Open, 0, 0)) {
        Harm(DeviceObject, kind);
    }
    return Complete(Irp);
}

VOID HarmUnload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = HarmUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = HarmCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = HarmCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = HarmDeviceControl;
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}
