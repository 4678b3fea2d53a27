/*
 * RegNotifyChangeKeyValue.
 */
#include "cm/watch.h"
#include "win32/registry.h"

struct watch_call {
    struct reg_call base;
    struct cm_watching watching;
    HANDLE event; /* NULL: the call waits */
};

static LSTATUS watch_by_event(struct watch_call *call, HANDLE handle)
{
    struct cm_watch *watch;
    void *event;
    NTSTATUS status = win32_object(call->event, win32->event_type, EVENT_MODIFY_STATE, &event);
    if (!NT_SUCCESS(status))
        return reg_error(status);
    ke_event_reset(event);
    call->watching.event = event;
    call->watching.counted = true;
    status = cm_call_watch(handle, &call->watching, &watch);
    ob_dereference(event, OB_BY_LOOKUP);
    return reg_error(status);
}

static LSTATUS watch_here(struct watch_call *call, HANDLE handle)
{
    KEVENT changed;
    struct cm_watch *watch;
    ke_event_init(&changed, NotificationEvent, FALSE);
    call->watching.event = &changed;
    NTSTATUS status = cm_call_watch(handle, &call->watching, &watch);
    if (!NT_SUCCESS(status))
        return reg_error(status);
    ke_wait_one(&changed, UserMode, FALSE, NULL);
    cm_watch_end(watch);
    return ERROR_SUCCESS;
}

static LSTATUS serve(struct reg_call *base)
{
    struct watch_call *call = (struct watch_call *)base;
    HANDLE handle;
    LSTATUS error = reg_handle(base->key, &handle);
    if (error)
        return error;
    return call->event ? watch_by_event(call, handle) : watch_here(call, handle);
}

/* Attributes and security of keys do not change here. */
LSTATUS RegNotifyChangeKeyValue(HKEY hKey, BOOL bWatchSubtree, DWORD dwNotifyFilter, HANDLE hEvent, BOOL fAsynchronous)
{
    WIN32_ENTER();
    const DWORD known = REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_ATTRIBUTES | REG_NOTIFY_CHANGE_LAST_SET | REG_NOTIFY_CHANGE_SECURITY;
    struct watch_call call = {.base = {.serve = serve, .key = hKey}, .watching = {.filter = dwNotifyFilter, .tree = bWatchSubtree},
                              .event = fAsynchronous ? hEvent : NULL};
    if (!(dwNotifyFilter & known) || dwNotifyFilter & ~(known | REG_NOTIFY_THREAD_AGNOSTIC) || (fAsynchronous && !hEvent))
        return ERROR_INVALID_PARAMETER;
    return reg_run(&caller, &call.base);
}
