/*
 * Enumerating and querying keys.
 */
#include "win32/registry_text.h"

#define SCRATCH 4096

struct query_call {
    struct reg_call base;
    DWORD index;
    void *scratch; /* out, to be freed: SCRATCH bytes of KEY_NODE_INFORMATION or KEY_FULL_INFORMATION */
};

static LSTATUS serve_query(struct reg_call *base)
{
    struct query_call *call = (struct query_call *)base;
    HANDLE handle;
    ULONG size;
    LSTATUS error = reg_handle(base->key, &handle);
    if (error)
        return error;
    call->scratch = reg_scratch(SCRATCH);
    return call->scratch ? reg_error(cm_call_query_key(handle, KeyFullInformation, call->scratch, SCRATCH, &size)) : ERROR_NOT_ENOUGH_MEMORY;
}

static LSTATUS serve_enumerate(struct reg_call *base)
{
    struct query_call *call = (struct query_call *)base;
    HANDLE handle;
    ULONG size;
    LSTATUS error = reg_handle(base->key, &handle);
    if (error)
        return error;
    call->scratch = reg_scratch(SCRATCH);
    if (!call->scratch)
        return ERROR_NOT_ENOUGH_MEMORY;
    return reg_error(cm_call_enumerate_key(handle, call->index, KeyNodeInformation, call->scratch, SCRATCH, &size));
}

static void free_scratch(const struct query_call *call)
{
    if (call->scratch)
        reg_scratch_free(call->scratch);
}

static void give_time(const struct win32_caller *caller, LARGE_INTEGER time, FILETIME *to)
{
    if (!to)
        return;
    win32_check(caller, to, sizeof *to, true);
    *to = (FILETIME){time.LowPart, (DWORD)time.HighPart};
}

struct enumerate_out {
    void *name, *class;
    DWORD *name_room, *class_room;
    FILETIME *written;
};

static LSTATUS give_node(const struct win32_caller *caller, const KEY_NODE_INFORMATION *node, bool wide, const struct enumerate_out *out)
{
    const struct reg_text name = {node->Name, node->NameLength / sizeof(WCHAR)};
    const struct reg_text class = {(const WCHAR *)((const char *)node + node->ClassOffset), node->ClassLength / sizeof(WCHAR)};
    if (!cm_fits(FIELD_OFFSET(KEY_NODE_INFORMATION, Name), node->NameLength, SCRATCH) || (node->ClassLength && !cm_fits(node->ClassOffset, node->ClassLength, SCRATCH)))
        return ERROR_INVALID_DATA;
    LSTATUS error = reg_give_text(caller, &name, wide, out->name, out->name_room);
    if (!error && out->class && out->class_room)
        error = reg_give_text(caller, &class, wide, out->class, out->class_room);
    if (!error)
        give_time(caller, node->LastWriteTime, out->written);
    return error;
}

static LSTATUS enumerate(const struct win32_caller *caller, HKEY key, DWORD index, bool wide, const struct enumerate_out *out)
{
    struct query_call call = {.base = {.serve = serve_enumerate, .key = key}, .index = index};
    LSTATUS error = reg_run(caller, &call.base);
    if (!error)
        error = give_node(caller, call.scratch, wide, out);
    free_scratch(&call);
    return error;
}

static LSTATUS enumerate_ex(const struct win32_caller *caller, HKEY key, DWORD index, bool wide, const struct enumerate_out *out, const DWORD *reserved)
{
    if (!out->name || !out->name_room || reserved || (out->class && !out->class_room))
        return ERROR_INVALID_PARAMETER;
    win32_check(caller, out->name_room, sizeof *out->name_room, true);
    if (out->class_room)
        win32_check(caller, out->class_room, sizeof *out->class_room, true);
    return enumerate(caller, key, index, wide, out);
}

LSTATUS RegEnumKeyExA(HKEY hKey, DWORD dwIndex, LPSTR lpName, LPDWORD lpcchName, LPDWORD lpReserved, LPSTR lpClass, LPDWORD lpcchClass,
                      PFILETIME lpftLastWriteTime)
{
    WIN32_ENTER();
    return enumerate_ex(&caller, hKey, dwIndex, false, &(struct enumerate_out){lpName, lpClass, lpcchName, lpcchClass, lpftLastWriteTime}, lpReserved);
}

LSTATUS RegEnumKeyExW(HKEY hKey, DWORD dwIndex, LPWSTR lpName, LPDWORD lpcchName, LPDWORD lpReserved, LPWSTR lpClass, LPDWORD lpcchClass,
                      PFILETIME lpftLastWriteTime)
{
    WIN32_ENTER();
    return enumerate_ex(&caller, hKey, dwIndex, true, &(struct enumerate_out){lpName, lpClass, lpcchName, lpcchClass, lpftLastWriteTime}, lpReserved);
}

LSTATUS RegEnumKeyA(HKEY hKey, DWORD dwIndex, LPSTR lpName, DWORD cchName)
{
    WIN32_ENTER();
    return enumerate(&caller, hKey, dwIndex, false, &(struct enumerate_out){.name = lpName, .name_room = &cchName});
}

LSTATUS RegEnumKeyW(HKEY hKey, DWORD dwIndex, LPWSTR lpName, DWORD cchName)
{
    WIN32_ENTER();
    return enumerate(&caller, hKey, dwIndex, true, &(struct enumerate_out){.name = lpName, .name_room = &cchName});
}

struct info_out {
    void *class;
    DWORD *class_room, *keys, *key_name, *key_class, *values, *value_name, *value_data, *security;
    FILETIME *written;
};

static void give_number(const struct win32_caller *caller, DWORD number, DWORD *to)
{
    if (!to)
        return;
    win32_check(caller, to, sizeof *to, true);
    *to = number;
}

static LSTATUS give_info(const struct win32_caller *caller, const KEY_FULL_INFORMATION *info, bool wide, const struct info_out *out)
{
    const struct reg_text class = {info->Class, info->ClassLength / sizeof(WCHAR)};
    if (!cm_fits(FIELD_OFFSET(KEY_FULL_INFORMATION, Class), info->ClassLength, SCRATCH))
        return ERROR_INVALID_DATA;
    LSTATUS error = out->class_room ? reg_give_text(caller, &class, wide, out->class, out->class_room) : ERROR_SUCCESS;
    give_number(caller, info->SubKeys, out->keys);
    give_number(caller, info->MaxNameLen / (DWORD)sizeof(WCHAR), out->key_name);
    give_number(caller, info->MaxClassLen / (DWORD)sizeof(WCHAR), out->key_class);
    give_number(caller, info->Values, out->values);
    give_number(caller, info->MaxValueNameLen / (DWORD)sizeof(WCHAR), out->value_name);
    give_number(caller, info->MaxValueDataLen, out->value_data);
    give_time(caller, info->LastWriteTime, out->written);
    return error;
}

static LSTATUS query_info(const struct win32_caller *caller, HKEY key, bool wide, const struct info_out *out, const DWORD *reserved)
{
    struct query_call call = {.base = {.serve = serve_query, .key = key}};
    if (reserved || (out->class && !out->class_room))
        return ERROR_INVALID_PARAMETER;
    if (out->security)
        win32_not_modelled(caller, "RegQueryInfoKey of a security descriptor");
    if (out->class_room)
        win32_check(caller, out->class_room, sizeof *out->class_room, true);
    LSTATUS error = reg_run(caller, &call.base);
    if (!error)
        error = give_info(caller, call.scratch, wide, out);
    free_scratch(&call);
    return error;
}

LSTATUS RegQueryInfoKeyA(HKEY hKey, LPSTR lpClass, LPDWORD lpcchClass, LPDWORD lpReserved, LPDWORD lpcSubKeys, LPDWORD lpcbMaxSubKeyLen, LPDWORD lpcbMaxClassLen,
                         LPDWORD lpcValues, LPDWORD lpcbMaxValueNameLen, LPDWORD lpcbMaxValueLen, LPDWORD lpcbSecurityDescriptor, PFILETIME lpftLastWriteTime)
{
    WIN32_ENTER();
    const struct info_out out = {lpClass, lpcchClass, lpcSubKeys, lpcbMaxSubKeyLen, lpcbMaxClassLen, lpcValues, lpcbMaxValueNameLen, lpcbMaxValueLen,
                                 lpcbSecurityDescriptor, lpftLastWriteTime};
    return query_info(&caller, hKey, false, &out, lpReserved);
}

LSTATUS RegQueryInfoKeyW(HKEY hKey, LPWSTR lpClass, LPDWORD lpcchClass, LPDWORD lpReserved, LPDWORD lpcSubKeys, LPDWORD lpcbMaxSubKeyLen, LPDWORD lpcbMaxClassLen,
                         LPDWORD lpcValues, LPDWORD lpcbMaxValueNameLen, LPDWORD lpcbMaxValueLen, LPDWORD lpcbSecurityDescriptor, PFILETIME lpftLastWriteTime)
{
    WIN32_ENTER();
    const struct info_out out = {lpClass, lpcchClass, lpcSubKeys, lpcbMaxSubKeyLen, lpcbMaxClassLen, lpcValues, lpcbMaxValueNameLen, lpcbMaxValueLen,
                                 lpcbSecurityDescriptor, lpftLastWriteTime};
    return query_info(&caller, hKey, true, &out, lpReserved);
}

static LSTATUS serve_flush(struct reg_call *call)
{
    HANDLE handle;
    LSTATUS error = reg_handle(call->key, &handle);
    return error ? error : reg_error(cm_call_flush_key(handle));
}

LSTATUS RegFlushKey(HKEY hKey)
{
    WIN32_ENTER();
    return reg_run(&caller, &(struct reg_call){.serve = serve_flush, .key = hKey});
}
