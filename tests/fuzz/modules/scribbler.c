/*
 * Writes what it likes where it likes: its own image, its pool and what lies beside it, its device object and extension, the driver object, the IRP, the stack, user
 * memory, null, places where nothing is, the routines of the system, and where a simulator keeps its own things. \\.\Scribbler.
 */
#include <ntddk.h>

#include "scribbler.h"

#define POOL_TAG  'brcS'
#define POOL_SIZE 256

typedef struct _DEVICE_EXTENSION {
    PUCHAR NonPaged;
    PUCHAR Paged;
    KDPC Dpc;
    KTIMER Timer;
    UCHAR Room[64];
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ScribblerUnload;
DRIVER_DISPATCH ScribblerCreateClose;
DRIVER_DISPATCH ScribblerDeviceControl;
KDEFERRED_ROUTINE ScribblerDpc;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Scribbler");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Scribbler");
static UCHAR ImageRoom[256];

static ULONGLONG Random(PULONGLONG Seed)
{
    ULONGLONG z = *Seed += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static PUCHAR Target(PDEVICE_OBJECT DeviceObject, PIRP Irp, PULONGLONG Seed)
{
    volatile ULONG_PTR stack = (ULONG_PTR)&stack;
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    LONG near = (LONG)(Random(Seed) % 1024) - 256, far = (LONG)(Random(Seed) % 65536) - 32768;

    switch (Random(Seed) % 16) {
    case 0:
        return ImageRoom + near;
    case 1:
        return (PUCHAR)DriverEntry + far; /* code */
    case 2:
        return extension->NonPaged + near;
    case 3:
        return extension->Paged + far;
    case 4:
        return (PUCHAR)extension + near;
    case 5:
        return (PUCHAR)DeviceObject + near;
    case 6:
        return (PUCHAR)DeviceObject->DriverObject + near;
    case 7:
        return (PUCHAR)Irp + near;
    case 8:
        return (PUCHAR)stack + near; /* the stack, up to the frames of those who called */
    case 9:
        return (PUCHAR)stack + far * 4;
    case 10:
        return (PUCHAR)Irp->UserBuffer + far;
    case 11:
        return (PUCHAR)(ULONG_PTR)(Random(Seed) % 0x20000);
    case 12:
        return (PUCHAR)(ULONG_PTR)Random(Seed);
    case 13:
        return (PUCHAR)(ULONG_PTR)IoCompleteRequest + far * 64; /* the system's code, and its data behind that */
    case 14:
        return (PUCHAR)(ULONG_PTR)(0x200000000000u + Random(Seed) % 0x100000); /* Linux, x86-64: what the simulator knows */
    default:
        return (PUCHAR)(ULONG_PTR)(0x200000000000u + Random(Seed) % 0x8000000000u);
    }
}

static VOID Scribble(PUCHAR Place, PULONGLONG Seed)
{
    ULONGLONG value = Random(Seed) % 4 ? Random(Seed) : 0;

    switch (Random(Seed) % 4) {
    case 0:
        *Place = (UCHAR)value;
        break;
    case 1:
        *(PULONG)Place = (ULONG)value;
        break;
    case 2:
        *(PULONGLONG)Place = value;
        break;
    default:
        RtlFillMemory(Place, Random(Seed) % 128, (UCHAR)value);
    }
}

VOID ScribblerDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(DeferredContext);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
}

NTSTATUS ScribblerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS ScribblerDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    ULONGLONG seed = *(PULONGLONG)IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.Type3InputBuffer;
    ULONG count = 1 + (ULONG)(Random(&seed) % 6);
    LARGE_INTEGER due;
    KIRQL irql = PASSIVE_LEVEL;

    due.QuadPart = -10000;
    KeSetTimer(&extension->Timer, due, &extension->Dpc); /* something that looks at what was written */
    if (Random(&seed) % 4 == 0)
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
    while (count--)
        Scribble(Target(DeviceObject, Irp, &seed), &seed);
    if (KeGetCurrentIrql() == DISPATCH_LEVEL)
        KeLowerIrql(irql);
    return ScribblerCreateClose(DeviceObject, Irp);
}

VOID ScribblerUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    KeCancelTimer(&extension->Timer);
    KeFlushQueuedDpcs();
    ExFreePoolWithTag(extension->NonPaged, POOL_TAG);
    ExFreePoolWithTag(extension->Paged, POOL_TAG);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    KeInitializeTimer(&extension->Timer);
    KeInitializeDpc(&extension->Dpc, ScribblerDpc, extension);
    extension->NonPaged = ExAllocatePoolWithTag(NonPagedPool, POOL_SIZE, POOL_TAG);
    extension->Paged = ExAllocatePoolWithTag(PagedPool, POOL_SIZE, POOL_TAG);
    IoCreateSymbolicLink(&LinkName, &DeviceName);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = ScribblerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = ScribblerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ScribblerDeviceControl;
    DriverObject->DriverUnload = ScribblerUnload;
    return STATUS_SUCCESS;
}
