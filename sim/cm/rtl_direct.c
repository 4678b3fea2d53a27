/*
 * RtlQueryRegistryValues: defaults, expansion, and values straight into the driver's variables (RTL_QUERY_REGISTRY_DIRECT).
 */
#include "cm/private.h"

#include "ke/ke.h"
#include "mm/mm.h"
#include "rtl/rtl.h"

#include <string.h>

bool cm_is_text(ULONG type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* Default strings may come without a length. */
ULONG cm_default_size(const RTL_QUERY_REGISTRY_TABLE *entry, ULONG type)
{
    const WCHAR *text = entry->DefaultData;
    if (entry->DefaultLength || !text || !cm_is_text(type))
        return entry->DefaultLength;
    size_t chars = rtl_length(text) + 1;
    while (type == REG_MULTI_SZ && text[chars])
        chars += rtl_length(text + chars) + 1;
    return (ULONG)((chars + (type == REG_MULTI_SZ)) * sizeof(WCHAR));
}

/* EntryContext is a UNICODE_STRING; without a buffer it gets one, which the driver frees. */
static NTSTATUS give_text(UNICODE_STRING *to, const struct cm_found *value, uintptr_t site)
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
static NTSTATUS give_binary(void *to, const struct cm_found *value)
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
bool cm_expand(const struct cm_found *value, WCHAR *text, size_t room, struct cm_found *expanded)
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
    *expanded = (struct cm_found){REG_SZ, (ULONG)(to * sizeof(WCHAR)), text};
    return true;
}

NTSTATUS cm_give_direct(const RTL_QUERY_REGISTRY_TABLE *entry, const struct cm_found *value, uintptr_t site)
{
    WCHAR text[CM_EXPANDED_CHARS];
    struct cm_found expanded = *value;
    ULONG wanted = entry->DefaultType >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
    if (entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK && wanted && wanted != value->type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (!cm_is_text(value->type))
        return give_binary(entry->EntryContext, value);
    if (entry->Flags & RTL_QUERY_REGISTRY_NOSTRING)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (value->type == REG_EXPAND_SZ && !(entry->Flags & RTL_QUERY_REGISTRY_NOEXPAND) && !cm_expand(value, text, CM_EXPANDED_CHARS, &expanded))
        return STATUS_BUFFER_TOO_SMALL;
    return give_text(entry->EntryContext, &expanded, site);
}
