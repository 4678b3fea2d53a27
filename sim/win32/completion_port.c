/*
 * I/O completion ports.
 */
#include "win32/private.h"

#include "win32/ioapiset.h"
#include "win32/synchapi.h"

#include <string.h>

struct create_call {
    HANDLE file, port, made;
    void *key;
};

static NTSTATUS bind(const struct create_call *call, void *port)
{
    return call->file == (HANDLE)(intptr_t)-1 ? STATUS_SUCCESS : io_port_bind(call->file, port, call->key, UserMode);
}

static NTSTATUS create_port(struct create_call *call)
{
    void *port = io_port_new();
    NTSTATUS status = bind(call, port);
    if (NT_SUCCESS(status))
        status = ob_handle_create(ps_current_process()->handles, port, IO_COMPLETION_ALL_ACCESS, 0, &call->made);
    ob_dereference(port, OB_BY_CREATE);
    return status;
}

static uintptr_t create(void *argument)
{
    struct create_call *call = argument;
    void *port;
    if (!call->port)
        return (uintptr_t)(uint32_t)create_port(call);
    NTSTATUS status = win32_object(call->port, io_port_type(), 0, &port);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    status = bind(call, port);
    ob_dereference(port, OB_BY_LOOKUP);
    call->made = call->port;
    return (uintptr_t)(uint32_t)status;
}

HANDLE CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey, DWORD NumberOfConcurrentThreads)
{
    WIN32_ENTER();
    (void)NumberOfConcurrentThreads; /* threads here are as many as they are */
    struct create_call call = {FileHandle, ExistingCompletionPort, NULL, (void *)CompletionKey};
    if (FileHandle == (HANDLE)(intptr_t)-1 && ExistingCompletionPort)
        return win32_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, create, &call);
    if (NT_SUCCESS(status))
        return call.made;
    win32_fail(status);
    return NULL;
}

/* --- taking ------------------------------------------------------------------------------------------------------------------------------------ */

#define TAKEN_MAX 64 /* at a time; the rest stays for the next call */

struct take_call {
    HANDLE port;
    DWORD milliseconds;
    BOOLEAN alertable;
    ULONG room, taken;
    struct io_completion done[TAKEN_MAX];
};

static uintptr_t take(void *argument)
{
    struct take_call *call = argument;
    LARGE_INTEGER value, *timeout = win32_timeout(call->milliseconds, &value);
    void *port;
    NTSTATUS status = win32_object(call->port, io_port_type(), 0, &port);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    status = io_port_take(port, call->done, call->room, &call->taken, call->alertable, timeout);
    ob_dereference(port, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)status;
}

/* False: nothing was taken, and the error says why. */
static bool taken(const struct win32_caller *caller, struct take_call *call)
{
    call->taken = 0;
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, take, call);
    if (call->taken)
        return true;
    if (status == STATUS_TIMEOUT)
        win32_error(WAIT_TIMEOUT);
    else if (status == STATUS_ABANDONED)
        win32_error(ERROR_ABANDONED_WAIT_0);
    else if (status == STATUS_USER_APC)
        win32_error(WAIT_IO_COMPLETION);
    else
        win32_fail(status);
    return false;
}

BOOL GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR lpCompletionKey, LPOVERLAPPED *lpOverlapped,
                               DWORD dwMilliseconds)
{
    WIN32_ENTER();
    struct take_call call;
    win32_check(&caller, lpNumberOfBytesTransferred, sizeof *lpNumberOfBytesTransferred, true);
    win32_check(&caller, lpCompletionKey, sizeof *lpCompletionKey, true);
    win32_check(&caller, lpOverlapped, sizeof *lpOverlapped, true);
    call.port = CompletionPort;
    call.milliseconds = dwMilliseconds;
    call.alertable = FALSE;
    call.room = 1;
    *lpOverlapped = NULL;
    if (!taken(&caller, &call))
        return FALSE;
    const struct io_completion *done = &call.done[0];
    *lpOverlapped = done->context;
    *lpCompletionKey = (ULONG_PTR)done->key;
    *lpNumberOfBytesTransferred = (DWORD)done->status.Information;
    return NT_SUCCESS(done->status.Status) ? TRUE : win32_fail(done->status.Status);
}

BOOL GetQueuedCompletionStatusEx(HANDLE CompletionPort, LPOVERLAPPED_ENTRY lpCompletionPortEntries, ULONG ulCount, PULONG ulNumEntriesRemoved,
                                 DWORD dwMilliseconds, BOOL fAlertable)
{
    WIN32_ENTER();
    struct take_call call;
    if (!ulCount)
        return win32_fail(STATUS_INVALID_PARAMETER);
    call.port = CompletionPort;
    call.milliseconds = dwMilliseconds;
    call.alertable = (BOOLEAN)fAlertable;
    call.room = ulCount < TAKEN_MAX ? ulCount : TAKEN_MAX;
    win32_check(&caller, lpCompletionPortEntries, call.room * sizeof *lpCompletionPortEntries, true);
    win32_check(&caller, ulNumEntriesRemoved, sizeof *ulNumEntriesRemoved, true);
    *ulNumEntriesRemoved = 0;
    if (!taken(&caller, &call))
        return FALSE;
    for (ULONG i = 0; i < call.taken; i++)
        lpCompletionPortEntries[i] = (OVERLAPPED_ENTRY){(ULONG_PTR)call.done[i].key, call.done[i].context, (ULONG_PTR)(LONG_PTR)call.done[i].status.Status,
                                                        (DWORD)call.done[i].status.Information};
    *ulNumEntriesRemoved = call.taken;
    return TRUE;
}

/* --- posting ------------------------------------------------------------------------------------------------------------------------------------ */

struct post_call {
    HANDLE port;
    struct io_completion done;
};

static uintptr_t post(void *argument)
{
    const struct post_call *call = argument;
    void *port;
    NTSTATUS status = win32_object(call->port, io_port_type(), 0, &port);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    io_port_post(port, &call->done);
    ke_point();
    ob_dereference(port, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)STATUS_SUCCESS;
}

BOOL PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey, LPOVERLAPPED lpOverlapped)
{
    WIN32_ENTER();
    struct post_call call = {CompletionPort, {(void *)dwCompletionKey, lpOverlapped, {.Status = STATUS_SUCCESS, .Information = dwNumberOfBytesTransferred}}};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, post, &call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

struct notify_call {
    HANDLE file;
    ULONG flags;
};

static uintptr_t notify(void *argument)
{
    const struct notify_call *call = argument;
    return (uintptr_t)(uint32_t)io_file_notify(call->file, call->flags, UserMode);
}

BOOL SetFileCompletionNotificationModes(HANDLE FileHandle, UCHAR Flags)
{
    WIN32_ENTER();
    if (Flags & ~(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE))
        return win32_fail(STATUS_INVALID_PARAMETER);
    struct notify_call call = {FileHandle, (Flags & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS ? FO_SKIP_COMPLETION_PORT : 0) |
                                               (Flags & FILE_SKIP_SET_EVENT_ON_HANDLE ? FO_SKIP_SET_EVENT : 0)};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, notify, &call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}
