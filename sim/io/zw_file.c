/*
 * Files as drivers open and use them: ZwCreateFile and its kin, with KernelMode as the previous mode.
 */
#include "io/state.h"

#include <ntifs.h>

/* SYNCHRONIZE is in every generic right to a file. */
static bool may_wait(ACCESS_MASK access)
{
    return access & (SYNCHRONIZE | GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL);
}

static NTSTATUS create_file(struct io_create *create, const OBJECT_ATTRIBUTES *attributes,
                            IO_STATUS_BLOCK *status_block, HANDLE *handle)
{
    if (!attributes || !attributes->ObjectName)
        return STATUS_INVALID_PARAMETER;
    if (attributes->RootDirectory)
        ke_not_modelled("a name relative to a handle");
    ULONG synchronous = create->options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
    if (synchronous == (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT) ||
        (synchronous && !may_wait(create->access)) || create->disposition > FILE_MAXIMUM_DISPOSITION ||
        (create->options & ~(ULONG)FILE_VALID_OPTION_FLAGS))
        return STATUS_INVALID_PARAMETER;
    create->path = attributes->ObjectName;
    create->attributes = attributes->Attributes;
    create->mode = KernelMode;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = io_file_create(create, handle);
    ps_set_previous_mode(mode);
    if (!NT_ERROR(status)) {
        status_block->Status = status;
        status_block->Information = create->information;
    }
    return status;
}

/* WDK: ZwCreateFile. */
NTSTATUS ZwCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
                      ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength)
{
    ddi_enter(ZwCreateFile, NULL);
    (void)AllocationSize;
    if (EaBuffer && EaLength)
        ke_not_modelled("extended attributes");
    struct io_create create = {.access = DesiredAccess,
                               .file_attributes = FileAttributes,
                               .share = ShareAccess,
                               .disposition = CreateDisposition,
                               .options = CreateOptions};
    return create_file(&create, ObjectAttributes, IoStatusBlock, FileHandle);
}

/* WDK: NtCreateFile. In a system thread it is the same; elsewhere the pointers would have to be the application's. */
NTSTATUS NtCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
                      ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength)
{
    ddi_enter(NtCreateFile, NULL);
    (void)AllocationSize;
    if (ps_previous_mode() != KernelMode)
        ke_not_modelled("in the context of an application, whose memory its pointers would have to be");
    if (EaBuffer && EaLength)
        ke_not_modelled("extended attributes");
    struct io_create create = {.access = DesiredAccess, .file_attributes = FileAttributes, .share = ShareAccess, .disposition = CreateDisposition, .options = CreateOptions};
    return create_file(&create, ObjectAttributes, IoStatusBlock, FileHandle);
}

/* WDK: ZwDeleteFile. Opened to be deleted on close, and closed. */
NTSTATUS ZwDeleteFile(POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwDeleteFile, NULL);
    IO_STATUS_BLOCK block;
    HANDLE handle;
    struct io_create create = {.access = DELETE, .share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, .disposition = FILE_OPEN, .options = FILE_DELETE_ON_CLOSE};
    NTSTATUS status = create_file(&create, ObjectAttributes, &block, &handle);
    if (NT_SUCCESS(status))
        ob_handle_close(ob_table_for(handle, KernelMode), handle);
    return status;
}

/* WDK: IoCreateFile. */
NTSTATUS IoCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
                      ULONG ShareAccess, ULONG Disposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength,
                      CREATE_FILE_TYPE CreateFileType, PVOID InternalParameters, ULONG Options)
{
    ddi_enter(IoCreateFile, NULL);
    (void)AllocationSize;
    (void)InternalParameters;
    (void)Options;
    if (CreateFileType != CreateFileTypeNone || (EaBuffer && EaLength))
        ke_not_modelled("pipes, mailslots and extended attributes");
    struct io_create create = {.access = DesiredAccess,
                               .file_attributes = FileAttributes,
                               .share = ShareAccess,
                               .disposition = Disposition,
                               .options = CreateOptions};
    return create_file(&create, ObjectAttributes, IoStatusBlock, FileHandle);
}

/* WDK: ZwOpenFile. */
NTSTATUS ZwOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                    PIO_STATUS_BLOCK IoStatusBlock, ULONG ShareAccess, ULONG OpenOptions)
{
    ddi_enter(ZwOpenFile, NULL);
    struct io_create create = {
        .access = DesiredAccess, .share = ShareAccess, .disposition = FILE_OPEN, .options = OpenOptions};
    return create_file(&create, ObjectAttributes, IoStatusBlock, FileHandle);
}

static NTSTATUS send(struct io_request *request)
{
    if (request->apc_routine)
        ke_not_modelled("an APC routine of a driver's own request");
    request->mode = KernelMode;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = io_request(request);
    ps_set_previous_mode(mode);
    return status;
}

static void set_offset(struct io_request *request, const LARGE_INTEGER *offset)
{
    bool current = offset && offset->LowPart == FILE_USE_FILE_POINTER_POSITION && offset->HighPart == -1;
    request->has_offset = offset && !current;
    if (request->has_offset)
        request->offset = *offset;
}

/* WDK: ZwReadFile. */
NTSTATUS ZwReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                    PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key)
{
    ddi_enter(ZwReadFile, NULL);
    (void)Key;
    struct io_request request = {.file = FileHandle,
                                 .event = Event,
                                 .major = IRP_MJ_READ,
                                 .output = Buffer,
                                 .output_length = Length,
                                 .status_block = IoStatusBlock,
                                 .apc_routine = (void *)(uintptr_t)ApcRoutine,
                                 .apc_context = ApcContext};
    set_offset(&request, ByteOffset);
    return send(&request);
}

/* WDK: ZwWriteFile. */
NTSTATUS ZwWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                     PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key)
{
    ddi_enter(ZwWriteFile, NULL);
    (void)Key;
    struct io_request request = {.file = FileHandle,
                                 .event = Event,
                                 .major = IRP_MJ_WRITE,
                                 .input = Buffer,
                                 .input_length = Length,
                                 .status_block = IoStatusBlock,
                                 .apc_routine = (void *)(uintptr_t)ApcRoutine,
                                 .apc_context = ApcContext};
    set_offset(&request, ByteOffset);
    return send(&request);
}

/* WDK: ZwDeviceIoControlFile. */
NTSTATUS ZwDeviceIoControlFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                               PIO_STATUS_BLOCK IoStatusBlock, ULONG IoControlCode, PVOID InputBuffer,
                               ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength)
{
    ddi_enter(ZwDeviceIoControlFile, NULL);
    struct io_request request = {.file = FileHandle,
                                 .event = Event,
                                 .major = IRP_MJ_DEVICE_CONTROL,
                                 .code = IoControlCode,
                                 .input = InputBuffer,
                                 .output = OutputBuffer,
                                 .input_length = InputBufferLength,
                                 .output_length = OutputBufferLength,
                                 .status_block = IoStatusBlock,
                                 .apc_routine = (void *)(uintptr_t)ApcRoutine,
                                 .apc_context = ApcContext};
    return send(&request);
}

/* WDK: ZwFsControlFile. */
NTSTATUS ZwFsControlFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                         PIO_STATUS_BLOCK IoStatusBlock, ULONG FsControlCode, PVOID InputBuffer,
                         ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength)
{
    ddi_enter(ZwFsControlFile, NULL);
    struct io_request request = {.file = FileHandle,
                                 .event = Event,
                                 .major = IRP_MJ_FILE_SYSTEM_CONTROL,
                                 .code = FsControlCode,
                                 .input = InputBuffer,
                                 .output = OutputBuffer,
                                 .input_length = InputBufferLength,
                                 .output_length = OutputBufferLength,
                                 .status_block = IoStatusBlock,
                                 .apc_routine = (void *)(uintptr_t)ApcRoutine,
                                 .apc_context = ApcContext};
    return send(&request);
}

/* WDK: ZwFlushBuffersFile. */
NTSTATUS ZwFlushBuffersFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock)
{
    ddi_enter(ZwFlushBuffersFile, NULL);
    struct io_request request = {.file = FileHandle, .major = IRP_MJ_FLUSH_BUFFERS, .status_block = IoStatusBlock};
    return send(&request);
}
