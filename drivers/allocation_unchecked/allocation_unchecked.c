/*
 * A mailbox: a write puts a letter into pool, where the next write takes its place. \\.\Mailbox.
 *
 * What the pool gives is used without a look whether it gave anything. Memory is hardly ever short where drivers are
 * tried, so nobody notices.
 * FIXED: the request fails, and the letter that was there stays.
 */
#include <wdm.h>

#define LETTER_TAG 'tteL'

typedef struct _DEVICE_EXTENSION {
    PVOID Letter; /* NULL: none. Exchanged by interlocked operations */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD MailboxUnload;
DRIVER_DISPATCH MailboxCreateClose;
DRIVER_DISPATCH MailboxWrite;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, MailboxUnload)
#pragma alloc_text(PAGE, MailboxCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Mailbox");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Mailbox");

static NTSTATUS MailboxComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS MailboxCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return MailboxComplete(Irp, STATUS_SUCCESS, 0);
}

static VOID PutLetter(PDEVICE_EXTENSION Extension, PVOID Letter)
{
    PVOID earlier = InterlockedExchangePointer(&Extension->Letter, Letter);

    if (earlier)
        ExFreePoolWithTag(earlier, LETTER_TAG);
}

NTSTATUS MailboxWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ULONG length = IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length;
    PVOID letter = ExAllocatePoolWithTag(NonPagedPool, length, LETTER_TAG);

#ifdef FIXED
    if (!letter)
        return MailboxComplete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
#endif
    RtlCopyMemory(letter, Irp->AssociatedIrp.SystemBuffer, length);
    PutLetter(DeviceObject->DeviceExtension, letter);
    return MailboxComplete(Irp, STATUS_SUCCESS, length);
}

VOID MailboxUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    PutLetter(DriverObject->DeviceObject->DeviceExtension, NULL);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = MailboxCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = MailboxCreateClose;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = MailboxWrite;
    DriverObject->DriverUnload = MailboxUnload;
    return STATUS_SUCCESS;
}
