/*
 * Keys by handle: create, open, delete, query, enumerate.
 */
#include "cm/notice.h"
#include "cm/output.h"

#include "ke/ke.h"

/* WDK: ZwCreateKey. Opens it if it is there; only the last key of the path is made. Everything is volatile here, so CreateOptions say nothing. */
NTSTATUS ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG TitleIndex, PUNICODE_STRING Class,
                     ULONG CreateOptions, PULONG Disposition)
{
    ddi_enter(ZwCreateKey, NULL);
    (void)TitleIndex;
    if (CreateOptions & REG_OPTION_CREATE_LINK)
        ke_not_modelled("links between registry keys");
    return cm_told(cm_open(&(struct cm_opening){DesiredAccess, ObjectAttributes, true, CreateOptions, Class, Disposition}, KeyHandle));
}

/* WDK: ZwOpenKey. */
NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwOpenKey, NULL);
    return cm_told(cm_open(&(struct cm_opening){DesiredAccess, ObjectAttributes, false, 0, NULL, NULL}, KeyHandle));
}

/* WDK: ZwOpenKeyEx. */
NTSTATUS ZwOpenKeyEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG OpenOptions)
{
    ddi_enter(ZwOpenKeyEx, NULL);
    return cm_told(cm_open(&(struct cm_opening){DesiredAccess, ObjectAttributes, false, OpenOptions, NULL, NULL}, KeyHandle));
}

/* WDK: ZwDeleteKey. The key vanishes at once; its handles stay, good for closing only. */
NTSTATUS ZwDeleteKey(HANDLE KeyHandle)
{
    ddi_enter(ZwDeleteKey, NULL);
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, KeyHandle, DELETE, RegNtPreDeleteKey, RegNtPostDeleteKey, &key);
    if (!NT_SUCCESS(status))
        return cm_told(status);
    const REG_DELETE_KEY_INFORMATION told = {.Object = notice.object};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status))
        status = key->deleted ? STATUS_KEY_DELETED : cm_delete(key);
    return cm_end(&notice, status);
}

/* WDK: ZwFlushKey. There is no disk to write to: what was set is set. */
NTSTATUS ZwFlushKey(HANDLE KeyHandle)
{
    ddi_enter(ZwFlushKey, NULL);
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, KeyHandle, 0, RegNtPreFlushKey, RegNtPostFlushKey, &key);
    if (!NT_SUCCESS(status))
        return cm_told(status);
    const REG_FLUSH_KEY_INFORMATION told = {.Object = notice.object};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status))
        status = key->deleted ? STATUS_KEY_DELETED : STATUS_SUCCESS;
    return cm_end(&notice, status);
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
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, KeyHandle, KEY_QUERY_VALUE, RegNtPreQueryKey, RegNtPostQueryKey, &key);
    if (!NT_SUCCESS(status))
        return cm_told(status);
    const REG_QUERY_KEY_INFORMATION told = {.Object = notice.object, .KeyInformationClass = KeyInformationClass, .KeyInformation = KeyInformation,
                                            .Length = Length, .ResultLength = ResultLength};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status))
        status = key->deleted ? STATUS_KEY_DELETED : query(key, KeyInformationClass, KeyInformation, Length, ResultLength);
    return cm_end(&notice, status);
}

static NTSTATUS query_numbered(const struct cm_key *key, ULONG index, KEY_INFORMATION_CLASS class, void *to, ULONG room, PULONG result)
{
    if (key->deleted)
        return STATUS_KEY_DELETED;
    const struct cm_key *child = cm_key_at(key, index);
    return child ? query(child, class, to, room, result) : STATUS_NO_MORE_ENTRIES;
}

/* WDK: ZwEnumerateKey. In order of creation. */
NTSTATUS ZwEnumerateKey(HANDLE KeyHandle, ULONG Index, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
    ddi_enter(ZwEnumerateKey, NULL);
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, KeyHandle, KEY_ENUMERATE_SUB_KEYS, RegNtPreEnumerateKey, RegNtPostEnumerateKey, &key);
    if (!NT_SUCCESS(status))
        return cm_told(status);
    const REG_ENUMERATE_KEY_INFORMATION told = {.Object = notice.object, .Index = Index, .KeyInformationClass = KeyInformationClass,
                                                .KeyInformation = KeyInformation, .Length = Length, .ResultLength = ResultLength};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status))
        status = query_numbered(key, Index, KeyInformationClass, KeyInformation, Length, ResultLength);
    return cm_end(&notice, status);
}
