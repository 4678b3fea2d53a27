/*
 * Deleting keys.
 */
#include "win32/registry.h"

#include <string.h>

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
