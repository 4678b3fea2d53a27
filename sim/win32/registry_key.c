/*
 * Deleting, enumerating and querying keys.
 */
#include "win32/registry_text.h"

#include <string.h>

/* --- deleting ----------------------------------------------------------------------------------------------------------------------------------------- */

static LSTATUS delete_below(HANDLE root, const struct reg_name *name, HANDLE transaction)
{
    HANDLE handle;
    LSTATUS error = reg_open_transacted(root, name, DELETE, transaction, &handle);
    if (error)
        return error;
    error = reg_error(cm_call_delete_key(handle));
    cm_call_close(handle);
    return error;
}

struct delete_call {
    struct reg_call base;
    HANDLE transaction; /* NULL: none */
};

static LSTATUS serve_delete(struct reg_call *base)
{
    HANDLE root;
    LSTATUS error = reg_handle(base->key, &root);
    return error ? error : delete_below(root, &base->name, ((struct delete_call *)base)->transaction);
}

static LSTATUS delete_in(const struct win32_caller *caller, HKEY key, const void *name, bool wide, HANDLE transaction)
{
    struct delete_call call = {.base = {.serve = serve_delete, .key = key}, .transaction = transaction};
    if (!name)
        return ERROR_INVALID_PARAMETER;
    LSTATUS error = reg_take_path(caller, name, wide, &call.base.name);
    return error ? error : reg_run(caller, &call.base);
}

static LSTATUS delete_key(const struct win32_caller *caller, HKEY key, const void *name, bool wide)
{
    return delete_in(caller, key, name, wide, NULL);
}

LSTATUS RegDeleteKeyA(HKEY hKey, LPCSTR lpSubKey)
{
    WIN32_ENTER();
    return delete_key(&caller, hKey, lpSubKey, false);
}

LSTATUS RegDeleteKeyW(HKEY hKey, LPCWSTR lpSubKey)
{
    WIN32_ENTER();
    return delete_key(&caller, hKey, lpSubKey, true);
}

/* There is one view of the registry only: samDesired chooses between such. */
LSTATUS RegDeleteKeyExA(HKEY hKey, LPCSTR lpSubKey, REGSAM samDesired, DWORD Reserved)
{
    WIN32_ENTER();
    (void)samDesired;
    return Reserved ? ERROR_INVALID_PARAMETER : delete_key(&caller, hKey, lpSubKey, false);
}

LSTATUS RegDeleteKeyExW(HKEY hKey, LPCWSTR lpSubKey, REGSAM samDesired, DWORD Reserved)
{
    WIN32_ENTER();
    (void)samDesired;
    return Reserved ? ERROR_INVALID_PARAMETER : delete_key(&caller, hKey, lpSubKey, true);
}

LSTATUS RegDeleteKeyTransactedA(HKEY hKey, LPCSTR lpSubKey, REGSAM samDesired, DWORD Reserved, HANDLE hTransaction, PVOID pExtendedParameter)
{
    WIN32_ENTER();
    (void)samDesired;
    if (Reserved || pExtendedParameter)
        return ERROR_INVALID_PARAMETER;
    return hTransaction ? delete_in(&caller, hKey, lpSubKey, false, hTransaction) : ERROR_INVALID_HANDLE;
}

LSTATUS RegDeleteKeyTransactedW(HKEY hKey, LPCWSTR lpSubKey, REGSAM samDesired, DWORD Reserved, HANDLE hTransaction, PVOID pExtendedParameter)
{
    WIN32_ENTER();
    (void)samDesired;
    if (Reserved || pExtendedParameter)
        return ERROR_INVALID_PARAMETER;
    return hTransaction ? delete_in(&caller, hKey, lpSubKey, true, hTransaction) : ERROR_INVALID_HANDLE;
}

#define SCRATCH 4096

/* The first key below, its name in `info`. ERROR_NO_MORE_ITEMS: none. */
static LSTATUS first_below(HANDLE handle, KEY_BASIC_INFORMATION *info)
{
    ULONG size;
    LSTATUS error = reg_error(cm_call_enumerate_key(handle, 0, KeyBasicInformation, info, SCRATCH, &size));
    return error || info->NameLength < sizeof(WCHAR) * WIN32_PATH_MAX ? error : ERROR_INVALID_DATA;
}

/* Makes `path`, a key below root with keys of its own perhaps, the path of a key that has none. */
static LSTATUS descend(HANDLE root, struct reg_name *path, KEY_BASIC_INFORMATION *info)
{
    for (;;) {
        HANDLE handle;
        LSTATUS error = reg_open(root, path, KEY_READ, &handle);
        if (error)
            return error;
        error = first_below(handle, info);
        cm_call_close(handle);
        if (error)
            return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
        size_t more = info->NameLength / sizeof(WCHAR);
        if (path->chars + 1 + more > WIN32_PATH_MAX)
            return ERROR_FILENAME_EXCED_RANGE;
        path->text[path->chars] = '\\';
        memcpy(path->text + path->chars + 1, info->Name, info->NameLength);
        path->chars += 1 + more;
    }
}

static LSTATUS delete_values(HANDLE handle, KEY_VALUE_BASIC_INFORMATION *info)
{
    ULONG size;
    NTSTATUS status;
    while (NT_SUCCESS(status = cm_call_enumerate_value(handle, 0, KeyValueBasicInformation, info, SCRATCH, &size))) {
        UNICODE_STRING name = {(USHORT)info->NameLength, (USHORT)info->NameLength, info->Name};
        status = cm_fits(FIELD_OFFSET(KEY_VALUE_BASIC_INFORMATION, Name), info->NameLength, SCRATCH) ? cm_call_delete_value(handle, &name) : STATUS_INVALID_PARAMETER;
        if (!NT_SUCCESS(status))
            break;
    }
    return status == STATUS_NO_MORE_ENTRIES ? ERROR_SUCCESS : reg_error(status);
}

/* Leaf by leaf; every key is opened and deleted as RegDeleteKey does it. */
static LSTATUS delete_keys_below(HANDLE handle, KEY_BASIC_INFORMATION *info)
{
    LSTATUS error;
    while ((error = first_below(handle, info)) == ERROR_SUCCESS) {
        struct reg_name leaf = {.chars = info->NameLength / sizeof(WCHAR)};
        memcpy(leaf.text, info->Name, info->NameLength);
        error = descend(handle, &leaf, info);
        if (!error)
            error = delete_below(handle, &leaf, NULL);
        if (error)
            return error;
    }
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : error;
}

static LSTATUS serve_delete_tree(struct reg_call *call)
{
    HANDLE handle;
    LSTATUS error = reg_target(call, KEY_READ | KEY_SET_VALUE | DELETE, &handle);
    if (error)
        return error;
    void *scratch = reg_scratch(SCRATCH);
    error = scratch ? delete_keys_below(handle, scratch) : ERROR_NOT_ENOUGH_MEMORY;
    if (!error)
        error = call->name.chars ? reg_error(cm_call_delete_key(handle)) : delete_values(handle, scratch);
    if (scratch)
        reg_scratch_free(scratch);
    reg_close(call, handle);
    return error;
}

static LSTATUS delete_tree(const struct win32_caller *caller, HKEY key, const void *name, bool wide)
{
    struct reg_call call = {.serve = serve_delete_tree, .key = key};
    LSTATUS error = reg_take_path(caller, name, wide, &call.name);
    return error ? error : reg_run(caller, &call);
}

LSTATUS RegDeleteTreeA(HKEY hKey, LPCSTR lpSubKey)
{
    WIN32_ENTER();
    return delete_tree(&caller, hKey, lpSubKey, false);
}

LSTATUS RegDeleteTreeW(HKEY hKey, LPCWSTR lpSubKey)
{
    WIN32_ENTER();
    return delete_tree(&caller, hKey, lpSubKey, true);
}

/* --- enumerating and querying ---------------------------------------------------------------------------------------------------------------------------- */

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
