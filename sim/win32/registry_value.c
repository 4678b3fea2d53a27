/*
 * Values: setting, querying, enumerating, deleting.
 */
#include "win32/registry_text.h"

#include <string.h>

#define FIRST_ROOM 512

struct value_call {
    struct reg_call base;
    struct reg_name value;
    bool make;  /* the subkey is made where it is missing */
    DWORD index, type, size;
    void *data;    /* in: to be set, as it goes to the registry */
    void *scratch; /* out: what a query gave, to be freed */
};

static LSTATUS check_whole(const KEY_VALUE_FULL_INFORMATION *value, ULONG room)
{
    return cm_fits(FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name), value->NameLength, room) && cm_fits(value->DataOffset, value->DataLength, room)
               ? ERROR_SUCCESS
               : ERROR_INVALID_DATA;
}

/* --- setting -------------------------------------------------------------------------------------------------------------------------------------------- */

static LSTATUS target_to_set(const struct value_call *call, HANDLE *handle)
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
    struct value_call *call = (struct value_call *)base;
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
static LSTATUS widen(struct value_call *call, const void *data, DWORD size)
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

static LSTATUS set_value(const struct win32_caller *caller, struct value_call *call, const void *name, bool wide, const void *data, DWORD size)
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
    struct value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType};
    return Reserved ? ERROR_INVALID_PARAMETER : set_value(&caller, &call, lpValueName, false, lpData, cbData);
}

LSTATUS RegSetValueExW(HKEY hKey, LPCWSTR lpValueName, DWORD Reserved, DWORD dwType, const BYTE *lpData, DWORD cbData)
{
    WIN32_ENTER();
    struct value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType};
    return Reserved ? ERROR_INVALID_PARAMETER : set_value(&caller, &call, lpValueName, true, lpData, cbData);
}

LSTATUS RegSetKeyValueA(HKEY hKey, LPCSTR lpSubKey, LPCSTR lpValueName, DWORD dwType, LPCVOID lpData, DWORD cbData)
{
    WIN32_ENTER();
    struct value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType, .make = true};
    LSTATUS error = reg_take_path(&caller, lpSubKey, false, &call.base.name);
    return error ? error : set_value(&caller, &call, lpValueName, false, lpData, cbData);
}

LSTATUS RegSetKeyValueW(HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpValueName, DWORD dwType, LPCVOID lpData, DWORD cbData)
{
    WIN32_ENTER();
    struct value_call call = {.base = {.serve = serve_set, .key = hKey}, .type = dwType, .make = true};
    LSTATUS error = reg_take_path(&caller, lpSubKey, true, &call.base.name);
    return error ? error : set_value(&caller, &call, lpValueName, true, lpData, cbData);
}

/* --- deleting ------------------------------------------------------------------------------------------------------------------------------------------- */

static LSTATUS serve_delete(struct reg_call *base)
{
    const struct value_call *call = (struct value_call *)base;
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
    struct value_call call = {.base = {.serve = serve_delete, .key = key}};
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

/* --- querying ------------------------------------------------------------------------------------------------------------------------------------------- */

static NTSTATUS ask(HANDLE handle, const struct value_call *call, UNICODE_STRING *name, ULONG room, ULONG *size)
{
    if (name)
        return cm_call_query_value(handle, name, KeyValueFullInformation, call->scratch, room, size);
    return cm_call_enumerate_value(handle, call->index, KeyValueFullInformation, call->scratch, room, size);
}

/* The value into scratch memory, of what size it takes. */
static LSTATUS fetch(HANDLE handle, struct value_call *call, UNICODE_STRING *name)
{
    ULONG room = FIRST_ROOM, size = 0;
    for (;; room = size) {
        call->scratch = reg_scratch(room);
        if (!call->scratch)
            return ERROR_NOT_ENOUGH_MEMORY;
        NTSTATUS status = ask(handle, call, name, room, &size);
        if ((status != STATUS_BUFFER_OVERFLOW && status != STATUS_BUFFER_TOO_SMALL) || size <= room)
            return NT_SUCCESS(status) ? check_whole(call->scratch, room) : reg_error(status);
        reg_scratch_free(call->scratch);
        call->scratch = NULL;
    }
}

static LSTATUS serve_query(struct reg_call *base)
{
    struct value_call *call = (struct value_call *)base;
    WCHAR room[WIN32_PATH_MAX];
    UNICODE_STRING name = reg_captured(&call->value, room);
    HANDLE handle;
    LSTATUS error = reg_target(base, KEY_QUERY_VALUE, &handle);
    if (error)
        return error;
    error = fetch(handle, call, &name);
    reg_close(base, handle);
    return error;
}

static LSTATUS serve_enumerate(struct reg_call *base)
{
    HANDLE handle;
    LSTATUS error = reg_handle(base->key, &handle);
    return error ? error : fetch(handle, (struct value_call *)base, NULL);
}

static void free_scratch(const struct value_call *call)
{
    if (call->scratch)
        reg_scratch_free(call->scratch);
}

struct value_out {
    DWORD *type;
    void *data;
    DWORD *room;
    bool wide;
};

static void check_out(const struct win32_caller *caller, const struct value_out *out)
{
    if (out->type)
        win32_check(caller, out->type, sizeof *out->type, true);
    if (out->room)
        win32_check(caller, out->room, sizeof *out->room, true);
}

static LSTATUS give_value(const struct win32_caller *caller, const struct reg_data *data, const struct value_out *out)
{
    DWORD none = 0;
    if (out->type)
        *out->type = data->type;
    return out->data || out->room ? reg_give_data(caller, data, out->wide, out->data, out->room ? out->room : &none) : ERROR_SUCCESS;
}

static struct reg_data data_in(const KEY_VALUE_FULL_INFORMATION *value)
{
    return (struct reg_data){value->Type, value->DataLength, (const char *)value + value->DataOffset};
}

static LSTATUS query_value(const struct win32_caller *caller, HKEY key, const void *name, const struct value_out *out, const DWORD *reserved)
{
    struct value_call call = {.base = {.serve = serve_query, .key = key}};
    if (reserved || (out->data && !out->room))
        return ERROR_INVALID_PARAMETER;
    check_out(caller, out);
    LSTATUS error = reg_take(caller, name, out->wide, &call.value);
    if (!error)
        error = reg_run(caller, &call.base);
    if (!error) {
        struct reg_data data = data_in(call.scratch);
        error = give_value(caller, &data, out);
    }
    free_scratch(&call);
    return error;
}

LSTATUS RegQueryValueExA(HKEY hKey, LPCSTR lpValueName, LPDWORD lpReserved, LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    WIN32_ENTER();
    return query_value(&caller, hKey, lpValueName, &(struct value_out){lpType, lpData, lpcbData, false}, lpReserved);
}

LSTATUS RegQueryValueExW(HKEY hKey, LPCWSTR lpValueName, LPDWORD lpReserved, LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    WIN32_ENTER();
    return query_value(&caller, hKey, lpValueName, &(struct value_out){lpType, lpData, lpcbData, true}, lpReserved);
}

static LSTATUS enumerate_value(const struct win32_caller *caller, HKEY key, DWORD index, void *name, DWORD *name_room, const struct value_out *out,
                               const DWORD *reserved)
{
    struct value_call call = {.base = {.serve = serve_enumerate, .key = key}, .index = index};
    if (!name || !name_room || reserved || (out->data && !out->room))
        return ERROR_INVALID_PARAMETER;
    check_out(caller, out);
    win32_check(caller, name_room, sizeof *name_room, true);
    LSTATUS error = reg_run(caller, &call.base);
    if (!error) {
        const KEY_VALUE_FULL_INFORMATION *value = call.scratch;
        const struct reg_text text = {value->Name, value->NameLength / sizeof(WCHAR)};
        struct reg_data data = data_in(value);
        error = reg_give_text(caller, &text, out->wide, name, name_room);
        if (!error)
            error = give_value(caller, &data, out);
    }
    free_scratch(&call);
    return error;
}

LSTATUS RegEnumValueA(HKEY hKey, DWORD dwIndex, LPSTR lpValueName, LPDWORD lpcchValueName, LPDWORD lpReserved, LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    WIN32_ENTER();
    return enumerate_value(&caller, hKey, dwIndex, lpValueName, lpcchValueName, &(struct value_out){lpType, lpData, lpcbData, false}, lpReserved);
}

LSTATUS RegEnumValueW(HKEY hKey, DWORD dwIndex, LPWSTR lpValueName, LPDWORD lpcchValueName, LPDWORD lpReserved, LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    WIN32_ENTER();
    return enumerate_value(&caller, hKey, dwIndex, lpValueName, lpcchValueName, &(struct value_out){lpType, lpData, lpcbData, true}, lpReserved);
}

/* --- RegGetValue ------------------------------------------------------------------------------------------------------------------------------------------ */

static DWORD flag_of(DWORD type)
{
    static const DWORD flags[] = {RRF_RT_REG_NONE, RRF_RT_REG_SZ, RRF_RT_REG_EXPAND_SZ, RRF_RT_REG_BINARY, RRF_RT_REG_DWORD};
    if (type == REG_MULTI_SZ || type == REG_QWORD)
        return type == REG_QWORD ? RRF_RT_REG_QWORD : RRF_RT_REG_MULTI_SZ;
    return type < sizeof flags / sizeof *flags ? flags[type] : 0;
}

static bool is_wanted(const struct reg_data *data, DWORD flags)
{
    DWORD wanted = flags & RRF_RT_ANY;
    if (wanted == RRF_RT_ANY)
        return true;
    if ((wanted & RRF_RT_DWORD) == RRF_RT_DWORD && data->type == REG_BINARY)
        return data->size == sizeof(DWORD);
    if ((wanted & RRF_RT_QWORD) == RRF_RT_QWORD && data->type == REG_BINARY)
        return data->size == 8;
    return wanted & flag_of(data->type);
}

/* Expanding, and ending text that has no NUL, are not modelled. */
static LSTATUS give_wanted(const struct win32_caller *caller, struct value_call *call, DWORD flags, const struct value_out *out)
{
    struct reg_data data = data_in(call->scratch);
    size_t chars = data.size / sizeof(WCHAR);
    if (data.type == REG_EXPAND_SZ && !(flags & RRF_NOEXPAND))
        win32_not_modelled(caller, "RegGetValue that expands a REG_EXPAND_SZ");
    if (!is_wanted(&data, flags))
        return ERROR_UNSUPPORTED_TYPE;
    if (reg_is_text(data.type) && (!chars || ((const WCHAR *)data.bytes)[chars - 1]))
        win32_not_modelled(caller, "RegGetValue of text without a NUL");
    return give_value(caller, &data, out);
}

static LSTATUS get_value(const struct win32_caller *caller, struct value_call *call, const void *name, DWORD flags, const struct value_out *out)
{
    if ((out->data && !out->room) || ((flags & RRF_RT_ANY) != RRF_RT_ANY && flags & RRF_RT_REG_EXPAND_SZ && !(flags & RRF_NOEXPAND)))
        return ERROR_INVALID_PARAMETER;
    check_out(caller, out);
    DWORD room = out->room ? *out->room : 0;
    LSTATUS error = reg_take(caller, name, out->wide, &call->value);
    if (!error)
        error = reg_run(caller, &call->base);
    if (!error)
        error = give_wanted(caller, call, flags, out);
    free_scratch(call);
    if (error && flags & RRF_ZEROONFAILURE && out->data) {
        win32_check(caller, out->data, room, true);
        memset(out->data, 0, room);
    }
    return error;
}

LSTATUS RegGetValueA(HKEY hkey, LPCSTR lpSubKey, LPCSTR lpValue, DWORD dwFlags, LPDWORD pdwType, PVOID pvData, LPDWORD pcbData)
{
    WIN32_ENTER();
    struct value_call call = {.base = {.serve = serve_query, .key = hkey}};
    LSTATUS error = reg_take_path(&caller, lpSubKey, false, &call.base.name);
    return error ? error : get_value(&caller, &call, lpValue, dwFlags, &(struct value_out){pdwType, pvData, pcbData, false});
}

LSTATUS RegGetValueW(HKEY hkey, LPCWSTR lpSubKey, LPCWSTR lpValue, DWORD dwFlags, LPDWORD pdwType, PVOID pvData, LPDWORD pcbData)
{
    WIN32_ENTER();
    struct value_call call = {.base = {.serve = serve_query, .key = hkey}};
    LSTATUS error = reg_take_path(&caller, lpSubKey, true, &call.base.name);
    return error ? error : get_value(&caller, &call, lpValue, dwFlags, &(struct value_out){pdwType, pvData, pcbData, true});
}
