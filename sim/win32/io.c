/*
 * ReadFile, WriteFile, DeviceIoControl: one request to the I/O manager each, synchronous or overlapped, and what became of it.
 *
 *   OVERLAPPED given:  Internal is STATUS_PENDING until the request is done; its event (or the file) is signalled by the I/O manager.
 *   none given:        the I/O manager waits (synchronous file), or we wait on the file (a file opened for overlapped I/O).
 */
#include "win32/private.h"

#include "win32/fileapi.h"
#include "win32/ioapiset.h"
#include "win32/processthreadsapi.h"

struct io_call {
    struct io_request request;
    const OVERLAPPED *overlapped;
};

static NTSTATUS wait_for_file(HANDLE handle)
{
    void *file;
    NTSTATUS status = win32_object(handle, NULL, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = ke_wait_one(ob_wait_header(file), UserMode, FALSE, NULL);
    ob_dereference(file, OB_BY_LOOKUP);
    return status;
}

static uintptr_t request(void *argument)
{
    const struct io_call *call = argument;
    NTSTATUS status = io_request(&call->request);
    if (__builtin_expect(status == STATUS_PENDING && !call->overlapped, 0)) {
        status = wait_for_file(call->request.file);
        if (NT_SUCCESS(status))
            status = call->request.status_block->Status;
    }
    return (uintptr_t)(uint32_t)status;
}

/* A file of ours on C: has no content. */
void win32_check_not_disk(const struct win32_caller *caller, HANDLE handle, const char *function)
{
    void *body;
    if (!NT_SUCCESS(win32_object(handle, win32->file_type, 0, &body)))
        return;
    ob_dereference(body, OB_BY_LOOKUP);
    win32_not_modelled(caller, function);
}

static void from_overlapped(struct io_call *call, OVERLAPPED *overlapped, bool has_offset)
{
    struct io_request *r = &call->request;
    call->overlapped = overlapped;
    r->event = (HANDLE)((uintptr_t)overlapped->hEvent & ~(uintptr_t)1);
    r->apc_context = (uintptr_t)overlapped->hEvent & 1 ? NULL : overlapped;
    r->status_block = (IO_STATUS_BLOCK *)&overlapped->Internal;
    r->has_offset = has_offset;
    r->offset.QuadPart = (LONGLONG)((ULONGLONG)overlapped->OffsetHigh << 32 | overlapped->Offset);
    overlapped->Internal = (ULONG)STATUS_PENDING;
}

/* Sends the request; `count` gets the bytes when they are known. */
static NTSTATUS send(const struct win32_caller *caller, struct io_call *call, OVERLAPPED *overlapped, bool has_offset, DWORD *count)
{
    IO_STATUS_BLOCK block;
    call->request.status_block = &block;
    call->request.mode = UserMode;
    if (overlapped) {
        win32_check(caller, overlapped, sizeof *overlapped, true);
        from_overlapped(call, overlapped, has_offset);
    }
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, request, call);
    if (status != STATUS_PENDING && !NT_ERROR(status) && count)
        *count = (DWORD)call->request.status_block->Information;
    return status;
}

BOOL DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode, LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                     LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped)
{
    WIN32_ENTER();
    struct io_call call;
    call.overlapped = NULL;
    call.request = (struct io_request){.file = hDevice, .major = IRP_MJ_DEVICE_CONTROL, .code = dwIoControlCode, .input = lpInBuffer,
                                       .output = lpOutBuffer, .input_length = nInBufferSize, .output_length = nOutBufferSize};
    if (lpBytesReturned || !lpOverlapped) /* without an OVERLAPPED it is not optional: NULL is an access violation, as on Windows */
        win32_check(&caller, lpBytesReturned, sizeof *lpBytesReturned, true);
    NTSTATUS status = send(&caller, &call, lpOverlapped, false, lpBytesReturned);
    if (__builtin_expect(NT_SUCCESS(status) && status != STATUS_PENDING, 1))
        return TRUE;
    if (status == STATUS_OBJECT_TYPE_MISMATCH)
        win32_check_not_disk(&caller, hDevice, "DeviceIoControl of a file on C:");
    return win32_fail(status);
}

BOOL ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped)
{
    WIN32_ENTER();
    if (lpNumberOfBytesRead || !lpOverlapped) {
        win32_check(&caller, lpNumberOfBytesRead, sizeof *lpNumberOfBytesRead, true);
        *lpNumberOfBytesRead = 0;
    }
    if (win32_is_console(hFile))
        return win32_console_read(&caller, lpBuffer, nNumberOfBytesToRead, lpNumberOfBytesRead);
    struct io_call call = {.request = {.file = hFile, .major = IRP_MJ_READ, .output = lpBuffer, .output_length = nNumberOfBytesToRead}};
    NTSTATUS status = send(&caller, &call, lpOverlapped, true, lpNumberOfBytesRead);
    if (NT_SUCCESS(status) && status != STATUS_PENDING)
        return TRUE;
    if (status == STATUS_END_OF_FILE && !lpOverlapped)
        return TRUE; /* of nothing */
    if (status == STATUS_OBJECT_TYPE_MISMATCH)
        win32_check_not_disk(&caller, hFile, "ReadFile of a file on C:");
    return win32_fail(status);
}

BOOL WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite, LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped)
{
    WIN32_ENTER();
    if (lpNumberOfBytesWritten || !lpOverlapped) {
        win32_check(&caller, lpNumberOfBytesWritten, sizeof *lpNumberOfBytesWritten, true);
        *lpNumberOfBytesWritten = 0;
    }
    if (win32_is_console(hFile))
        return win32_console_write(&caller, lpBuffer, nNumberOfBytesToWrite, lpNumberOfBytesWritten);
    struct io_call call = {.request = {.file = hFile, .major = IRP_MJ_WRITE, .input = (void *)lpBuffer, .input_length = nNumberOfBytesToWrite}};
    NTSTATUS status = send(&caller, &call, lpOverlapped, true, lpNumberOfBytesWritten);
    if (NT_SUCCESS(status) && status != STATUS_PENDING)
        return TRUE;
    if (status == STATUS_OBJECT_TYPE_MISMATCH)
        win32_check_not_disk(&caller, hFile, "WriteFile to a file on C:");
    return win32_fail(status);
}

/* --- completion routines: user APCs, run while the thread waits alertably --------------------------------------------------------------------------- */

/* In user mode. The status block of the request is the OVERLAPPED's first two fields. */
static void completed(void *routine, void *status_block, void *unused)
{
    OVERLAPPED *overlapped = status_block;
    (void)unused;
    NTSTATUS status = (NTSTATUS)overlapped->Internal;
    ((LPOVERLAPPED_COMPLETION_ROUTINE)(uintptr_t)routine)(NT_SUCCESS(status) ? 0 : rtl_dos_error(status), (DWORD)overlapped->InternalHigh, overlapped);
}

void win32_queue_completion(struct ke_thread *thread, void *routine, void *context, IO_STATUS_BLOCK *status)
{
    ke_user_apc_queue(thread, (ke_user_apc_routine *)(uintptr_t)routine, context, status, NULL);
}

static BOOL request_ex(const struct win32_caller *caller, struct io_call *call, OVERLAPPED *overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    win32_check(caller, overlapped, sizeof *overlapped, true);
    HANDLE event = overlapped->hEvent;
    overlapped->hEvent = NULL; /* free for the application's own use here */
    call->request.apc_routine = (void *)(uintptr_t)completed;
    from_overlapped(call, overlapped, true);
    call->request.apc_context = (void *)(uintptr_t)routine;
    overlapped->hEvent = event;
    call->request.mode = UserMode;
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, request, call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

BOOL ReadFileEx(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, LPOVERLAPPED lpOverlapped, LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    WIN32_ENTER();
    struct io_call call = {.request = {.file = hFile, .major = IRP_MJ_READ, .output = lpBuffer, .output_length = nNumberOfBytesToRead}};
    return request_ex(&caller, &call, lpOverlapped, lpCompletionRoutine);
}

BOOL WriteFileEx(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite, LPOVERLAPPED lpOverlapped, LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    WIN32_ENTER();
    struct io_call call = {.request = {.file = hFile, .major = IRP_MJ_WRITE, .input = (void *)lpBuffer, .input_length = nNumberOfBytesToWrite}};
    return request_ex(&caller, &call, lpOverlapped, lpCompletionRoutine);
}

struct queue_call {
    PAPCFUNC routine;
    HANDLE thread;
    ULONG_PTR data;
};

static void queued(void *routine, void *data, void *unused)
{
    (void)unused;
    ((PAPCFUNC)(uintptr_t)routine)((ULONG_PTR)data);
}

static uintptr_t queue_apc(void *argument)
{
    const struct queue_call *call = argument;
    void *body;
    NTSTATUS status = win32_object(call->thread, ps_thread_type(), 0, &body);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    struct ps_thread *thread = body;
    ke_user_apc_queue(&thread->ke, queued, (void *)(uintptr_t)call->routine, (void *)call->data, NULL);
    ke_point();
    ob_dereference(body, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)STATUS_SUCCESS;
}

DWORD QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread, ULONG_PTR dwData)
{
    WIN32_ENTER();
    struct queue_call call = {pfnAPC, hThread, dwData};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, queue_apc, &call);
    return NT_SUCCESS(status) ? TRUE : (DWORD)win32_fail(status);
}

BOOL FlushFileBuffers(HANDLE hFile)
{
    WIN32_ENTER();
    if (win32_is_console(hFile))
        return TRUE;
    struct io_call call = {.request = {.file = hFile, .major = IRP_MJ_FLUSH_BUFFERS}};
    NTSTATUS status = send(&caller, &call, NULL, false, NULL);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

struct wait_for_result {
    HANDLE handle;
    DWORD milliseconds;
    BOOL alertable;
};

static uintptr_t wait_for_result(void *argument)
{
    const struct wait_for_result *wait = argument;
    LARGE_INTEGER value, *timeout = win32_timeout(wait->milliseconds, &value);
    void *body;
    NTSTATUS status = win32_object(wait->handle, NULL, SYNCHRONIZE, &body);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    DISPATCHER_HEADER *header = ob_wait_header(body);
    status = header ? ke_wait_one(header, UserMode, (BOOLEAN)wait->alertable, timeout) : STATUS_OBJECT_TYPE_MISMATCH;
    ob_dereference(body, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)status;
}

static BOOL overlapped_result(const struct win32_caller *caller, HANDLE file, OVERLAPPED *overlapped, DWORD *count, DWORD milliseconds, BOOL alertable)
{
    win32_check(caller, overlapped, sizeof *overlapped, true);
    win32_check(caller, count, sizeof *count, true);
    const volatile ULONG_PTR *internal = &overlapped->Internal;
    if ((NTSTATUS)*internal == STATUS_PENDING) {
        HANDLE event = (HANDLE)((uintptr_t)overlapped->hEvent & ~(uintptr_t)1);
        struct wait_for_result wait = {event ? event : file, milliseconds, alertable};
        NTSTATUS waited = milliseconds ? (NTSTATUS)win32_kernel(caller, wait_for_result, &wait) : STATUS_TIMEOUT;
        if (waited == STATUS_TIMEOUT)
            win32_error(milliseconds ? 258 /* WAIT_TIMEOUT */ : ERROR_IO_INCOMPLETE);
        else if (waited != STATUS_SUCCESS)
            win32_fail(waited);
        if (waited != STATUS_SUCCESS)
            return FALSE;
    }
    *count = (DWORD)overlapped->InternalHigh;
    NTSTATUS status = (NTSTATUS)*internal;
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

BOOL GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped, LPDWORD lpNumberOfBytesTransferred, BOOL bWait)
{
    WIN32_ENTER();
    return overlapped_result(&caller, hFile, lpOverlapped, lpNumberOfBytesTransferred, bWait ? 0xFFFFFFFFu : 0, FALSE);
}

BOOL GetOverlappedResultEx(HANDLE hFile, LPOVERLAPPED lpOverlapped, LPDWORD lpNumberOfBytesTransferred, DWORD dwMilliseconds, BOOL bAlertable)
{
    WIN32_ENTER();
    return overlapped_result(&caller, hFile, lpOverlapped, lpNumberOfBytesTransferred, dwMilliseconds, bAlertable);
}

struct cancel {
    HANDLE file;
    bool this_thread_only;
    IO_STATUS_BLOCK *only;
};

static uintptr_t cancel(void *argument)
{
    const struct cancel *c = argument;
    return (uintptr_t)(uint32_t)io_cancel_requests(c->file, c->this_thread_only, UserMode, c->only);
}

BOOL CancelIo(HANDLE hFile)
{
    WIN32_ENTER();
    struct cancel c = {.file = hFile, .this_thread_only = true};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, cancel, &c);
    return NT_SUCCESS(status) || status == STATUS_NOT_FOUND ? TRUE : win32_fail(status); /* nothing to cancel is success here, an error in CancelIoEx */
}

BOOL CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped)
{
    WIN32_ENTER();
    struct cancel c = {.file = hFile, .only = lpOverlapped ? (IO_STATUS_BLOCK *)&lpOverlapped->Internal : NULL};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, cancel, &c);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}
