/*
 * CloseHandle, DuplicateHandle, flags of handles.
 */
#include "win32/private.h"

#include "win32/handleapi.h"

static uintptr_t close_handle(void *argument)
{
    HANDLE handle = *(HANDLE *)argument;
    return (uintptr_t)(uint32_t)ob_handle_close(ob_table_for(handle, UserMode), handle);
}

BOOL CloseHandle(HANDLE hObject)
{
    WIN32_ENTER();
    if (win32_is_console(hObject) || hObject == (HANDLE)(intptr_t)-1 || hObject == (HANDLE)(intptr_t)-2)
        return TRUE; /* the console's, and the pseudo handles: nothing to close */
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, close_handle, &hObject);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

struct duplicate {
    HANDLE from_process, handle, to_process, result;
    ACCESS_MASK access;
    DWORD options;
    ULONG attributes; /* of the new handle */
};

static NTSTATUS in_processes(struct duplicate *d, struct ps_process *from, struct ps_process *to)
{
    bool same_access = d->options & DUPLICATE_SAME_ACCESS;
    NTSTATUS status = STATUS_SUCCESS;
    if (to)
        status = ob_handle_duplicate(from->handles, d->handle, to->handles, d->access, same_access, d->attributes, &d->result);
    if (d->options & DUPLICATE_CLOSE_SOURCE)
        ob_handle_close(from->handles, d->handle);
    return status;
}

static uintptr_t duplicate(void *argument)
{
    struct duplicate *d = argument;
    void *from, *to = NULL;
    NTSTATUS status = win32_object(d->from_process, ps_process_type(), PROCESS_DUP_HANDLE, &from);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    if (d->to_process)
        status = win32_object(d->to_process, ps_process_type(), PROCESS_DUP_HANDLE, &to);
    if (NT_SUCCESS(status))
        status = in_processes(d, from, to);
    if (to)
        ob_dereference(to, OB_BY_LOOKUP);
    ob_dereference(from, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)status;
}

BOOL DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle, LPHANDLE lpTargetHandle, DWORD dwDesiredAccess,
                     BOOL bInheritHandle, DWORD dwOptions)
{
    WIN32_ENTER();
    if (lpTargetHandle)
        win32_check(&caller, lpTargetHandle, sizeof *lpTargetHandle, true);
    if (win32_is_console(hSourceHandle)) {
        if (lpTargetHandle)
            *lpTargetHandle = hSourceHandle;
        return TRUE;
    }
    struct duplicate d = {hSourceProcessHandle, hSourceHandle, hTargetProcessHandle, NULL, dwDesiredAccess, dwOptions, bInheritHandle ? OBJ_INHERIT : 0};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, duplicate, &d);
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    if (lpTargetHandle)
        *lpTargetHandle = d.result;
    return TRUE;
}

/* --- flags ---------------------------------------------------------------------------------------------------------------------------------- */

struct flags_call {
    HANDLE handle;
    ULONG mask, values, attributes;
};

static uintptr_t change_flags(void *argument)
{
    struct flags_call *call = argument;
    return (uintptr_t)(uint32_t)ob_handle_attributes(ob_table_for(call->handle, UserMode), call->handle, call->mask, call->values, &call->attributes);
}

static ULONG attributes_of(DWORD flags)
{
    return (flags & HANDLE_FLAG_INHERIT ? OBJ_INHERIT : 0) | (flags & HANDLE_FLAG_PROTECT_FROM_CLOSE ? OB_PROTECT_CLOSE : 0);
}

static BOOL flags(const struct win32_caller *caller, struct flags_call *call)
{
    if (win32_is_console(call->handle)) /* the console's are inherited by every process */
        return call->attributes = OBJ_INHERIT, TRUE;
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, change_flags, call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

BOOL SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags)
{
    WIN32_ENTER();
    return flags(&caller, &(struct flags_call){hObject, attributes_of(dwMask), attributes_of(dwFlags), 0});
}

BOOL GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags)
{
    WIN32_ENTER();
    struct flags_call call = {hObject, 0, 0, 0};
    win32_check(&caller, lpdwFlags, sizeof *lpdwFlags, true);
    BOOL known = flags(&caller, &call);
    if (known)
        *lpdwFlags = (call.attributes & OBJ_INHERIT ? HANDLE_FLAG_INHERIT : 0) | (call.attributes & OB_PROTECT_CLOSE ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
    return known;
}
