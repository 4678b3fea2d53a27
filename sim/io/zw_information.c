/*
 * Information about files: the position and the mode of a file object are the I/O manager's own, the rest is the
 * driver's.
 */
#include "io/state.h"

static FILE_OBJECT *take_file(HANDLE handle, NTSTATUS *status)
{
    void *file;
    *status = ob_handle_object(ob_table_for(handle, KernelMode), handle, io->file_type, 0, KernelMode, &file, NULL);
    return NT_SUCCESS(*status) ? file : NULL;
}

NTSTATUS io_file_position(HANDLE handle, KPROCESSOR_MODE mode, LARGE_INTEGER *position, bool set)
{
    void *body;
    NTSTATUS status = ob_handle_object(ob_table_for(handle, mode), handle, io->file_type, 0, mode, &body, NULL);
    if (!NT_SUCCESS(status))
        return status;
    FILE_OBJECT *file = body;
    if (!(file->Flags & FO_SYNCHRONOUS_IO))
        status = STATUS_INVALID_PARAMETER;
    else if (set)
        file->CurrentByteOffset = *position;
    else
        *position = file->CurrentByteOffset;
    ob_dereference(file, OB_BY_LOOKUP);
    return status;
}

/* True: answered here. */
static bool position(HANDLE handle, IO_STATUS_BLOCK *status_block, FILE_POSITION_INFORMATION *information, ULONG length,
                     bool set, NTSTATUS *status)
{
    FILE_OBJECT *file = take_file(handle, status);
    if (!file)
        return true;
    bool ours = (file->Flags & FO_SYNCHRONOUS_IO) != 0;
    if (ours && length < sizeof *information)
        *status = STATUS_INFO_LENGTH_MISMATCH;
    else if (ours && set)
        file->CurrentByteOffset = information->CurrentByteOffset;
    else if (ours)
        information->CurrentByteOffset = file->CurrentByteOffset;
    if (ours && NT_SUCCESS(*status))
        *status_block = (IO_STATUS_BLOCK){.Status = STATUS_SUCCESS, .Information = set ? 0 : sizeof *information};
    ob_dereference(file, OB_BY_LOOKUP);
    return ours;
}

static NTSTATUS send(struct io_request *request)
{
    request->mode = KernelMode;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = io_request(request);
    ps_set_previous_mode(mode);
    return status;
}

/* WDK: ZwQueryInformationFile. */
NTSTATUS ZwQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation, ULONG Length,
                                FILE_INFORMATION_CLASS FileInformationClass)
{
    ddi_enter(ZwQueryInformationFile, NULL);
    NTSTATUS status;
    if (FileInformationClass == FilePositionInformation &&
        position(FileHandle, IoStatusBlock, FileInformation, Length, false, &status))
        return status;
    struct io_request request = {.file = FileHandle,
                                 .major = IRP_MJ_QUERY_INFORMATION,
                                 .code = FileInformationClass,
                                 .output = FileInformation,
                                 .output_length = Length,
                                 .status_block = IoStatusBlock};
    return send(&request);
}

/* WDK: ZwSetInformationFile. */
NTSTATUS ZwSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation, ULONG Length,
                              FILE_INFORMATION_CLASS FileInformationClass)
{
    ddi_enter(ZwSetInformationFile, NULL);
    NTSTATUS status;
    if (FileInformationClass == FilePositionInformation &&
        position(FileHandle, IoStatusBlock, FileInformation, Length, true, &status))
        return status;
    struct io_request request = {.file = FileHandle,
                                 .major = IRP_MJ_SET_INFORMATION,
                                 .code = FileInformationClass,
                                 .input = FileInformation,
                                 .input_length = Length,
                                 .status_block = IoStatusBlock};
    return send(&request);
}
