/*
 * Keys by handle: create, open, delete, query, enumerate.
 */
#include "cm/output.h"
#include "cm/private.h"

#include "ke/ke.h"

static NTSTATUS create(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, PULONG disposition)
{
    struct cm_key *root, *key;
    bool created;
    NTSTATUS status = cm_root_of(attributes, &root);
    const UNICODE_STRING *name = attributes->ObjectName;
    if (NT_SUCCESS(status))
        status = cm_make(root, name->Buffer, name->Length / sizeof(WCHAR), false, &key, &created);
    if (!NT_SUCCESS(status))
        return status;
    if (disposition)
        *disposition = created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
    return cm_handle_make(key, access, attributes->Attributes, handle);
}

static NTSTATUS open_key(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    struct cm_key *root, *key;
    NTSTATUS status = cm_root_of(attributes, &root);
    const UNICODE_STRING *name = attributes->ObjectName;
    if (NT_SUCCESS(status))
        status = cm_find(root, name->Buffer, name->Length / sizeof(WCHAR), &key);
    return NT_SUCCESS(status) ? cm_handle_make(key, access, attributes->Attributes, handle) : status;
}

/* WDK: ZwCreateKey. Opens it if it is there; only the last key of the path is made. Everything is volatile here, so CreateOptions say nothing. */
NTSTATUS ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG TitleIndex, PUNICODE_STRING Class,
                     ULONG CreateOptions, PULONG Disposition)
{
    ddi_enter(ZwCreateKey, NULL);
    (void)TitleIndex;
    (void)Class;
    if (CreateOptions & REG_OPTION_CREATE_LINK)
        ke_not_modelled("links between registry keys");
    return cm_told(create(KeyHandle, DesiredAccess, ObjectAttributes, Disposition));
}

/* WDK: ZwOpenKey. */
NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwOpenKey, NULL);
    return cm_told(open_key(KeyHandle, DesiredAccess, ObjectAttributes));
}

/* WDK: ZwOpenKeyEx. */
NTSTATUS ZwOpenKeyEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG OpenOptions)
{
    ddi_enter(ZwOpenKeyEx, NULL);
    (void)OpenOptions;
    return cm_told(open_key(KeyHandle, DesiredAccess, ObjectAttributes));
}

/* WDK: ZwDeleteKey. The key vanishes at once; its handles stay, good for closing only. */
NTSTATUS ZwDeleteKey(HANDLE KeyHandle)
{
    ddi_enter(ZwDeleteKey, NULL);
    struct cm_key *key;
    NTSTATUS status = cm_handle_key(KeyHandle, DELETE, &key);
    return cm_told(NT_SUCCESS(status) ? cm_delete(key) : status);
}

/* WDK: ZwFlushKey. There is no disk to write to: what was set is set. */
NTSTATUS ZwFlushKey(HANDLE KeyHandle)
{
    ddi_enter(ZwFlushKey, NULL);
    struct cm_key *key;
    return cm_told(cm_handle_key(KeyHandle, 0, &key));
}

/* --- querying --------------------------------------------------------------------------------------------------------------------------------- */

static void put_basic(const struct cm_key *key, struct cm_output *out)
{
    KEY_BASIC_INFORMATION info = {.LastWriteTime.QuadPart = (LONGLONG)key->written_at, .NameLength = key->chars * (ULONG)sizeof(WCHAR)};
    cm_put(out, 0, &info, FIELD_OFFSET(KEY_BASIC_INFORMATION, Name), true);
    cm_put(out, FIELD_OFFSET(KEY_BASIC_INFORMATION, Name), key->name, info.NameLength, false);
}

static void put_node(const struct cm_key *key, struct cm_output *out)
{
    KEY_NODE_INFORMATION info = {.LastWriteTime.QuadPart = (LONGLONG)key->written_at, .ClassOffset = MAXULONG, .NameLength = key->chars * (ULONG)sizeof(WCHAR)};
    cm_put(out, 0, &info, FIELD_OFFSET(KEY_NODE_INFORMATION, Name), true);
    cm_put(out, FIELD_OFFSET(KEY_NODE_INFORMATION, Name), key->name, info.NameLength, false);
}

static void put_full(const struct cm_key *key, struct cm_output *out)
{
    KEY_FULL_INFORMATION info = {.LastWriteTime.QuadPart = (LONGLONG)key->written_at, .ClassOffset = MAXULONG, .SubKeys = key->key_count,
                                 .Values = key->value_count};
    list_each(node, &key->keys)
    {
        ULONG bytes = list_of(node, struct cm_key, link)->chars * (ULONG)sizeof(WCHAR);
        info.MaxNameLen = bytes > info.MaxNameLen ? bytes : info.MaxNameLen;
    }
    list_each(node, &key->values)
    {
        const struct cm_value *value = list_of(node, struct cm_value, link);
        ULONG bytes = value->chars * (ULONG)sizeof(WCHAR);
        info.MaxValueNameLen = bytes > info.MaxValueNameLen ? bytes : info.MaxValueNameLen;
        info.MaxValueDataLen = value->size > info.MaxValueDataLen ? value->size : info.MaxValueDataLen;
    }
    cm_put(out, 0, &info, FIELD_OFFSET(KEY_FULL_INFORMATION, Class), true);
}

#define PATH_CHARS 1024

static void put_name(const struct cm_key *key, struct cm_output *out)
{
    WCHAR path[PATH_CHARS];
    size_t chars = cm_path(key, path, PATH_CHARS);
    KEY_NAME_INFORMATION info = {.NameLength = (ULONG)((chars < PATH_CHARS ? chars : PATH_CHARS) * sizeof(WCHAR))};
    cm_put(out, 0, &info, FIELD_OFFSET(KEY_NAME_INFORMATION, Name), true);
    cm_put(out, FIELD_OFFSET(KEY_NAME_INFORMATION, Name), path, info.NameLength, false);
}

static NTSTATUS query(const struct cm_key *key, KEY_INFORMATION_CLASS class, void *to, ULONG room, PULONG result)
{
    struct cm_output out = {to, room, 0, STATUS_SUCCESS};
    switch (class) {
    case KeyBasicInformation:
        put_basic(key, &out);
        break;
    case KeyNodeInformation:
        put_node(key, &out);
        break;
    case KeyFullInformation:
        put_full(key, &out);
        break;
    case KeyNameInformation:
        put_name(key, &out);
        break;
    default:
        ke_not_modelled("this class of key information");
    }
    *result = out.size;
    return out.status;
}

/* WDK: ZwQueryKey. */
NTSTATUS ZwQueryKey(HANDLE KeyHandle, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
    ddi_enter(ZwQueryKey, NULL);
    struct cm_key *key;
    NTSTATUS status = cm_handle_key(KeyHandle, KEY_QUERY_VALUE, &key);
    return cm_told(NT_SUCCESS(status) ? query(key, KeyInformationClass, KeyInformation, Length, ResultLength) : status);
}

/* WDK: ZwEnumerateKey. In order of creation. */
NTSTATUS ZwEnumerateKey(HANDLE KeyHandle, ULONG Index, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
    ddi_enter(ZwEnumerateKey, NULL);
    struct cm_key *key;
    NTSTATUS status = cm_handle_key(KeyHandle, KEY_ENUMERATE_SUB_KEYS, &key);
    if (!NT_SUCCESS(status))
        return cm_told(status);
    const struct cm_key *child = cm_key_at(key, Index);
    return cm_told(child ? query(child, KeyInformationClass, KeyInformation, Length, ResultLength) : STATUS_NO_MORE_ENTRIES);
}
