/*
 * A notepad: a write leaves a note in pool, a read gives the oldest one and takes it off. \\.\Notepad.
 *
 * Unload forgets the notes that nobody has read: they stay in pool for ever.
 * FIXED: it frees them.
 */
#include <wdm.h>

#define NOTE_TAG 'etoN'

typedef struct _NOTE {
    LIST_ENTRY Link;
    ULONG Length;
    UCHAR Text[1];
} NOTE, *PNOTE;

typedef struct _DEVICE_EXTENSION {
    KSPIN_LOCK Lock; /* guards Notes */
    LIST_ENTRY Notes;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD NotepadUnload;
DRIVER_DISPATCH NotepadCreateClose;
DRIVER_DISPATCH NotepadRead;
DRIVER_DISPATCH NotepadWrite;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, NotepadUnload)
#pragma alloc_text(PAGE, NotepadCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Notepad");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Notepad");

static NTSTATUS NotepadComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS NotepadCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return NotepadComplete(Irp, STATUS_SUCCESS, 0);
}

/* NULL: there is none. */
static PNOTE TakeNote(PDEVICE_EXTENSION Extension)
{
    PLIST_ENTRY entry = ExInterlockedRemoveHeadList(&Extension->Notes, &Extension->Lock);

    return entry ? CONTAINING_RECORD(entry, NOTE, Link) : NULL;
}

NTSTATUS NotepadRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ULONG length = IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length;
    PNOTE note = TakeNote(DeviceObject->DeviceExtension);

    if (!note)
        return NotepadComplete(Irp, STATUS_SUCCESS, 0);
    if (length > note->Length)
        length = note->Length;
    RtlCopyMemory(Irp->AssociatedIrp.SystemBuffer, note->Text, length);
    ExFreePoolWithTag(note, NOTE_TAG);
    return NotepadComplete(Irp, STATUS_SUCCESS, length);
}

NTSTATUS NotepadWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    ULONG length = IoGetCurrentIrpStackLocation(Irp)->Parameters.Write.Length;
    PNOTE note = ExAllocatePoolWithTag(NonPagedPool, FIELD_OFFSET(NOTE, Text) + length, NOTE_TAG);

    if (!note)
        return NotepadComplete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    note->Length = length;
    RtlCopyMemory(note->Text, Irp->AssociatedIrp.SystemBuffer, length);
    ExInterlockedInsertTailList(&extension->Notes, &note->Link, &extension->Lock);
    return NotepadComplete(Irp, STATUS_SUCCESS, length);
}

VOID NotepadUnload(PDRIVER_OBJECT DriverObject)
{
#ifdef FIXED
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
    PNOTE note;
#endif

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
#ifdef FIXED
    while ((note = TakeNote(extension)) != NULL)
        ExFreePoolWithTag(note, NOTE_TAG);
#endif
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    extension = device->DeviceExtension;
    KeInitializeSpinLock(&extension->Lock);
    InitializeListHead(&extension->Notes);

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = NotepadCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = NotepadCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = NotepadRead;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = NotepadWrite;
    DriverObject->DriverUnload = NotepadUnload;
    return STATUS_SUCCESS;
}
