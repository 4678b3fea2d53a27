/*
 * RtlQueryRegistryValues: the table of a driver, entry by entry. A routine of the driver's may do what it likes with the registry, so nothing of a value is
 * kept across a call to it: it gets copies in pool, and an enumeration goes by number. What is read goes past the registry callbacks, as everything by handle.
 */
#include "cm/call.h"
#include "cm/private.h"

#include "ke/ke.h"
#include "mm/mm.h"
#include "ps/ps.h"
#include "rtl/rtl.h"

#include <string.h>

#define COPY_TAG 0x51717452 /* 'RtqQ' */

struct query {
    const RTL_QUERY_REGISTRY_TABLE *entry;
    PVOID context;
    uintptr_t site;
    KPROCESSOR_MODE mode; /* of the thread: the driver's routine runs in that, what we ask for in KernelMode */
};

static NTSTATUS call_routine(const struct query *query, const WCHAR *name, ULONG type, const void *data, ULONG size)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)(uintptr_t)entry->QueryRoutine, .holder_kind = "query table",
                           .argument = {(uintptr_t)name, type, (uintptr_t)data, size, (uintptr_t)query->context, (uintptr_t)entry->EntryContext}};
    ps_set_previous_mode(query->mode);
    NTSTATUS status = (NTSTATUS)ke_call(&call);
    ps_set_previous_mode(KernelMode);
    return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status; /* documented: this one error is not passed on */
}

/* Each string of a REG_MULTI_SZ comes as a REG_SZ of the same name. */
static NTSTATUS call_for_strings(const struct query *query, const WCHAR *name, const WCHAR *text, size_t chars)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t at = 0, end; NT_SUCCESS(status) && at < chars && text[at]; at = end + 1) {
        for (end = at; end < chars && text[end];)
            end++;
        size_t with_nul = end - at + (end < chars);
        status = call_routine(query, name, REG_SZ, text + at, (ULONG)(with_nul * sizeof *text));
    }
    return status;
}

/* `data` is the routine's to read: memory of a driver. */
static NTSTATUS call_for_value(const struct query *query, const WCHAR *name, ULONG type, const void *data, ULONG size)
{
    if (type == REG_MULTI_SZ && !(query->entry->Flags & RTL_QUERY_REGISTRY_NOEXPAND))
        return call_for_strings(query, name, data, size / sizeof(WCHAR));
    return call_routine(query, name, type, data, size);
}

static NTSTATUS call_with_copy(const struct query *query, const WCHAR *name, size_t chars, const struct cm_found *found)
{
    size_t name_size = (chars + 1) * sizeof(WCHAR), data_at = (name_size + 7) & ~(size_t)7;
    uint8_t *copy = mm_pool_alloc(PagedPool, data_at + found->size + sizeof(WCHAR), COPY_TAG, false, query->site);
    if (!copy)
        return STATUS_NO_MEMORY;
    memcpy(copy, name, chars * sizeof(WCHAR));
    memset(copy + chars * sizeof(WCHAR), 0, sizeof(WCHAR));
    if (found->size)
        memcpy(copy + data_at, found->data, found->size);
    NTSTATUS status = call_for_value(query, (const WCHAR *)copy, found->type, copy + data_at, found->size);
    mm_pool_free(copy, COPY_TAG, query->site);
    return status;
}

static NTSTATUS tell_routine(const struct query *query, const WCHAR *name, size_t chars, const struct cm_found *found)
{
    WCHAR text[CM_EXPANDED_CHARS];
    struct cm_found expanded = *found;
    bool raw = query->entry->Flags & RTL_QUERY_REGISTRY_NOEXPAND;
    if (found->type == REG_EXPAND_SZ && !raw && !cm_expand(found, text, CM_EXPANDED_CHARS, &expanded))
        return STATUS_BUFFER_TOO_SMALL;
    return call_with_copy(query, name, chars, &expanded);
}

/* --- values by handle ------------------------------------------------------------------------------------------------------------------------------- */

#define FIRST_ROOM 512

/* By name, or by number where there is none. */
static NTSTATUS ask(HANDLE key, UNICODE_STRING *name, ULONG index, KEY_VALUE_FULL_INFORMATION *to, ULONG room, ULONG *size)
{
    if (name)
        return cm_call_query_value(key, name, KeyValueFullInformation, to, room, size);
    return cm_call_enumerate_value(key, index, KeyValueFullInformation, to, room, size);
}

static bool is_whole(const KEY_VALUE_FULL_INFORMATION *value, ULONG room)
{
    return cm_fits(FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name), value->NameLength, room) && cm_fits(value->DataOffset, value->DataLength, room);
}

/* The value in pool, to be freed with COPY_TAG; NULL where there is none. */
static NTSTATUS fetch(const struct query *query, HANDLE key, UNICODE_STRING *name, ULONG index, KEY_VALUE_FULL_INFORMATION **value)
{
    NTSTATUS status;
    ULONG room = FIRST_ROOM, size = 0;
    for (;; room = size) {
        *value = mm_pool_alloc(PagedPool, room, COPY_TAG, true, query->site);
        if (!*value)
            return STATUS_NO_MEMORY;
        status = ask(key, name, index, *value, room, &size);
        if (NT_SUCCESS(status))
            status = is_whole(*value, room) ? status : STATUS_INVALID_PARAMETER;
        if (NT_SUCCESS(status))
            return status;
        mm_pool_free(*value, COPY_TAG, query->site);
        *value = NULL;
        if ((status != STATUS_BUFFER_OVERFLOW && status != STATUS_BUFFER_TOO_SMALL) || size <= room)
            return status;
    }
}

static struct cm_found found_in(const KEY_VALUE_FULL_INFORMATION *value)
{
    return (struct cm_found){value->Type, value->DataLength, (const UCHAR *)value + value->DataOffset};
}

static void take_away(HANDLE key, const WCHAR *name, size_t chars)
{
    UNICODE_STRING string = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), (PWSTR)name};
    cm_call_delete_value(key, &string);
}

/* All values of the key, in order. */
static NTSTATUS tell_all(HANDLE key, const struct query *query)
{
    const ULONG flags = query->entry->Flags;
    for (ULONG i = 0;;) {
        KEY_VALUE_FULL_INFORMATION *value;
        NTSTATUS status = fetch(query, key, NULL, i, &value);
        if (status == STATUS_NO_MORE_ENTRIES)
            return !i && flags & RTL_QUERY_REGISTRY_REQUIRED ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
        if (!NT_SUCCESS(status))
            return status;
        struct cm_found found = found_in(value);
        status = tell_routine(query, value->Name, value->NameLength / sizeof(WCHAR), &found);
        if (NT_SUCCESS(status) && flags & RTL_QUERY_REGISTRY_DELETE)
            take_away(key, value->Name, value->NameLength / sizeof(WCHAR));
        else
            i++;
        mm_pool_free(value, COPY_TAG, query->site);
        if (!NT_SUCCESS(status))
            return status;
    }
}

static NTSTATUS give(const struct query *query, size_t chars, const struct cm_found *found)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT)
        return cm_give_direct(entry, found, query->site);
    return tell_routine(query, entry->Name, chars, found);
}

static NTSTATUS give_default(const struct query *query, size_t chars)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    ULONG type = entry->DefaultType & ~RTL_QUERY_REGISTRY_TYPECHECK_MASK;
    if (entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (type == REG_NONE)
        return STATUS_SUCCESS;
    struct cm_found found = {type, cm_default_size(entry, type), entry->DefaultData};
    return give(query, chars, &found);
}

static NTSTATUS query_named(HANDLE key, const struct query *query)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    size_t chars = rtl_length(entry->Name);
    UNICODE_STRING name = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), entry->Name};
    KEY_VALUE_FULL_INFORMATION *value;
    NTSTATUS status = fetch(query, key, &name, 0, &value);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND)
        return give_default(query, chars);
    if (!NT_SUCCESS(status))
        return status;
    struct cm_found found = found_in(value);
    status = give(query, chars, &found);
    if (NT_SUCCESS(status) && entry->Flags & RTL_QUERY_REGISTRY_DELETE)
        take_away(key, entry->Name, chars);
    mm_pool_free(value, COPY_TAG, query->site);
    return status;
}

static NTSTATUS query_entry(HANDLE key, const struct query *query)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) {
        bool good = !entry->QueryRoutine && entry->Name && !(entry->Flags & RTL_QUERY_REGISTRY_NOVALUE);
        return good ? query_named(key, query) : STATUS_INVALID_PARAMETER;
    }
    if (entry->Name)
        return query_named(key, query);
    if (entry->Flags & RTL_QUERY_REGISTRY_NOVALUE)
        return call_routine(query, NULL, REG_NONE, NULL, 0);
    return tell_all(key, query);
}

/* --- the table -------------------------------------------------------------------------------------------------------------------------------------- */

static void leave_subkey(HANDLE top, HANDLE *key)
{
    if (*key != top)
        cm_call_close(*key);
    *key = top;
}

/* The key that the entries behind this one are about; with a routine, all its values are told at once. */
static NTSTATUS enter_subkey(HANDLE top, const struct query *query, HANDLE *key)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    if (!entry->Name)
        return STATUS_INVALID_PARAMETER;
    size_t chars = rtl_length(entry->Name);
    UNICODE_STRING name = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), entry->Name};
    OBJECT_ATTRIBUTES attributes;
    HANDLE found;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, top, NULL);
    leave_subkey(top, key);
    NTSTATUS status = cm_open(&(struct cm_opening){.access = MAXIMUM_ALLOWED | GENERIC_READ, .attributes = &attributes}, &found);
    if (!NT_SUCCESS(status))
        return status;
    *key = found;
    return entry->QueryRoutine ? tell_all(found, query) : STATUS_SUCCESS;
}

static NTSTATUS query_table(HANDLE top, struct query *query)
{
    NTSTATUS status = STATUS_SUCCESS;
    HANDLE key = top;
    for (; NT_SUCCESS(status); query->entry++) {
        const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
        if (!entry->QueryRoutine && !(entry->Flags & (RTL_QUERY_REGISTRY_SUBKEY | RTL_QUERY_REGISTRY_DIRECT)))
            break;
        if (entry->Flags & RTL_QUERY_REGISTRY_TOPKEY)
            leave_subkey(top, &key);
        status = entry->Flags & RTL_QUERY_REGISTRY_SUBKEY ? enter_subkey(top, query, &key) : query_entry(key, query);
    }
    leave_subkey(top, &key);
    return status;
}

/* WDK: RtlQueryRegistryValues. */
NTSTATUS RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path, PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context, PVOID Environment)
{
    ddi_enter(RtlQueryRegistryValues, NULL);
    (void)Environment;
    struct cm_rtl_key key;
    NTSTATUS status = cm_rtl_open(RelativeTo, Path, false, &key);
    struct query query = {QueryTable, Context, gate_.site, key.mode};
    if (NT_SUCCESS(status))
        status = query_table(key.handle, &query);
    else if (RelativeTo & RTL_REGISTRY_OPTIONAL)
        status = STATUS_SUCCESS;
    return cm_rtl_close(&key, status);
}
