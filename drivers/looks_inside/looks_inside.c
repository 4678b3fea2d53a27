/*
 * \\.\LooksInside: what belongs to others. A literal may only be read, and paged pool not executed: Windows stops. Objects, the system's code and code of one's own
 * making are what each version of Windows has there, and ntsim has not: the run stops and says so. FIXED: the text is copied first.
 */
#include <ntddk.h>

#include "looks_inside.h"

#define LOOKS_TAG 'skoL'

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD LooksUnload;
DRIVER_DISPATCH LooksCreateClose;
DRIVER_DISPATCH LooksControl;

typedef VOID (*MADE_ROUTINE)(VOID);

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\LooksInside");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\LooksInside");

static VOID LooksUpcase(VOID)
{
#ifdef FIXED
    WCHAR text[] = L"text";
#else
    PWSTR text = (PWSTR)L"text";
#endif

    for (ULONG i = 0; text[i]; i++)
        text[i] = RtlUpcaseUnicodeChar(text[i]);
}

static ULONG LooksAt(const VOID *Address)
{
    return *(const volatile ULONG *)Address;
}

static ULONG LooksAtRoutine(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"PsLookupProcessByProcessId");

    return LooksAt(MmGetSystemRoutineAddress(&name));
}

static VOID LooksRun(POOL_TYPE PoolType)
{
    PUCHAR code = ExAllocatePoolWithTag(PoolType, PAGE_SIZE, LOOKS_TAG);

    if (!code)
        return;
    RtlFillMemory(code, PAGE_SIZE, 0xC3);
    ((MADE_ROUTINE)(PVOID)code)();
    ExFreePoolWithTag(code, LOOKS_TAG);
}

NTSTATUS LooksControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(DeviceObject);
    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_WRITE_LITERAL:
        LooksUpcase();
        break;
    case IOCTL_READ_PROCESS:
        DbgPrint("%x\n", LooksAt(PsGetCurrentProcess()));
        break;
    case IOCTL_READ_CODE:
        DbgPrint("%x\n", LooksAtRoutine());
        break;
    case IOCTL_RUN_POOL:
        LooksRun(NonPagedPool);
        break;
    case IOCTL_RUN_PAGED_POOL:
        LooksRun(PagedPool);
        break;
    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
    }
    Irp->IoStatus.Status = status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

NTSTATUS LooksCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

VOID LooksUnload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;
    PDEVICE_OBJECT device;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->MajorFunction[IRP_MJ_CREATE] = LooksCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = LooksCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = LooksControl;
    DriverObject->DriverUnload = LooksUnload;
    status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}
