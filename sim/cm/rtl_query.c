/*
 * RtlQueryRegistryValues: the table of a driver, entry by entry. A routine of the driver's may do what it likes with the registry, so nothing of a value is
 * kept across a call to it: it gets copies in pool, and an enumeration goes by number.
 */
#include "cm/private.h"

#include "ke/ke.h"
#include "mm/mm.h"
#include "rtl/rtl.h"

#include <string.h>

#define COPY_TAG 0x51717452 /* 'RtqQ' */

struct query {
    const RTL_QUERY_REGISTRY_TABLE *entry;
    PVOID context;
    uintptr_t site;
};

static NTSTATUS call_routine(const struct query *query, const WCHAR *name, ULONG type, const void *data, ULONG size)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)(uintptr_t)entry->QueryRoutine, .holder_kind = "query table",
                           .argument = {(uintptr_t)name, type, (uintptr_t)data, size, (uintptr_t)query->context, (uintptr_t)entry->EntryContext}};
    NTSTATUS status = (NTSTATUS)ke_call(&call);
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

/* All values of the key, in order. */
static NTSTATUS tell_all(struct cm_key *key, const struct query *query)
{
    const ULONG flags = query->entry->Flags;
    if (!key->value_count && flags & RTL_QUERY_REGISTRY_REQUIRED)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    NTSTATUS status = STATUS_SUCCESS;
    const struct cm_value *value;
    for (ULONG i = 0; NT_SUCCESS(status) && (value = cm_value_at(key, i)) != NULL;) {
        uint32_t count = key->value_count;
        struct cm_found found = {value->type, value->size, value->data};
        status = tell_routine(query, value->name, value->chars, &found);
        if (NT_SUCCESS(status) && flags & RTL_QUERY_REGISTRY_DELETE && key->value_count == count && cm_value_at(key, i) == value)
            cm_value_delete(key, value->name, value->chars);
        else
            i++;
        if (NT_SUCCESS(status) && key->deleted)
            return STATUS_KEY_DELETED;
    }
    return status;
}

static NTSTATUS give(const struct query *query, size_t chars, const struct cm_found *found)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT)
        return cm_give_direct(entry, found, query->site);
    return tell_routine(query, entry->Name, chars, found);
}

static NTSTATUS query_named(struct cm_key *key, const struct query *query)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    size_t chars = rtl_length(entry->Name);
    const struct cm_value *value = cm_value_find(key, entry->Name, chars);
    ULONG default_type = entry->DefaultType & ~RTL_QUERY_REGISTRY_TYPECHECK_MASK;
    if (!value && entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!value && default_type == REG_NONE)
        return STATUS_SUCCESS;
    struct cm_found found = value ? (struct cm_found){value->type, value->size, value->data}
                                  : (struct cm_found){default_type, cm_default_size(entry, default_type), entry->DefaultData};
    NTSTATUS status = give(query, chars, &found);
    if (NT_SUCCESS(status) && value && entry->Flags & RTL_QUERY_REGISTRY_DELETE)
        cm_value_delete(key, entry->Name, chars);
    return status;
}

static NTSTATUS query_entry(struct cm_key *key, const struct query *query)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    if (key->deleted) /* by a routine that was called for an earlier entry */
        return STATUS_KEY_DELETED;
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

/* The key that the entries behind this one are about; with a routine, all its values are told at once. */
static NTSTATUS enter_subkey(struct cm_key *top, const struct query *query, struct cm_key **key)
{
    const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
    if (!entry->Name)
        return STATUS_INVALID_PARAMETER;
    struct cm_key *found;
    NTSTATUS status = cm_find(top, entry->Name, rtl_length(entry->Name), &found);
    if (!NT_SUCCESS(status))
        return status;
    cm_drop(*key);
    *key = found;
    cm_hold(found);
    return entry->QueryRoutine ? tell_all(found, query) : STATUS_SUCCESS;
}

static void back_to(struct cm_key *top, struct cm_key **key)
{
    cm_drop(*key);
    *key = top;
    cm_hold(top);
}

/* Keys are held: a routine may delete them. */
static NTSTATUS query_table(struct cm_key *top, struct query *query)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct cm_key *key = top;
    cm_hold(top);
    cm_hold(key);
    for (; NT_SUCCESS(status); query->entry++) {
        const RTL_QUERY_REGISTRY_TABLE *entry = query->entry;
        if (!entry->QueryRoutine && !(entry->Flags & (RTL_QUERY_REGISTRY_SUBKEY | RTL_QUERY_REGISTRY_DIRECT)))
            break;
        if (entry->Flags & RTL_QUERY_REGISTRY_TOPKEY)
            back_to(top, &key);
        status = entry->Flags & RTL_QUERY_REGISTRY_SUBKEY ? enter_subkey(top, query, &key) : query_entry(key, query);
    }
    cm_drop(key);
    cm_drop(top);
    return status;
}

/* WDK: RtlQueryRegistryValues. */
NTSTATUS RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path, PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context, PVOID Environment)
{
    ddi_enter(RtlQueryRegistryValues, NULL);
    (void)Environment;
    struct cm_key *key;
    struct query query = {QueryTable, Context, gate_.site};
    NTSTATUS status = cm_key_of(RelativeTo, Path, false, &key);
    if (!NT_SUCCESS(status) && RelativeTo & RTL_REGISTRY_OPTIONAL && !(RelativeTo & RTL_REGISTRY_HANDLE))
        return cm_told(STATUS_SUCCESS);
    return cm_told(NT_SUCCESS(status) ? query_table(key, &query) : status);
}
