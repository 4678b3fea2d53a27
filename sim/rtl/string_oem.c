/*
 * The OEM forms of the conversions, for file systems and those who name files as they do; and the forms that convert to upper case or only count. The simulated
 * machine's OEM code page is the one that its ANSI strings have, UTF-8, so that only a broken surrogate cannot be said in it.
 */
#include "rtl/rtl.h"

#include <ntsim/rtl_oem.h>

#define UPCASE_TAG 0x704F7452u /* "RtOp" */

/* WDK: RtlOemStringToUnicodeString. */
NTSTATUS RtlOemStringToUnicodeString(PUNICODE_STRING DestinationString, PCOEM_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlOemStringToUnicodeString, NULL);
    return rtl_string_to_wide(DestinationString, SourceString, AllocateDestinationString, true, gate_.site);
}

/* WDK: RtlOemStringToCountedUnicodeString. Without a NUL; an empty string gets no buffer. */
NTSTATUS RtlOemStringToCountedUnicodeString(PUNICODE_STRING DestinationString, PCOEM_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlOemStringToCountedUnicodeString, NULL);
    if (SourceString->Length)
        return rtl_string_to_wide(DestinationString, SourceString, AllocateDestinationString, false, gate_.site);
    *DestinationString = (UNICODE_STRING){0};
    return STATUS_SUCCESS;
}

/* The routines that make OEM text refuse what it cannot say. */
static NTSTATUS to_oem(POEM_STRING to, PCUNICODE_STRING from, BOOLEAN allocate, bool terminated, uintptr_t site)
{
    bool broken = false;
    rtl_utf16_to_utf8(from->Buffer, from->Length / sizeof(WCHAR), NULL, 0, &broken);
    return broken ? STATUS_UNMAPPABLE_CHARACTER : rtl_string_to_narrow(to, from, allocate, terminated, site);
}

static NTSTATUS to_counted_oem(POEM_STRING to, PCUNICODE_STRING from, BOOLEAN allocate, uintptr_t site)
{
    if (from->Length)
        return to_oem(to, from, allocate, false, site);
    *to = (OEM_STRING){0};
    return STATUS_SUCCESS;
}

/* A copy in upper case in pool of its own; the caller frees it. */
static NTSTATUS upcased(PCUNICODE_STRING from, PUNICODE_STRING copy, uintptr_t site)
{
    *copy = (UNICODE_STRING){from->Length, from->Length, NULL};
    if (!from->Length)
        return STATUS_SUCCESS;
    copy->Buffer = mm_pool_alloc(PagedPool, from->Length, UPCASE_TAG, false, site);
    if (!copy->Buffer)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < from->Length / sizeof(WCHAR); i++)
        copy->Buffer[i] = rtl_upcase(from->Buffer[i]);
    return STATUS_SUCCESS;
}

static NTSTATUS upcase_to_oem(POEM_STRING to, PCUNICODE_STRING from, BOOLEAN allocate, bool counted, uintptr_t site)
{
    UNICODE_STRING copy;
    NTSTATUS status = upcased(from, &copy, site);
    if (!NT_SUCCESS(status))
        return status;
    status = counted ? to_counted_oem(to, &copy, allocate, site) : to_oem(to, &copy, allocate, true, site);
    if (copy.Buffer)
        mm_pool_free(copy.Buffer, UPCASE_TAG, site);
    return status;
}

/* WDK: RtlUnicodeStringToOemString. STATUS_UNMAPPABLE_CHARACTER: something has no OEM character. */
NTSTATUS RtlUnicodeStringToOemString(POEM_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUnicodeStringToOemString, NULL);
    return to_oem(DestinationString, SourceString, AllocateDestinationString, true, gate_.site);
}

/* WDK: RtlUnicodeStringToCountedOemString. Without a NUL; an empty string gets no buffer. */
NTSTATUS RtlUnicodeStringToCountedOemString(POEM_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUnicodeStringToCountedOemString, NULL);
    return to_counted_oem(DestinationString, SourceString, AllocateDestinationString, gate_.site);
}

/* WDK: RtlUpcaseUnicodeStringToOemString. */
NTSTATUS RtlUpcaseUnicodeStringToOemString(POEM_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUpcaseUnicodeStringToOemString, NULL);
    return upcase_to_oem(DestinationString, SourceString, AllocateDestinationString, false, gate_.site);
}

/* WDK: RtlUpcaseUnicodeStringToCountedOemString. */
NTSTATUS RtlUpcaseUnicodeStringToCountedOemString(POEM_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUpcaseUnicodeStringToCountedOemString, NULL);
    return upcase_to_oem(DestinationString, SourceString, AllocateDestinationString, true, gate_.site);
}

/* WDK: RtlFreeOemString. */
VOID RtlFreeOemString(POEM_STRING OemString)
{
    ddi_enter(RtlFreeOemString, NULL);
    if (OemString->Buffer)
        mm_pool_free(OemString->Buffer, 0, gate_.site); /* whoever allocated it */
    *OemString = (OEM_STRING){0};
}

/* WDK: RtlxOemStringToUnicodeSize. Bytes, the NUL included. */
ULONG RtlxOemStringToUnicodeSize(PCOEM_STRING OemString)
{
    ddi_enter(RtlxOemStringToUnicodeSize, NULL);
    return (ULONG)((rtl_utf8_to_utf16(OemString->Buffer, OemString->Length, NULL, 0, NULL) + 1) * sizeof(WCHAR));
}

/* WDK: RtlxUnicodeStringToOemSize. Bytes, the NUL included. */
ULONG RtlxUnicodeStringToOemSize(PCUNICODE_STRING UnicodeString)
{
    ddi_enter(RtlxUnicodeStringToOemSize, NULL);
    return (ULONG)rtl_utf16_to_utf8(UnicodeString->Buffer, UnicodeString->Length / sizeof(WCHAR), NULL, 0, NULL) + 1;
}

/* --- text by length --------------------------------------------------------------------------------------------------------------------------------- */

/* One character at a time: whole ones that fit. The bytes that they take; *all: nothing was left out. */
static size_t put(char *to, size_t room, const WCHAR *from, size_t chars, bool upper, bool *all)
{
    size_t used = 0;
    for (size_t at = 0, units; at < chars; at += units) {
        WCHAR character[2] = {upper ? rtl_upcase(from[at]) : from[at], at + 1 < chars ? from[at + 1] : 0};
        units = (character[0] & 0xFC00) == 0xD800 && (character[1] & 0xFC00) == 0xDC00 ? 2 : 1;
        size_t bytes = rtl_utf16_to_utf8(character, units, NULL, 0, NULL);
        *all = bytes <= room - used;
        if (!*all)
            return used;
        used += rtl_utf16_to_utf8(character, units, to + used, room - used, NULL);
    }
    *all = true;
    return used;
}

static NTSTATUS to_narrow_n(char *to, ULONG room, PULONG written, const WCHAR *from, ULONG bytes, bool upper)
{
    bool all;
    size_t used = put(to, room, from, bytes / sizeof(WCHAR), upper, &all);
    if (written)
        *written = (ULONG)used;
    return all ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

/* WDK: RtlOemToUnicodeN. STATUS_BUFFER_OVERFLOW, a warning: the rest is left out. */
NTSTATUS RtlOemToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString, PULONG BytesInUnicodeString, PCCH OemString, ULONG BytesInOemString)
{
    ddi_enter(RtlOemToUnicodeN, NULL);
    size_t room = MaxBytesInUnicodeString / sizeof(WCHAR);
    size_t chars = rtl_utf8_to_utf16(OemString, BytesInOemString, UnicodeString, room, NULL);
    if (BytesInUnicodeString)
        *BytesInUnicodeString = (ULONG)((chars < room ? chars : room) * sizeof(WCHAR));
    return chars > room ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* WDK: RtlUnicodeToOemN. STATUS_BUFFER_OVERFLOW, a warning: the rest is left out. */
NTSTATUS RtlUnicodeToOemN(PCHAR OemString, ULONG MaxBytesInOemString, PULONG BytesInOemString, PCWCH UnicodeString, ULONG BytesInUnicodeString)
{
    ddi_enter(RtlUnicodeToOemN, NULL);
    return to_narrow_n(OemString, MaxBytesInOemString, BytesInOemString, UnicodeString, BytesInUnicodeString, false);
}

/* WDK: RtlUpcaseUnicodeToOemN. */
NTSTATUS RtlUpcaseUnicodeToOemN(PCHAR OemString, ULONG MaxBytesInOemString, PULONG BytesInOemString, PCWCH UnicodeString, ULONG BytesInUnicodeString)
{
    ddi_enter(RtlUpcaseUnicodeToOemN, NULL);
    return to_narrow_n(OemString, MaxBytesInOemString, BytesInOemString, UnicodeString, BytesInUnicodeString, true);
}

/* WDK: RtlUpcaseUnicodeToMultiByteN. What does not fit is left out, without an error. */
NTSTATUS RtlUpcaseUnicodeToMultiByteN(PCHAR MultiByteString, ULONG MaxBytesInMultiByteString, PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                      ULONG BytesInUnicodeString)
{
    ddi_enter(RtlUpcaseUnicodeToMultiByteN, NULL);
    to_narrow_n(MultiByteString, MaxBytesInMultiByteString, BytesInMultiByteString, UnicodeString, BytesInUnicodeString, true);
    return STATUS_SUCCESS;
}

/* WDK: RtlUnicodeToMultiByteN. What does not fit is left out, without an error. */
NTSTATUS RtlUnicodeToMultiByteN(PCHAR MultiByteString, ULONG MaxBytesInMultiByteString, PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                ULONG BytesInUnicodeString)
{
    ddi_enter(RtlUnicodeToMultiByteN, NULL);
    to_narrow_n(MultiByteString, MaxBytesInMultiByteString, BytesInMultiByteString, UnicodeString, BytesInUnicodeString, false);
    return STATUS_SUCCESS;
}

/* WDK: RtlMultiByteToUnicodeSize. Bytes, without a NUL. */
NTSTATUS RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString, const CHAR *MultiByteString, ULONG BytesInMultiByteString)
{
    ddi_enter(RtlMultiByteToUnicodeSize, NULL);
    *BytesInUnicodeString = (ULONG)(rtl_utf8_to_utf16(MultiByteString, BytesInMultiByteString, NULL, 0, NULL) * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

/* WDK: RtlUnicodeToMultiByteSize. Bytes, without a NUL. */
NTSTATUS RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString, PCWCH UnicodeString, ULONG BytesInUnicodeString)
{
    ddi_enter(RtlUnicodeToMultiByteSize, NULL);
    *BytesInMultiByteString = (ULONG)rtl_utf16_to_utf8(UnicodeString, BytesInUnicodeString / sizeof(WCHAR), NULL, 0, NULL);
    return STATUS_SUCCESS;
}
