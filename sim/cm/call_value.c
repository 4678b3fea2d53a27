/*
 * Values by key handle. An empty name is the key's unnamed value.
 */
#include "cm/call.h"
#include "cm/notice.h"
#include "cm/output.h"
#include "cm/transaction.h"

#include "ke/ke.h"

static void put_basic(const struct cm_value *value, struct cm_output *out)
{
    KEY_VALUE_BASIC_INFORMATION info = {.Type = value->type, .NameLength = value->chars * (ULONG)sizeof(WCHAR)};
    cm_put(out, 0, &info, FIELD_OFFSET(KEY_VALUE_BASIC_INFORMATION, Name), true);
    cm_put(out, FIELD_OFFSET(KEY_VALUE_BASIC_INFORMATION, Name), value->name, info.NameLength, false);
}

static void put_full(const struct cm_value *value, struct cm_output *out)
{
    const ULONG name_at = FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name);
    KEY_VALUE_FULL_INFORMATION info = {.Type = value->type, .DataLength = value->size, .NameLength = value->chars * (ULONG)sizeof(WCHAR)};
    info.DataOffset = (name_at + info.NameLength + 3) & ~3u;
    cm_put(out, 0, &info, name_at, true);
    cm_put(out, name_at, value->name, info.NameLength, false);
    cm_put(out, info.DataOffset, value->data, value->size, false);
}

static void put_partial(const struct cm_value *value, struct cm_output *out)
{
    KEY_VALUE_PARTIAL_INFORMATION info = {.Type = value->type, .DataLength = value->size};
    cm_put(out, 0, &info, FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data), true);
    cm_put(out, FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data), value->data, value->size, false);
}

static NTSTATUS query(const struct cm_value *value, KEY_VALUE_INFORMATION_CLASS class, void *to, ULONG room, PULONG result)
{
    struct cm_output out = {to, room, 0, STATUS_SUCCESS};
    switch (class) {
    case KeyValueBasicInformation:
        put_basic(value, &out);
        break;
    case KeyValueFullInformation:
        put_full(value, &out);
        break;
    case KeyValuePartialInformation:
        put_partial(value, &out);
        break;
    default:
        ke_not_modelled("this class of value information");
    }
    *result = out.size;
    return out.status;
}

static const WCHAR *text_of(const UNICODE_STRING *name)
{
    return name ? name->Buffer : NULL;
}

static size_t chars_of(const UNICODE_STRING *name)
{
    return name ? name->Length / sizeof(WCHAR) : 0;
}

static NTSTATUS query_named(const struct cm_key *key, const UNICODE_STRING *name, KEY_VALUE_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    const struct cm_value *value = cm_value_find(key, text_of(name), chars_of(name));
    return value ? query(value, class, to, room, size) : STATUS_OBJECT_NAME_NOT_FOUND;
}

NTSTATUS cm_call_query_value(HANDLE handle, UNICODE_STRING *name, KEY_VALUE_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, KEY_QUERY_VALUE, RegNtPreQueryValueKey, RegNtPostQueryValueKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_QUERY_VALUE_KEY_INFORMATION told = {.Object = notice.object, .ValueName = name, .KeyValueInformationClass = class, .KeyValueInformation = to,
                                                  .Length = room, .ResultLength = size};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status) && cm_ready(&notice, key, CM_TO_READ, &status))
        status = query_named(key, name, class, to, room, size);
    return cm_end(&notice, status);
}

static NTSTATUS query_numbered(const struct cm_key *key, ULONG index, KEY_VALUE_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    const struct cm_value *value = cm_value_at(key, index);
    return value ? query(value, class, to, room, size) : STATUS_NO_MORE_ENTRIES;
}

NTSTATUS cm_call_enumerate_value(HANDLE handle, ULONG index, KEY_VALUE_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, KEY_QUERY_VALUE, RegNtPreEnumerateValueKey, RegNtPostEnumerateValueKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_ENUMERATE_VALUE_KEY_INFORMATION told = {.Object = notice.object, .Index = index, .KeyValueInformationClass = class, .KeyValueInformation = to,
                                                      .Length = room, .ResultLength = size};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status) && cm_ready(&notice, key, CM_TO_READ, &status))
        status = query_numbered(key, index, class, to, room, size);
    return cm_end(&notice, status);
}

NTSTATUS cm_call_set_value(HANDLE handle, UNICODE_STRING *name, ULONG type, void *data, ULONG size)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, KEY_SET_VALUE, RegNtPreSetValueKey, RegNtPostSetValueKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_SET_VALUE_KEY_INFORMATION told = {.Object = notice.object, .ValueName = name, .Type = type, .Data = data, .DataSize = size};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status) && cm_ready(&notice, key, CM_TO_CHANGE, &status))
        status = cm_value_set(key, text_of(name), chars_of(name), type, data, size);
    return cm_end(&notice, status);
}

NTSTATUS cm_call_delete_value(HANDLE handle, UNICODE_STRING *name)
{
    struct cm_notice notice;
    struct cm_key *key;
    NTSTATUS status = cm_begin(&notice, handle, KEY_SET_VALUE, RegNtPreDeleteValueKey, RegNtPostDeleteValueKey, &key);
    if (!NT_SUCCESS(status))
        return status;
    const REG_DELETE_VALUE_KEY_INFORMATION told = {.Object = notice.object, .ValueName = name};
    if (cm_before(&notice, &told, sizeof told, &told.CallContext, &status) && cm_ready(&notice, key, CM_TO_CHANGE, &status))
        status = cm_value_delete(key, text_of(name), chars_of(name));
    return cm_end(&notice, status);
}
