/*
 * A warden: whoever asks for a handle to a process does not get the right to duplicate its handles. \\.\Warden; a read tells how many asked.
 *
 * Unload forgets the callbacks: the next handle to a process or thread calls an image that is gone.
 * FIXED: it takes them back, first of all.
 */
#include <ntddk.h>

#include "warden.h"

typedef struct _DEVICE_EXTENSION {
    PVOID Registration;
    LONG Asked, Made, Granted; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD WardenUnload;
DRIVER_DISPATCH WardenCreateClose;
DRIVER_DISPATCH WardenRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, WardenUnload)
#pragma alloc_text(PAGE, WardenCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Warden");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Warden");

static NTSTATUS WardenComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS WardenCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return WardenComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS WardenRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PWARDEN_COUNTS counts = Irp->AssociatedIrp.SystemBuffer;

    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof *counts)
        return WardenComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    counts->Asked = (ULONG)InterlockedOr(&extension->Asked, 0);
    counts->Made = (ULONG)InterlockedOr(&extension->Made, 0);
    counts->Granted = (ULONG)InterlockedOr(&extension->Granted, 0);
    return WardenComplete(Irp, STATUS_SUCCESS, sizeof *counts);
}

static OB_PREOP_CALLBACK_STATUS WardenBefore(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    PDEVICE_EXTENSION extension = Context;

    InterlockedIncrement(&extension->Asked);
    Information->CallContext = extension;
    if (Information->ObjectType != *PsProcessType || Information->KernelHandle)
        return OB_PREOP_SUCCESS;
    if (Information->Operation == OB_OPERATION_HANDLE_CREATE)
        Information->Parameters->CreateHandleInformation.DesiredAccess &= ~WARDEN_FORBIDDEN;
    else
        Information->Parameters->DuplicateHandleInformation.DesiredAccess &= ~WARDEN_FORBIDDEN;
    return OB_PREOP_SUCCESS;
}

static VOID WardenAfter(PVOID Context, POB_POST_OPERATION_INFORMATION Information)
{
    PDEVICE_EXTENSION extension = Context;

    if (Information->CallContext != extension || !NT_SUCCESS(Information->ReturnStatus))
        return;
    InterlockedExchange(&extension->Granted, (LONG)Information->Parameters->CreateHandleInformation.GrantedAccess);
    InterlockedIncrement(&extension->Made);
}

static NTSTATUS WardenRegister(PDEVICE_EXTENSION Extension)
{
    OB_OPERATION_REGISTRATION operations[2] = {
        {PsProcessType, OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE, WardenBefore, WardenAfter},
        {PsThreadType, OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE, WardenBefore, WardenAfter},
    };
    OB_CALLBACK_REGISTRATION registration = {OB_FLT_REGISTRATION_VERSION, 2, RTL_CONSTANT_STRING(L"361000"), Extension, operations};

    return ObRegisterCallbacks(&registration, &Extension->Registration);
}

VOID WardenUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
#ifdef FIXED
    ObUnRegisterCallbacks(((PDEVICE_EXTENSION)DriverObject->DeviceObject->DeviceExtension)->Registration);
#endif
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    status = WardenRegister(device->DeviceExtension);
    if (!NT_SUCCESS(status)) {
        IoDeleteSymbolicLink(&LinkName);
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = WardenCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = WardenCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = WardenRead;
    DriverObject->DriverUnload = WardenUnload;
    return STATUS_SUCCESS;
}
