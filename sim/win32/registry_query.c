/*
 * Values: querying and enumerating.
 */
#include "win32/registry_text.h"

#include <string.h>

#define FIRST_ROOM 512

static LSTATUS check_whole(const KEY_VALUE_FULL_INFORMATION *value, ULONG room)
{
    return cm_fits(FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name), value->NameLength, room) && cm_fits(value->DataOffset, value->DataLength, room)
               ? ERROR_SUCCESS
               : ERROR_INVALID_DATA;
}

static NTSTATUS ask(HANDLE handle, const struct reg_value_call *call, UNICODE_STRING *name, ULONG room, ULONG *size)
{
    if (name)
        return cm_call_query_value(handle, name, KeyValueFullInformation, call->scratch, room, size);
    return cm_call_enumerate_value(handle, call->index, KeyValueFullInformation, call->scratch, room, size);
}

/* The value into scratch memory, of what size it takes. */
static LSTATUS fetch(HANDLE handle, struct reg_value_call *call, UNICODE_STRING *name)
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
    struct reg_value_call *call = (struct reg_value_call *)base;
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
    return error ? error : fetch(handle, (struct reg_value_call *)base, NULL);
}

static void free_scratch(const struct reg_value_call *call)
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
    struct reg_value_call call = {.base = {.serve = serve_query, .key = key}};
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
    struct reg_value_call call = {.base = {.serve = serve_enumerate, .key = key}, .index = index};
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
static LSTATUS give_wanted(const struct win32_caller *caller, struct reg_value_call *call, DWORD flags, const struct value_out *out)
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

static LSTATUS get_value(const struct win32_caller *caller, struct reg_value_call *call, const void *name, DWORD flags, const struct value_out *out)
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
    struct reg_value_call call = {.base = {.serve = serve_query, .key = hkey}};
    LSTATUS error = reg_take_path(&caller, lpSubKey, false, &call.base.name);
    return error ? error : get_value(&caller, &call, lpValue, dwFlags, &(struct value_out){pdwType, pvData, pcbData, false});
}

LSTATUS RegGetValueW(HKEY hkey, LPCWSTR lpSubKey, LPCWSTR lpValue, DWORD dwFlags, LPDWORD pdwType, PVOID pvData, LPDWORD pcbData)
{
    WIN32_ENTER();
    struct reg_value_call call = {.base = {.serve = serve_query, .key = hkey}};
    LSTATUS error = reg_take_path(&caller, lpSubKey, true, &call.base.name);
    return error ? error : get_value(&caller, &call, lpValue, dwFlags, &(struct value_out){pdwType, pvData, pcbData, true});
}
