/*
 * WaitForSingleObject and its kin, Sleep.
 */
#include "win32/private.h"

#include "win32/synchapi.h"

#include <string.h>

#define WAIT_OBJECTS 64

struct wait_call {
    DWORD count;
    HANDLE handles[WAIT_OBJECTS];
    DWORD milliseconds;
    bool all, alertable;
};

static void drop(void **bodies, DWORD count)
{
    while (count--)
        ob_dereference(bodies[count], OB_BY_LOOKUP);
}

static NTSTATUS take(const struct wait_call *call, void **bodies, void **headers)
{
    for (DWORD i = 0; i < call->count; i++) {
        NTSTATUS status = win32_object(call->handles[i], NULL, SYNCHRONIZE, &bodies[i]);
        if (NT_SUCCESS(status) && !(headers[i] = ob_wait_header(bodies[i]))) {
            ob_dereference(bodies[i], OB_BY_LOOKUP);
            status = STATUS_OBJECT_TYPE_MISMATCH;
        }
        if (NT_SUCCESS(status))
            continue;
        drop(bodies, i);
        return status;
    }
    return STATUS_SUCCESS;
}

static uintptr_t wait(void *argument)
{
    const struct wait_call *call = argument;
    void *bodies[WAIT_OBJECTS], *headers[WAIT_OBJECTS];
    LARGE_INTEGER value, *timeout = win32_timeout(call->milliseconds, &value);
    NTSTATUS status = take(call, bodies, headers);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    if (call->count == 1)
        status = ke_wait_one(headers[0], UserMode, call->alertable, timeout);
    else
        status = ke_wait_many(call->count, headers, call->all ? WaitAll : WaitAny, UserMode, call->alertable, timeout);
    drop(bodies, call->count);
    return (uintptr_t)(uint32_t)status;
}

/* NT's answers 0.., 0x80.., 0xC0 and 0x102 are Win32's. */
static DWORD wait_result(NTSTATUS status)
{
    if (NT_SUCCESS(status))
        return (DWORD)status;
    win32_fail(status);
    return WAIT_FAILED;
}

DWORD WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds, BOOL bAlertable)
{
    WIN32_ENTER();
    struct wait_call call;
    call.count = 1;
    call.handles[0] = hHandle;
    call.milliseconds = dwMilliseconds;
    call.all = false;
    call.alertable = bAlertable;
    return wait_result((NTSTATUS)win32_kernel(&caller, wait, &call));
}

DWORD WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
    WIN32_ENTER();
    struct wait_call call;
    call.count = 1;
    call.handles[0] = hHandle;
    call.milliseconds = dwMilliseconds;
    call.all = call.alertable = false;
    return wait_result((NTSTATUS)win32_kernel(&caller, wait, &call));
}

static bool any_twice(const HANDLE *handles, DWORD count)
{
    for (DWORD i = 1; i < count; i++)
        for (DWORD j = 0; j < i; j++)
            if (handles[i] == handles[j])
                return true;
    return false;
}

static DWORD wait_many(const struct win32_caller *caller, DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds, BOOL alertable)
{
    if (!count || count > WAIT_OBJECTS)
        return wait_result(STATUS_INVALID_PARAMETER);
    win32_check(caller, handles, count * sizeof *handles, false);
    struct wait_call call = {.count = count, .milliseconds = milliseconds, .all = all, .alertable = alertable};
    memcpy(call.handles, handles, count * sizeof *handles);
    if (all && any_twice(call.handles, count))
        return wait_result(STATUS_INVALID_PARAMETER_MIX);
    return wait_result((NTSTATUS)win32_kernel(caller, wait, &call));
}

DWORD WaitForMultipleObjectsEx(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll, DWORD dwMilliseconds, BOOL bAlertable)
{
    WIN32_ENTER();
    return wait_many(&caller, nCount, lpHandles, bWaitAll, dwMilliseconds, bAlertable);
}

DWORD WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll, DWORD dwMilliseconds)
{
    WIN32_ENTER();
    return wait_many(&caller, nCount, lpHandles, bWaitAll, dwMilliseconds, FALSE);
}

struct sleep_call {
    DWORD milliseconds;
    BOOLEAN alertable;
};

/* INFINITE: a wait for what never comes; the end of the process (or an APC) breaks it. */
static uintptr_t sleep_call(void *argument)
{
    const struct sleep_call *call = argument;
    LARGE_INTEGER value, *interval = win32_timeout(call->milliseconds, &value);
    if (interval)
        return (uintptr_t)(uint32_t)ke_delay(UserMode, call->alertable, interval);
    KEVENT *never = ob_create(win32->event_type, sizeof *never);
    ke_event_init(never, NotificationEvent, FALSE);
    NTSTATUS status = ke_wait_one(never, UserMode, call->alertable, NULL);
    ob_dereference(never, OB_BY_CREATE);
    return (uintptr_t)(uint32_t)status;
}

DWORD SleepEx(DWORD dwMilliseconds, BOOL bAlertable)
{
    WIN32_ENTER();
    struct sleep_call call = {dwMilliseconds, (BOOLEAN)bAlertable};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, sleep_call, &call);
    return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

VOID Sleep(DWORD dwMilliseconds)
{
    WIN32_ENTER();
    struct sleep_call call = {dwMilliseconds, FALSE};
    win32_kernel(&caller, sleep_call, &call);
}

BOOL SwitchToThread(VOID)
{
    WIN32_ENTER();
    struct sleep_call call = {0, FALSE};
    win32_kernel(&caller, sleep_call, &call);
    return TRUE;
}
