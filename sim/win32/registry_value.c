/*
 * Values: setting and deleting.
 */
#include "win32/registry_text.h"

#include <string.h>

/* --- setting -------------------------------------------------------------------------------------------------------------------------------------------- */

static LSTATUS target_to_set(const struct reg_value_call *call, HANDLE *handle)
{
    struct reg_creation creation = {.access = KEY_SET_VALUE};
    HANDLE root;
    if (!call->make || !call->base.name.chars)
        return reg_target(&call->base, KEY_SET_VALUE, handle);
    LSTATUS error = reg_handle(call->base.key, &root);
    return error ? error : reg_create(root, &call->base.name, &creation, handle);
}

static LSTATUS serve_set(struct reg_call *base)
{
    struct reg_value_call *call = (struct reg_value_call *)base;
    WCHAR room[WIN32_PATH_MAX];
    UNICODE_STRING name = reg_captured(&call->value, room);
    HANDLE handle;
    LSTATUS error = target_to_set(call, &handle);
    if (error)
        return error;
    error = reg_error(cm_call_set_value(handle, &name, call->type, call->data, call->size));
    reg_close(base, handle);
    return error;
}

/* Whether the bytes are the application's: what it gives goes to the kernel as it is, and that says so by an error. */
static bool is_readable(const void *data, DWORD size)
{
    return !size || mm_region_at(ps_current_process(), data, size);
}

/* Narrow text becomes UTF-16 in memory of the application, as the library does it. */
static LSTATUS widen(struct reg_value_call *call, const void *data, DWORD size)
{
    bool broken;
    size_t chars = rtl_utf8_to_utf16(data, size, NULL, 0, &broken);
    call->scratch = reg_scratch((chars ? chars : 1) * sizeof(WCHAR));
    if (!call->scratch)
        return ERROR_NOT_ENOUGH_MEMORY;
    rtl_utf8_to_utf16(data, size, call->scratch, chars, &broken);
    call->data = call->scratch;
    call->size = (DWORD)(chars * sizeof(WCHAR));
    return ERROR_SUCCESS;
}

static LSTATUS set_value(const struct win32_caller *caller, struct reg_value_call *call, const void *name, bool wide, const void *data, DWORD size)
{
    LSTATUS error = reg_take(caller, name, wide, &call->value);
    if (error)
        return error;
    if (!is_readable(data, size))
        return ERROR_NOACCESS;
    call->data = (void *)(uintptr_t)data;
    call->size = size;
    if (!wide && reg_is_text(call->type) && size)
        error = widen(call, data, size);
    if (!error)
        error = reg_run(caller, &call->base);
    if (call->scratch)
        reg_scratch_free(call->scratch);
    return error;
}

LSTATUS RegSetValueExA(HKEY hKey, LPCSTR lpValueName, DWORD Reserved, DWORD dwType, const BYTE *lpData, DWORD cbData)
{
    WIN32_ENTER();
    struct reg_value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType};
    return Reserved ? ERROR_INVALID_PARAMETER : set_value(&caller, &call, lpValueName, false, lpData, cbData);
}

LSTATUS RegSetValueExW(HKEY hKey, LPCWSTR lpValueName, DWORD Reserved, DWORD dwType, const BYTE *lpData, DWORD cbData)
{
    WIN32_ENTER();
    struct reg_value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType};
    return Reserved ? ERROR_INVALID_PARAMETER : set_value(&caller, &call, lpValueName, true, lpData, cbData);
}

LSTATUS RegSetKeyValueA(HKEY hKey, LPCSTR lpSubKey, LPCSTR lpValueName, DWORD dwType, LPCVOID lpData, DWORD cbData)
{
    WIN32_ENTER();
    struct reg_value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType, .make = true};
    LSTATUS error = reg_take_path(&caller, lpSubKey, false, &call.base.name);
    return error ? error : set_value(&caller, &call, lpValueName, false, lpData, cbData);
}

LSTATUS RegSetKeyValueW(HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpValueName, DWORD dwType, LPCVOID lpData, DWORD cbData)
{
    WIN32_ENTER();
    struct reg_value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType, .make = true};
    LSTATUS error = reg_take_path(&caller, lpSubKey, true, &call.base.name);
    return error ? error : set_value(&caller, &call, lpValueName, true, lpData, cbData);
}

/* --- deleting ------------------------------------------------------------------------------------------------------------------------------------------- */

static LSTATUS serve_delete(struct reg_call *base)
{
    const struct reg_value_call *call = (struct reg_value_call *)base;
    WCHAR room[WIN32_PATH_MAX];
    UNICODE_STRING name = reg_captured(&call->value, room);
    HANDLE handle;
    LSTATUS error = reg_target(base, KEY_SET_VALUE, &handle);
    if (error)
        return error;
    error = reg_error(cm_call_delete_value(handle, &name));
    reg_close(base, handle);
    return error;
}

static LSTATUS delete_value(const struct win32_caller *caller, HKEY key, const void *path, const void *name, bool wide)
{
    struct reg_value_call call = {.base = {.serve = serve_delete, .key = key}};
    LSTATUS error = reg_take_path(caller, path, wide, &call.base.name);
    if (!error)
        error = reg_take(caller, name, wide, &call.value);
    return error ? error : reg_run(caller, &call.base);
}

LSTATUS RegDeleteValueA(HKEY hKey, LPCSTR lpValueName)
{
    WIN32_ENTER();
    return delete_value(&caller, hKey, NULL, lpValueName, false);
}

LSTATUS RegDeleteValueW(HKEY hKey, LPCWSTR lpValueName)
{
    WIN32_ENTER();
    return delete_value(&caller, hKey, NULL, lpValueName, true);
}

LSTATUS RegDeleteKeyValueA(HKEY hKey, LPCSTR lpSubKey, LPCSTR lpValueName)
{
    WIN32_ENTER();
    return delete_value(&caller, hKey, lpSubKey, lpValueName, false);
}

LSTATUS RegDeleteKeyValueW(HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpValueName)
{
    WIN32_ENTER();
    return delete_value(&caller, hKey, lpSubKey, lpValueName, true);
}
