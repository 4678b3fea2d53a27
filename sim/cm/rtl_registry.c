/*
 * The registry through the run-time library: paths relative to well-known keys, and the query table.
 */
#include "cm/private.h"

#include "ke/ke.h"
#include "rtl/rtl.h"

#include <string.h>

/* The key that RelativeTo and Path mean. `make`: made where missing. */
static NTSTATUS key_at(ULONG relative, PCWSTR path, bool make, struct cm_key **key)
{
    static const char *const places[] = {NULL, "\\Registry\\Machine\\System\\CurrentControlSet\\Services",
                                         "\\Registry\\Machine\\System\\CurrentControlSet\\Control",
                                         "\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion",
                                         "\\Registry\\Machine\\Hardware\\DeviceMap", "\\Registry\\User\\.Default"};
    struct cm_key *root = NULL;
    bool created;
    if (relative & RTL_REGISTRY_HANDLE)
        return cm_handle_key((HANDLE)path, 0, key);
    relative &= ~RTL_REGISTRY_OPTIONAL;
    if (relative >= RTL_REGISTRY_MAXIMUM)
        return STATUS_INVALID_PARAMETER;
    if (places[relative])
        root = cm_make_ascii(NULL, places[relative]);
    size_t chars = path ? rtl_length(path) : 0;
    return make ? cm_make(root, path, chars, relative != RTL_REGISTRY_ABSOLUTE, key, &created) : cm_find(root, path, chars, key);
}

/* WDK: RtlCheckRegistryKey. */
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    ddi_enter(RtlCheckRegistryKey, NULL);
    struct cm_key *key;
    return cm_told(key_at(RelativeTo, Path, false, &key));
}

/* WDK: RtlCreateRegistryKey. */
NTSTATUS RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    ddi_enter(RtlCreateRegistryKey, NULL);
    struct cm_key *key;
    return cm_told(key_at(RelativeTo, Path, true, &key));
}

/* WDK: RtlWriteRegistryValue. Makes the key if it is missing. */
NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName, ULONG ValueType, PVOID ValueData, ULONG ValueLength)
{
    ddi_enter(RtlWriteRegistryValue, NULL);
    struct cm_key *key;
    NTSTATUS status = key_at(RelativeTo, Path, true, &key);
    size_t chars = ValueName ? rtl_length(ValueName) : 0;
    return cm_told(NT_SUCCESS(status) ? cm_value_set(key, ValueName, chars, ValueType, ValueData, ValueLength) : status);
}

/* WDK: RtlDeleteRegistryValue. */
NTSTATUS RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName)
{
    ddi_enter(RtlDeleteRegistryValue, NULL);
    struct cm_key *key;
    NTSTATUS status = key_at(RelativeTo, Path, false, &key);
    size_t chars = ValueName ? rtl_length(ValueName) : 0;
    return cm_told(NT_SUCCESS(status) ? cm_value_delete(key, ValueName, chars) : status);
}

/* --- RtlQueryRegistryValues: values straight into the driver's variables ------------------------------------------------------------------------ */

struct found {
    ULONG type, size;
    const void *data;
};

static bool is_text(ULONG type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* Default strings may come without a length. */
static ULONG default_size(const RTL_QUERY_REGISTRY_TABLE *entry, ULONG type)
{
    const WCHAR *text = entry->DefaultData;
    if (entry->DefaultLength || !text || !is_text(type))
        return entry->DefaultLength;
    size_t chars = rtl_length(text) + 1;
    while (type == REG_MULTI_SZ && text[chars])
        chars += rtl_length(text + chars) + 1;
    return (ULONG)((chars + (type == REG_MULTI_SZ)) * sizeof(WCHAR));
}

/* EntryContext is a UNICODE_STRING; without a buffer it gets one, which the driver frees. */
static NTSTATUS give_text(UNICODE_STRING *to, const struct found *value, uintptr_t site)
{
    ULONG size = value->size, room = size > 0xFFFE ? 0xFFFE : size;
    if (!to->Buffer) {
        to->Buffer = mm_pool_alloc(PagedPool, room ? room : sizeof(WCHAR), 0x67655252, false, site);
        if (!to->Buffer)
            return STATUS_NO_MEMORY;
        to->MaximumLength = (USHORT)room;
    } else if (room > to->MaximumLength) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    memcpy(to->Buffer, value->data, room);
    to->Length = (USHORT)(room >= sizeof(WCHAR) && value->type != REG_MULTI_SZ ? room - sizeof(WCHAR) : room);
    return STATUS_SUCCESS;
}

/* Up to four bytes go to EntryContext as they are. More: the first LONG there says how: -n, a bare buffer of n bytes; n, a buffer that gets length and type too. */
static NTSTATUS give_binary(void *to, const struct found *value)
{
    LONG given;
    if (value->size <= sizeof(ULONG)) {
        memcpy(to, value->data, value->size);
        return STATUS_SUCCESS;
    }
    memcpy(&given, to, sizeof given);
    if (given < 0) {
        if ((ULONG)-given < value->size)
            return STATUS_BUFFER_TOO_SMALL;
        memcpy(to, value->data, value->size);
        return STATUS_SUCCESS;
    }
    if ((ULONG)given < value->size + 2 * sizeof(ULONG))
        return STATUS_BUFFER_TOO_SMALL;
    ULONG head[2] = {value->size, value->type};
    memcpy(to, head, sizeof head);
    memcpy((UCHAR *)to + sizeof head, value->data, value->size);
    return STATUS_SUCCESS;
}

/* %SystemRoot% is the only variable that a driver's process has here. */
static bool expand(const struct found *value, WCHAR *text, size_t room, struct found *expanded)
{
    static const WCHAR variable[] = L"%SystemRoot%", place[] = L"C:\\Windows";
    const size_t variable_chars = 12, place_chars = 10;
    const WCHAR *from = value->data;
    size_t chars = value->size / sizeof(WCHAR), to = 0;
    for (size_t at = 0; at < chars;) {
        bool here = chars - at >= variable_chars && rtl_compare(from + at, variable_chars, variable, variable_chars, true) == 0;
        size_t more = here ? place_chars : 1;
        if (to + more > room)
            return false;
        memcpy(text + to, here ? place : from + at, more * sizeof(WCHAR));
        to += more;
        at += here ? variable_chars : 1;
    }
    *expanded = (struct found){REG_SZ, (ULONG)(to * sizeof(WCHAR)), text};
    return true;
}

#define EXPANDED_CHARS 1024

static NTSTATUS give_direct(const RTL_QUERY_REGISTRY_TABLE *entry, const struct found *value, uintptr_t site)
{
    WCHAR text[EXPANDED_CHARS];
    struct found expanded = *value;
    ULONG wanted = entry->DefaultType >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
    if (entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK && wanted && wanted != value->type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (!is_text(value->type))
        return give_binary(entry->EntryContext, value);
    if (entry->Flags & RTL_QUERY_REGISTRY_NOSTRING)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (value->type == REG_EXPAND_SZ && !(entry->Flags & RTL_QUERY_REGISTRY_NOEXPAND) && !expand(value, text, EXPANDED_CHARS, &expanded))
        return STATUS_BUFFER_TOO_SMALL;
    return give_text(entry->EntryContext, &expanded, site);
}

static NTSTATUS query_entry(struct cm_key *key, const RTL_QUERY_REGISTRY_TABLE *entry, uintptr_t site)
{
    if (entry->QueryRoutine)
        ke_not_modelled("a QueryRoutine"); /* six arguments: ke_call takes four */
    if (!entry->Name || entry->Flags & RTL_QUERY_REGISTRY_NOVALUE)
        return STATUS_INVALID_PARAMETER;
    size_t chars = rtl_length(entry->Name);
    const struct cm_value *value = cm_value_find(key, entry->Name, chars);
    ULONG default_type = entry->DefaultType & ~RTL_QUERY_REGISTRY_TYPECHECK_MASK;
    if (!value && entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!value && default_type == REG_NONE)
        return STATUS_SUCCESS;
    struct found found = value ? (struct found){value->type, value->size, value->data}
                               : (struct found){default_type, default_size(entry, default_type), entry->DefaultData};
    NTSTATUS status = give_direct(entry, &found, site);
    if (NT_SUCCESS(status) && value && entry->Flags & RTL_QUERY_REGISTRY_DELETE)
        cm_value_delete(key, entry->Name, chars);
    return status;
}

static NTSTATUS query_table(struct cm_key *top, const RTL_QUERY_REGISTRY_TABLE *entry, uintptr_t site)
{
    struct cm_key *key = top;
    for (; entry->QueryRoutine || entry->Flags & (RTL_QUERY_REGISTRY_SUBKEY | RTL_QUERY_REGISTRY_DIRECT); entry++) {
        NTSTATUS status = STATUS_SUCCESS;
        if (entry->Flags & (RTL_QUERY_REGISTRY_TOPKEY | RTL_QUERY_REGISTRY_SUBKEY))
            key = top;
        if (entry->Flags & RTL_QUERY_REGISTRY_SUBKEY) {
            if (!entry->Name || entry->QueryRoutine)
                ke_not_modelled("a subkey whose values are all asked for");
            status = cm_find(top, entry->Name, rtl_length(entry->Name), &key);
        } else {
            status = query_entry(key, entry, site);
        }
        if (!NT_SUCCESS(status))
            return status;
    }
    return STATUS_SUCCESS;
}

/* WDK: RtlQueryRegistryValues. Direct entries, defaults and subkeys; routines of the driver's are not called yet. */
NTSTATUS RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path, PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context, PVOID Environment)
{
    ddi_enter(RtlQueryRegistryValues, NULL);
    (void)Context;
    (void)Environment;
    struct cm_key *key;
    NTSTATUS status = key_at(RelativeTo, Path, false, &key);
    if (!NT_SUCCESS(status) && RelativeTo & RTL_REGISTRY_OPTIONAL && !(RelativeTo & RTL_REGISTRY_HANDLE))
        return cm_told(STATUS_SUCCESS);
    return cm_told(NT_SUCCESS(status) ? query_table(key, QueryTable, gate_.site) : status);
}
