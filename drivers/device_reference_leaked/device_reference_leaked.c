/*
 * Tells applications about the top of its own device stack: IOCTL_STACK_TOP. \\.\StackTop.
 *
 * The way out for a buffer that is too small keeps the reference on the device; the driver's own device, when nothing
 * is attached above it.
 * FIXED: that way out drops the reference.
 */
#include <wdm.h>

#include "device_reference_leaked.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD StackTopUnload;
DRIVER_DISPATCH StackTopCreateClose;
DRIVER_DISPATCH StackTopDeviceControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, StackTopUnload)
#pragma alloc_text(PAGE, StackTopCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\StackTop");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\StackTop");

static NTSTATUS StackTopComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS StackTopCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return StackTopComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS QueryTop(PDEVICE_OBJECT DeviceObject, PSTACK_TOP Answer, ULONG Length)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(DeviceObject);

#ifdef FIXED
    if (Length < sizeof(STACK_TOP)) {
        ObDereferenceObject(top);
        return STATUS_BUFFER_TOO_SMALL;
    }
#else
    if (Length < sizeof(STACK_TOP))
        return STATUS_BUFFER_TOO_SMALL;
#endif
    Answer->DeviceType = top->DeviceType;
    Answer->Characteristics = top->Characteristics;
    Answer->StackSize = (ULONG)top->StackSize;
    ObDereferenceObject(top);
    return STATUS_SUCCESS;
}

NTSTATUS StackTopDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_STACK_TOP)
        return StackTopComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    status =
        QueryTop(DeviceObject, Irp->AssociatedIrp.SystemBuffer, stack->Parameters.DeviceIoControl.OutputBufferLength);
    return StackTopComplete(Irp, status, NT_SUCCESS(status) ? sizeof(STACK_TOP) : 0);
}

VOID StackTopUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
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
    DriverObject->MajorFunction[IRP_MJ_CREATE] = StackTopCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = StackTopCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = StackTopDeviceControl;
    DriverObject->DriverUnload = StackTopUnload;
    return STATUS_SUCCESS;
}
