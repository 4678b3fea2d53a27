/*
 * Opening, making and closing keys.
 */
#include "win32/registry.h"

struct open_call {
    struct reg_call base;
    struct reg_creation creation;
    struct reg_name class;
    HANDLE result;
};

static LSTATUS serve_open(struct reg_call *base)
{
    struct open_call *call = (struct open_call *)base;
    HANDLE root;
    LSTATUS error = reg_handle(base->key, &root);
    return error ? error : reg_open_or_make(root, &base->name, &call->creation, false, &call->result);
}

static bool is_predefined(HKEY key)
{
    return (uintptr_t)key - (uintptr_t)HKEY_CLASSES_ROOT < WIN32_PREDEFINED_KEYS;
}

static LSTATUS open_key(const struct win32_caller *caller, struct open_call *call, const void *name, bool wide, PHKEY result)
{
    win32_check(caller, result, sizeof *result, true);
    LSTATUS error = reg_take_path(caller, name, wide, &call->base.name);
    if (!error && !call->base.name.chars && is_predefined(call->base.key) && !call->creation.transaction)
        return *result = call->base.key, ERROR_SUCCESS; /* documented: the same handle */
    if (!error)
        error = reg_run(caller, &call->base);
    if (!error)
        *result = (HKEY)call->result;
    return error;
}

static LSTATUS open_ex(const struct win32_caller *caller, HKEY key, const void *name, bool wide, DWORD options, REGSAM access, PHKEY result)
{
    struct open_call call = {.base = {.serve = serve_open, .key = key}, .creation = {.access = access, .options = options}};
    return open_key(caller, &call, name, wide, result);
}

LSTATUS RegOpenKeyExA(HKEY hKey, LPCSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, PHKEY phkResult)
{
    WIN32_ENTER();
    return open_ex(&caller, hKey, lpSubKey, false, ulOptions, samDesired, phkResult);
}

LSTATUS RegOpenKeyExW(HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, PHKEY phkResult)
{
    WIN32_ENTER();
    return open_ex(&caller, hKey, lpSubKey, true, ulOptions, samDesired, phkResult);
}

/* Without a name: the key that was given. */
static LSTATUS open_old(const struct win32_caller *caller, HKEY key, const void *name, bool wide, PHKEY result)
{
    if (name)
        return open_ex(caller, key, name, wide, 0, MAXIMUM_ALLOWED, result);
    win32_check(caller, result, sizeof *result, true);
    return *result = key, ERROR_SUCCESS;
}

LSTATUS RegOpenKeyA(HKEY hKey, LPCSTR lpSubKey, PHKEY phkResult)
{
    WIN32_ENTER();
    return open_old(&caller, hKey, lpSubKey, false, phkResult);
}

LSTATUS RegOpenKeyW(HKEY hKey, LPCWSTR lpSubKey, PHKEY phkResult)
{
    WIN32_ENTER();
    return open_old(&caller, hKey, lpSubKey, true, phkResult);
}

static LSTATUS serve_create(struct reg_call *base)
{
    struct open_call *call = (struct open_call *)base;
    HANDLE root;
    LSTATUS error = reg_handle(base->key, &root);
    return error ? error : reg_create(root, &base->name, &call->creation, &call->result);
}

struct creation_texts {
    const void *name, *class;
    bool wide;
};

static LSTATUS create_key(const struct win32_caller *caller, struct open_call *call, const struct creation_texts *texts, PHKEY result, LPDWORD disposition)
{
    win32_check(caller, result, sizeof *result, true);
    if (disposition)
        win32_check(caller, disposition, sizeof *disposition, true);
    if (!texts->name)
        return ERROR_BADKEY;
    LSTATUS error = reg_take_path(caller, texts->name, texts->wide, &call->base.name);
    if (!error)
        error = reg_take(caller, texts->class, texts->wide, &call->class);
    if (!error)
        error = reg_run(caller, &call->base);
    if (error)
        return error;
    *result = (HKEY)call->result;
    if (disposition)
        *disposition = call->creation.disposition;
    return ERROR_SUCCESS;
}

static LSTATUS create_ex(const struct win32_caller *caller, HKEY key, const struct creation_texts *texts, struct reg_creation creation,
                         const SECURITY_ATTRIBUTES *security, PHKEY result, LPDWORD disposition)
{
    struct open_call call = {.base = {.serve = serve_create, .key = key}, .creation = creation};
    call.creation.attributes = win32_inherit(caller, security);
    call.creation.class = &call.class;
    return create_key(caller, &call, texts, result, disposition);
}

LSTATUS RegCreateKeyExA(HKEY hKey, LPCSTR lpSubKey, DWORD Reserved, LPSTR lpClass, DWORD dwOptions, REGSAM samDesired,
                        const LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult, LPDWORD lpdwDisposition)
{
    WIN32_ENTER();
    const struct creation_texts texts = {lpSubKey, lpClass, false};
    if (Reserved)
        return ERROR_INVALID_PARAMETER;
    return create_ex(&caller, hKey, &texts, (struct reg_creation){.access = samDesired, .options = dwOptions}, lpSecurityAttributes, phkResult, lpdwDisposition);
}

LSTATUS RegCreateKeyExW(HKEY hKey, LPCWSTR lpSubKey, DWORD Reserved, LPWSTR lpClass, DWORD dwOptions, REGSAM samDesired,
                        const LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult, LPDWORD lpdwDisposition)
{
    WIN32_ENTER();
    const struct creation_texts texts = {lpSubKey, lpClass, true};
    if (Reserved)
        return ERROR_INVALID_PARAMETER;
    return create_ex(&caller, hKey, &texts, (struct reg_creation){.access = samDesired, .options = dwOptions}, lpSecurityAttributes, phkResult, lpdwDisposition);
}

LSTATUS RegCreateKeyA(HKEY hKey, LPCSTR lpSubKey, PHKEY phkResult)
{
    WIN32_ENTER();
    if (!lpSubKey)
        return open_old(&caller, hKey, NULL, false, phkResult);
    return create_ex(&caller, hKey, &(struct creation_texts){lpSubKey, NULL, false}, (struct reg_creation){.access = MAXIMUM_ALLOWED}, NULL, phkResult, NULL);
}

LSTATUS RegCreateKeyW(HKEY hKey, LPCWSTR lpSubKey, PHKEY phkResult)
{
    WIN32_ENTER();
    if (!lpSubKey)
        return open_old(&caller, hKey, NULL, true, phkResult);
    return create_ex(&caller, hKey, &(struct creation_texts){lpSubKey, NULL, true}, (struct reg_creation){.access = MAXIMUM_ALLOWED}, NULL, phkResult, NULL);
}

/* --- in a transaction --------------------------------------------------------------------------------------------------------------------------------- */

static LSTATUS open_transacted(const struct win32_caller *caller, struct open_call *call, const void *name, bool wide, PHKEY result)
{
    call->base.serve = serve_open;
    return call->creation.transaction ? open_key(caller, call, name, wide, result) : ERROR_INVALID_HANDLE;
}

LSTATUS RegOpenKeyTransactedA(HKEY hKey, LPCSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, PHKEY phkResult, HANDLE hTransaction, PVOID pExtendedParemeter)
{
    WIN32_ENTER();
    struct open_call call = {.base.key = hKey, .creation = {.access = samDesired, .options = ulOptions, .transaction = hTransaction}};
    return pExtendedParemeter ? ERROR_INVALID_PARAMETER : open_transacted(&caller, &call, lpSubKey, false, phkResult);
}

LSTATUS RegOpenKeyTransactedW(HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, PHKEY phkResult, HANDLE hTransaction, PVOID pExtendedParemeter)
{
    WIN32_ENTER();
    struct open_call call = {.base.key = hKey, .creation = {.access = samDesired, .options = ulOptions, .transaction = hTransaction}};
    return pExtendedParemeter ? ERROR_INVALID_PARAMETER : open_transacted(&caller, &call, lpSubKey, true, phkResult);
}

LSTATUS RegCreateKeyTransactedA(HKEY hKey, LPCSTR lpSubKey, DWORD Reserved, LPSTR lpClass, DWORD dwOptions, REGSAM samDesired,
                                const LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult, LPDWORD lpdwDisposition, HANDLE hTransaction,
                                PVOID pExtendedParemeter)
{
    WIN32_ENTER();
    const struct creation_texts texts = {lpSubKey, lpClass, false};
    const struct reg_creation creation = {.access = samDesired, .options = dwOptions, .transaction = hTransaction};
    if (Reserved || pExtendedParemeter)
        return ERROR_INVALID_PARAMETER;
    return hTransaction ? create_ex(&caller, hKey, &texts, creation, lpSecurityAttributes, phkResult, lpdwDisposition) : ERROR_INVALID_HANDLE;
}

LSTATUS RegCreateKeyTransactedW(HKEY hKey, LPCWSTR lpSubKey, DWORD Reserved, LPWSTR lpClass, DWORD dwOptions, REGSAM samDesired,
                                const LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult, LPDWORD lpdwDisposition, HANDLE hTransaction,
                                PVOID pExtendedParemeter)
{
    WIN32_ENTER();
    const struct creation_texts texts = {lpSubKey, lpClass, true};
    const struct reg_creation creation = {.access = samDesired, .options = dwOptions, .transaction = hTransaction};
    if (Reserved || pExtendedParemeter)
        return ERROR_INVALID_PARAMETER;
    return hTransaction ? create_ex(&caller, hKey, &texts, creation, lpSecurityAttributes, phkResult, lpdwDisposition) : ERROR_INVALID_HANDLE;
}

/* --- closing -------------------------------------------------------------------------------------------------------------------------------------------- */

static LSTATUS serve_close(struct reg_call *call)
{
    HANDLE handle = (HANDLE)call->key;
    void *body;
    NTSTATUS status = win32_object(handle, *(POBJECT_TYPE *)*ob_exported_type("CmKeyObjectType"), 0, &body);
    if (!NT_SUCCESS(status))
        return ERROR_INVALID_HANDLE;
    status = ob_handle_close(ob_table_for(handle, UserMode), handle);
    ob_dereference(body, OB_BY_LOOKUP);
    return reg_error(status);
}

/* The handles of predefined keys stay open until the process ends. */
LSTATUS RegCloseKey(HKEY hKey)
{
    WIN32_ENTER();
    if (is_predefined(hKey))
        return ERROR_SUCCESS;
    return reg_run(&caller, &(struct reg_call){.serve = serve_close, .key = hKey});
}
