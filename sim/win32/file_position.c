/*
 * The size of a file, which its driver tells, and its position, which the I/O manager keeps for synchronous files.
 */
#include "win32/private.h"

#include "win32/fileapi.h"

static uintptr_t ask(void *request)
{
    return (uintptr_t)(uint32_t)io_request(request);
}

static NTSTATUS size_of(const struct win32_caller *caller, HANDLE file, LARGE_INTEGER *size, const char *function)
{
    FILE_STANDARD_INFORMATION information = {.Directory = FALSE};
    IO_STATUS_BLOCK block;
    struct io_request request = {.file = file, .major = IRP_MJ_QUERY_INFORMATION, .code = FileStandardInformation, .output = &information,
                                 .output_length = sizeof information, .status_block = &block, .mode = UserMode};
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, ask, &request);
    if (status == STATUS_OBJECT_TYPE_MISMATCH)
        win32_check_not_disk(caller, file, function);
    if (status == STATUS_PENDING)
        win32_not_modelled(caller, "the size of a file whose driver does not answer at once");
    *size = information.EndOfFile;
    return status;
}

BOOL GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize)
{
    WIN32_ENTER();
    LARGE_INTEGER size;
    win32_check(&caller, lpFileSize, sizeof *lpFileSize, true);
    NTSTATUS status = size_of(&caller, hFile, &size, "GetFileSize of a file on C:");
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    *lpFileSize = size;
    return TRUE;
}

DWORD GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh)
{
    WIN32_ENTER();
    LARGE_INTEGER size;
    if (lpFileSizeHigh)
        win32_check(&caller, lpFileSizeHigh, sizeof *lpFileSizeHigh, true);
    NTSTATUS status = size_of(&caller, hFile, &size, "GetFileSize of a file on C:");
    if (!NT_SUCCESS(status))
        return win32_fail(status), INVALID_FILE_SIZE;
    if (lpFileSizeHigh)
        *lpFileSizeHigh = (DWORD)size.HighPart;
    win32_error(ERROR_SUCCESS);
    return size.LowPart;
}

/* --- position ------------------------------------------------------------------------------------------------------------------------------------ */

struct position_call {
    HANDLE file;
    LARGE_INTEGER position;
    bool set;
};

static uintptr_t place(void *argument)
{
    struct position_call *call = argument;
    return (uintptr_t)(uint32_t)io_file_position(call->file, UserMode, &call->position, call->set);
}

static NTSTATUS position(const struct win32_caller *caller, HANDLE file, LARGE_INTEGER *value, bool set)
{
    struct position_call call = {file, *value, set};
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, place, &call);
    if (status == STATUS_OBJECT_TYPE_MISMATCH)
        win32_check_not_disk(caller, file, "SetFilePointer of a file on C:");
    *value = call.position;
    return status;
}

/* FILE_CURRENT and FILE_END count from where the file stands and from its size. */
static NTSTATUS move(const struct win32_caller *caller, HANDLE file, LONGLONG distance, DWORD method, LARGE_INTEGER *result)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    LARGE_INTEGER from = {.QuadPart = 0};
    if (method == FILE_BEGIN)
        status = STATUS_SUCCESS;
    else if (method == FILE_CURRENT)
        status = position(caller, file, &from, false);
    else if (method == FILE_END)
        status = size_of(caller, file, &from, "SetFilePointer of a file on C:");
    if (!NT_SUCCESS(status))
        return status;
    result->QuadPart = from.QuadPart + distance;
    return result->QuadPart < 0 ? STATUS_INVALID_PARAMETER : position(caller, file, result, true);
}

static bool moved(const struct win32_caller *caller, HANDLE file, LONGLONG distance, DWORD method, LARGE_INTEGER *result)
{
    NTSTATUS status = move(caller, file, distance, method, result);
    if (NT_SUCCESS(status)) {
        win32_error(ERROR_SUCCESS);
        return true;
    }
    win32_fail(status);
    if (status == STATUS_INVALID_PARAMETER && method <= FILE_END)
        win32_error(ERROR_NEGATIVE_SEEK);
    return false;
}

BOOL SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove, PLARGE_INTEGER lpNewFilePointer, DWORD dwMoveMethod)
{
    WIN32_ENTER();
    LARGE_INTEGER result;
    if (lpNewFilePointer)
        win32_check(&caller, lpNewFilePointer, sizeof *lpNewFilePointer, true);
    if (!moved(&caller, hFile, liDistanceToMove.QuadPart, dwMoveMethod, &result))
        return FALSE;
    if (lpNewFilePointer)
        *lpNewFilePointer = result;
    return TRUE;
}

DWORD SetFilePointer(HANDLE hFile, LONG lDistanceToMove, PLONG lpDistanceToMoveHigh, DWORD dwMoveMethod)
{
    WIN32_ENTER();
    LARGE_INTEGER result, distance = {.QuadPart = lDistanceToMove};
    if (lpDistanceToMoveHigh) {
        win32_check(&caller, lpDistanceToMoveHigh, sizeof *lpDistanceToMoveHigh, true);
        distance.LowPart = (DWORD)lDistanceToMove;
        distance.HighPart = *lpDistanceToMoveHigh;
    }
    if (!moved(&caller, hFile, distance.QuadPart, dwMoveMethod, &result))
        return INVALID_SET_FILE_POINTER;
    if (lpDistanceToMoveHigh)
        *lpDistanceToMoveHigh = result.HighPart;
    return result.LowPart;
}
