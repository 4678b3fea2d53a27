/*
 * CreateFile: a device through the I/O manager, a file on C: from the machine's small table, or the console.
 */
#include "win32/private.h"

#include "scm/disk.h"
#include "win32/fileapi.h"

#include <string.h>

struct create_call {
    WCHAR path[WIN32_PATH_MAX];
    size_t chars;
    DWORD access, share, disposition, flags;
    ULONG attributes; /* of the handle */
    HANDLE handle;       /* out */
    ULONG_PTR information; /* out */
};

/* 0: no such disposition. */
static bool nt_disposition(DWORD win32_disposition, ULONG *result)
{
    static const ULONG dispositions[] = {FILE_CREATE, FILE_OVERWRITE_IF, FILE_OPEN, FILE_OPEN_IF, FILE_OVERWRITE};
    if (win32_disposition < CREATE_NEW || win32_disposition > TRUNCATE_EXISTING)
        return false;
    *result = dispositions[win32_disposition - CREATE_NEW];
    return true;
}

static ULONG options_of(DWORD flags)
{
    static const struct {
        DWORD flag;
        ULONG option;
    } map[] = {{FILE_FLAG_WRITE_THROUGH, FILE_WRITE_THROUGH},     {FILE_FLAG_NO_BUFFERING, FILE_NO_INTERMEDIATE_BUFFERING},
               {FILE_FLAG_RANDOM_ACCESS, FILE_RANDOM_ACCESS},     {FILE_FLAG_SEQUENTIAL_SCAN, FILE_SEQUENTIAL_ONLY},
               {FILE_FLAG_DELETE_ON_CLOSE, FILE_DELETE_ON_CLOSE}, {FILE_FLAG_OPEN_REPARSE_POINT, FILE_OPEN_REPARSE_POINT}};
    ULONG options = flags & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT;
    options |= flags & FILE_FLAG_BACKUP_SEMANTICS ? FILE_OPEN_FOR_BACKUP_INTENT : FILE_NON_DIRECTORY_FILE;
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (flags & map[i].flag)
            options |= map[i].option;
    return options;
}

static uintptr_t create_device(void *argument)
{
    struct create_call *call = argument;
    UNICODE_STRING path = {(USHORT)(call->chars * sizeof(WCHAR)), (USHORT)(call->chars * sizeof(WCHAR)), call->path};
    ULONG disposition = FILE_OPEN;
    if (!nt_disposition(call->disposition, &disposition))
        return (uintptr_t)(uint32_t)STATUS_INVALID_PARAMETER;
    struct io_create create = {.path = &path, .access = call->access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, .attributes = OBJ_CASE_INSENSITIVE | call->attributes,
                               .file_attributes = call->flags & 0x7FA7, .share = call->share, .disposition = disposition, .options = options_of(call->flags),
                               .mode = UserMode};
    NTSTATUS status = io_file_create(&create, &call->handle);
    call->information = create.information;
    return (uintptr_t)(uint32_t)status;
}

/* --- files on C: ---------------------------------------------------------------------------------------------------------------------------- */

static NTSTATUS disk_disposition(struct create_call *call, struct scm_file *file)
{
    if (file && file->directory && !(call->flags & FILE_FLAG_BACKUP_SEMANTICS))
        return STATUS_ACCESS_DENIED;
    switch (call->disposition) {
    case CREATE_NEW:
        return file ? STATUS_OBJECT_NAME_COLLISION : STATUS_SUCCESS;
    case CREATE_ALWAYS:
    case OPEN_ALWAYS:
        call->information = !file ? FILE_CREATED : call->disposition == OPEN_ALWAYS ? FILE_OPENED : FILE_OVERWRITTEN;
        return STATUS_SUCCESS;
    case OPEN_EXISTING:
    case TRUNCATE_EXISTING:
        return file ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

static uintptr_t create_on_disk(void *argument)
{
    struct create_call *call = argument;
    struct scm_file *file = scm_file_find(call->path, call->chars);
    NTSTATUS status = !file && !scm_folder_of(call->path, call->chars) ? STATUS_OBJECT_PATH_NOT_FOUND : disk_disposition(call, file);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    if (!file)
        file = scm_file_add(call->path, call->chars, NULL);
    struct scm_file **body = ob_create(win32->file_type, sizeof *body);
    *body = file;
    status = ob_handle_create(ps_current_process()->handles, body, call->access, call->attributes, &call->handle);
    ob_dereference(body, OB_BY_CREATE);
    return (uintptr_t)(uint32_t)status;
}

/* What CreateFile leaves behind as the last error of a success: whether the file was there before. */
static DWORD success_code(const struct create_call *call)
{
    bool was_there = (call->disposition == CREATE_ALWAYS && call->information == FILE_OVERWRITTEN) ||
                     (call->disposition == OPEN_ALWAYS && call->information == FILE_OPENED);
    return was_there ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS;
}

static HANDLE create(const struct win32_caller *caller, const WCHAR *path, size_t chars, struct create_call *call)
{
    NTSTATUS status;
    switch (win32_path(path, chars, call->path, WIN32_PATH_MAX, &call->chars)) {
    case WIN32_PATH_CONSOLE_INPUT:
        return WIN32_CONSOLE_INPUT;
    case WIN32_PATH_CONSOLE_OUTPUT:
        return WIN32_CONSOLE_OUTPUT;
    case WIN32_PATH_DEVICE:
        status = (NTSTATUS)win32_kernel(caller, create_device, call);
        break;
    case WIN32_PATH_FILE:
        status = (NTSTATUS)win32_kernel(caller, create_on_disk, call);
        break;
    default:
        status = STATUS_OBJECT_PATH_NOT_FOUND;
    }
    if (!NT_SUCCESS(status)) {
        win32_fail(status);
        if (status == STATUS_OBJECT_NAME_COLLISION)
            win32_error(ERROR_FILE_EXISTS);
        return INVALID_HANDLE_VALUE;
    }
    win32_error(success_code(call));
    return call->handle;
}

HANDLE CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode, LPSECURITY_ATTRIBUTES lpSecurityAttributes, DWORD dwCreationDisposition,
                   DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
    WIN32_ENTER();
    (void)hTemplateFile;
    WCHAR path[WIN32_PATH_MAX];
    size_t chars = 0;
    struct create_call call = {.access = dwDesiredAccess, .share = dwShareMode, .disposition = dwCreationDisposition, .flags = dwFlagsAndAttributes,
                               .attributes = win32_inherit(&caller, lpSecurityAttributes)};
    if (!win32_text_w(&caller, lpFileName, path, WIN32_PATH_MAX, &chars)) {
        win32_error(ERROR_FILENAME_EXCED_RANGE);
        return INVALID_HANDLE_VALUE;
    }
    return create(&caller, path, chars, &call);
}

HANDLE CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode, LPSECURITY_ATTRIBUTES lpSecurityAttributes, DWORD dwCreationDisposition,
                   DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
    WIN32_ENTER();
    (void)hTemplateFile;
    WCHAR path[WIN32_PATH_MAX];
    size_t chars = 0;
    struct create_call call = {.access = dwDesiredAccess, .share = dwShareMode, .disposition = dwCreationDisposition, .flags = dwFlagsAndAttributes,
                               .attributes = win32_inherit(&caller, lpSecurityAttributes)};
    if (!win32_text_a(&caller, lpFileName, path, WIN32_PATH_MAX, &chars)) {
        win32_error(ERROR_FILENAME_EXCED_RANGE);
        return INVALID_HANDLE_VALUE;
    }
    return create(&caller, path, chars, &call);
}
