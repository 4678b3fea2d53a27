/*
 * Keys by handle: delete, query, enumerate.
 */
#include "cm/call.h"
#include "cm/notice.h"
#include "cm/output.h"
#include "cm/transaction.h"

#include "ke/ke.h"
#include "ob/ob.h"
#include "ps/ps.h"

void cm_call_close(HANDLE handle)
{
    ob_handle_close(ob_table_for(handle, ps_previous_mode()), handle);
}

/* The key vanishes at once; its handles stay, good for closing only. */
NTSTATUS cm_call_delete_key(HANDLE handle)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, DELETE, RegNtPreDeleteKey, RegNtPostDeleteKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_DELETE_KEY_INFORMATION told = {.Object = notice.object};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status) && cm_ready(&notice, key, CM_TO_DELETE, &status))
        status = cm_delete(key);
    return cm_end(&notice, status);
}

/* There is no disk to write to: what was set is set. */
NTSTATUS cm_call_flush_key(HANDLE handle)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, 0, RegNtPreFlushKey, RegNtPostFlushKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_FLUSH_KEY_INFORMATION told = {.Object = notice.object};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status))
        cm_ready(&notice, key, CM_TO_READ, &status);
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
    const ULONG name_at = FIELD_OFFSET(KEY_NODE_INFORMATION, Name);
    KEY_NODE_INFORMATION info = {.LastWriteTime.QuadPart = (LONGLONG)key->written_at, .ClassOffset = MAXULONG, .NameLength = key->chars * (ULONG)sizeof(WCHAR)};
    info.ClassLength = key->class_chars * (ULONG)sizeof(WCHAR);
    if (info.ClassLength)
        info.ClassOffset = (name_at + info.NameLength + 3) & ~3u;
    cm_put(out, 0, &info, name_at, true);
    cm_put(out, name_at, key->name, info.NameLength, false);
    if (info.ClassLength)
        cm_put(out, info.ClassOffset, key->class, info.ClassLength, false);
}

static ULONG longest(ULONG bytes, size_t chars)
{
    return chars * sizeof(WCHAR) > bytes ? (ULONG)(chars * sizeof(WCHAR)) : bytes;
}

static void put_full(const struct cm_key *key, struct cm_output *out)
{
    KEY_FULL_INFORMATION info = {.LastWriteTime.QuadPart = (LONGLONG)key->written_at, .ClassOffset = MAXULONG, .SubKeys = cm_keys_below(key)};
    if (key->class_chars) {
        info.ClassOffset = FIELD_OFFSET(KEY_FULL_INFORMATION, Class);
        info.ClassLength = key->class_chars * (ULONG)sizeof(WCHAR);
    }
    for (ULONG i = 0; i < info.SubKeys; i++) {
        const struct cm_key *below = cm_key_at(key, i);
        info.MaxNameLen = longest(info.MaxNameLen, below->chars);
        info.MaxClassLen = longest(info.MaxClassLen, below->class_chars);
    }
    for (const struct cm_value *value; (value = cm_value_at(key, info.Values)) != NULL; info.Values++) {
        info.MaxValueNameLen = longest(info.MaxValueNameLen, value->chars);
        info.MaxValueDataLen = value->size > info.MaxValueDataLen ? value->size : info.MaxValueDataLen;
    }
    cm_put(out, 0, &info, FIELD_OFFSET(KEY_FULL_INFORMATION, Class), true);
    cm_put(out, FIELD_OFFSET(KEY_FULL_INFORMATION, Class), key->class, info.ClassLength, false);
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

NTSTATUS cm_call_query_key(HANDLE handle, KEY_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, KEY_QUERY_VALUE, RegNtPreQueryKey, RegNtPostQueryKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_QUERY_KEY_INFORMATION told = {.Object = notice.object, .KeyInformationClass = class, .KeyInformation = to, .Length = room, .ResultLength = size};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status) && cm_ready(&notice, key, CM_TO_READ, &status))
        status = query(key, class, to, room, size);
    return cm_end(&notice, status);
}

static NTSTATUS query_numbered(const struct cm_key *key, ULONG index, KEY_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    const struct cm_key *child = cm_key_at(key, index);
    return child ? query(child, class, to, room, size) : STATUS_NO_MORE_ENTRIES;
}

NTSTATUS cm_call_enumerate_key(HANDLE handle, ULONG index, KEY_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, KEY_ENUMERATE_SUB_KEYS, RegNtPreEnumerateKey, RegNtPostEnumerateKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_ENUMERATE_KEY_INFORMATION told = {.Object = notice.object, .Index = index, .KeyInformationClass = class, .KeyInformation = to, .Length = room,
                                                .ResultLength = size};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status) && cm_ready(&notice, key, CM_TO_READ, &status))
        status = query_numbered(key, index, class, to, room, size);
    return cm_end(&notice, status);
}
