/*
 * Between narrow and wide strings, and between cases; with a buffer of the caller's, or one from paged pool that RtlFree...String gives back.
 */
#include "rtl/rtl.h"

#include <string.h>

#define STRING_TAG 0x53727452u /* "RtrS" */

/* A buffer of `bytes` in the string, or the one it has if that is large enough. */
static NTSTATUS wide_room(PUNICODE_STRING string, size_t bytes, BOOLEAN allocate, uintptr_t site)
{
    if (bytes > UNICODE_STRING_MAX_BYTES)
        return STATUS_INVALID_PARAMETER_2;
    if (!allocate)
        return bytes <= string->MaximumLength ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
    string->Buffer = mm_pool_alloc(PagedPool, bytes, STRING_TAG, false, site);
    string->MaximumLength = (USHORT)bytes;
    return string->Buffer ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS narrow_room(PSTRING string, size_t bytes, BOOLEAN allocate, uintptr_t site)
{
    if (bytes > 65535)
        return STATUS_INVALID_PARAMETER_2;
    if (!allocate)
        return bytes <= string->MaximumLength ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
    string->Buffer = mm_pool_alloc(PagedPool, bytes, STRING_TAG, false, site);
    string->MaximumLength = (USHORT)bytes;
    return string->Buffer ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS rtl_string_to_wide(PUNICODE_STRING to, const STRING *from, BOOLEAN allocate, bool terminated, uintptr_t site)
{
    size_t chars = rtl_utf8_to_utf16(from->Buffer, from->Length, NULL, 0, NULL);
    NTSTATUS status = wide_room(to, (chars + terminated) * sizeof(WCHAR), allocate, site);
    if (!NT_SUCCESS(status))
        return status;
    rtl_utf8_to_utf16(from->Buffer, from->Length, to->Buffer, chars, NULL);
    if (terminated)
        to->Buffer[chars] = 0;
    to->Length = (USHORT)(chars * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

NTSTATUS rtl_string_to_narrow(PSTRING to, PCUNICODE_STRING from, BOOLEAN allocate, bool terminated, uintptr_t site)
{
    size_t bytes = rtl_utf16_to_utf8(from->Buffer, from->Length / sizeof(WCHAR), NULL, 0, NULL);
    NTSTATUS status = narrow_room(to, bytes + terminated, allocate, site);
    if (!NT_SUCCESS(status))
        return status;
    rtl_utf16_to_utf8(from->Buffer, from->Length / sizeof(WCHAR), to->Buffer, bytes, NULL);
    if (terminated)
        to->Buffer[bytes] = 0;
    to->Length = (USHORT)bytes;
    return STATUS_SUCCESS;
}

/* WDK: RtlAnsiStringToUnicodeString. */
NTSTATUS RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString, PCANSI_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlAnsiStringToUnicodeString, NULL);
    return rtl_string_to_wide(DestinationString, SourceString, AllocateDestinationString, true, gate_.site);
}

/* WDK: RtlUTF8StringToUnicodeString. */
NTSTATUS RtlUTF8StringToUnicodeString(PUNICODE_STRING DestinationString, PUTF8_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUTF8StringToUnicodeString, NULL);
    return rtl_string_to_wide(DestinationString, SourceString, AllocateDestinationString, true, gate_.site);
}

/* WDK: RtlUnicodeStringToAnsiString. */
NTSTATUS RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUnicodeStringToAnsiString, NULL);
    return rtl_string_to_narrow(DestinationString, SourceString, AllocateDestinationString, true, gate_.site);
}

/* WDK: RtlUnicodeStringToUTF8String. */
NTSTATUS RtlUnicodeStringToUTF8String(PUTF8_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUnicodeStringToUTF8String, NULL);
    return rtl_string_to_narrow(DestinationString, SourceString, AllocateDestinationString, true, gate_.site);
}

/* WDK: RtlxAnsiStringToUnicodeSize. Bytes, the NUL included. */
ULONG RtlxAnsiStringToUnicodeSize(PCANSI_STRING AnsiString)
{
    ddi_enter(RtlxAnsiStringToUnicodeSize, NULL);
    return (ULONG)((rtl_utf8_to_utf16(AnsiString->Buffer, AnsiString->Length, NULL, 0, NULL) + 1) * sizeof(WCHAR));
}

/* WDK: RtlxUnicodeStringToAnsiSize. */
ULONG RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString)
{
    ddi_enter(RtlxUnicodeStringToAnsiSize, NULL);
    return (ULONG)rtl_utf16_to_utf8(UnicodeString->Buffer, UnicodeString->Length / sizeof(WCHAR), NULL, 0, NULL) + 1;
}

/* WDK: RtlUTF8ToUnicodeN. Whole characters only; STATUS_SOME_NOT_MAPPED when something was not UTF-8. */
NTSTATUS RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination, ULONG UnicodeStringMaxByteCount, PULONG UnicodeStringActualByteCount, PCCH UTF8StringSource,
                           ULONG UTF8StringByteCount)
{
    ddi_enter(RtlUTF8ToUnicodeN, NULL);
    bool broken = false;
    size_t room = UnicodeStringMaxByteCount / sizeof(WCHAR);
    size_t chars = rtl_utf8_to_utf16(UTF8StringSource, UTF8StringByteCount, UnicodeStringDestination, room, &broken);
    if (UnicodeStringActualByteCount)
        *UnicodeStringActualByteCount = (ULONG)(chars * sizeof(WCHAR));
    if (UnicodeStringDestination && chars > room)
        return STATUS_BUFFER_TOO_SMALL;
    return broken ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

/* WDK: RtlUnicodeToUTF8N. */
NTSTATUS RtlUnicodeToUTF8N(PCHAR UTF8StringDestination, ULONG UTF8StringMaxByteCount, PULONG UTF8StringActualByteCount, PCWCH UnicodeStringSource,
                           ULONG UnicodeStringByteCount)
{
    ddi_enter(RtlUnicodeToUTF8N, NULL);
    bool broken = false;
    size_t bytes = rtl_utf16_to_utf8(UnicodeStringSource, UnicodeStringByteCount / sizeof(WCHAR), UTF8StringDestination, UTF8StringMaxByteCount, &broken);
    if (UTF8StringActualByteCount)
        *UTF8StringActualByteCount = (ULONG)bytes;
    if (UTF8StringDestination && bytes > UTF8StringMaxByteCount)
        return STATUS_BUFFER_TOO_SMALL;
    return broken ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

/* WDK: RtlMultiByteToUnicodeN. What does not fit is left out, without an error. */
NTSTATUS RtlMultiByteToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString, PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                ULONG BytesInMultiByteString)
{
    ddi_enter(RtlMultiByteToUnicodeN, NULL);
    size_t room = MaxBytesInUnicodeString / sizeof(WCHAR);
    size_t chars = rtl_utf8_to_utf16(MultiByteString, BytesInMultiByteString, UnicodeString, room, NULL);
    if (BytesInUnicodeString)
        *BytesInUnicodeString = (ULONG)((chars < room ? chars : room) * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

static NTSTATUS duplicate(PUNICODE_STRING to, const WCHAR *text, USHORT length, bool terminated, uintptr_t site)
{
    NTSTATUS status = wide_room(to, length + (terminated ? sizeof(WCHAR) : 0), TRUE, site);
    if (!NT_SUCCESS(status))
        return status;
    if (length)
        memcpy(to->Buffer, text, length);
    to->Length = length;
    if (terminated)
        to->Buffer[length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

/* WDK: RtlDuplicateUnicodeString. Flag 1: with a NUL behind; flag 2: an empty string gets a buffer too. */
NTSTATUS RtlDuplicateUnicodeString(ULONG Flags, PCUNICODE_STRING StringIn, PUNICODE_STRING StringOut)
{
    ddi_enter(RtlDuplicateUnicodeString, NULL);
    if (Flags > 3 || Flags == 2)
        return STATUS_INVALID_PARAMETER;
    if (StringIn->Length == 0 && !(Flags & 2)) {
        *StringOut = (UNICODE_STRING){0};
        return STATUS_SUCCESS;
    }
    return duplicate(StringOut, StringIn->Buffer, StringIn->Length, Flags & 1, gate_.site);
}

/* WDK: RtlCreateUnicodeString. */
BOOLEAN RtlCreateUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    ddi_enter(RtlCreateUnicodeString, NULL);
    size_t chars = rtl_length(SourceString);
    return chars <= 32766 && NT_SUCCESS(duplicate(DestinationString, SourceString, (USHORT)(chars * sizeof(WCHAR)), true, gate_.site));
}

static NTSTATUS change_case(PUNICODE_STRING to, PCUNICODE_STRING from, BOOLEAN allocate, WCHAR (*change)(WCHAR), uintptr_t site)
{
    if (from->Length || !allocate) {
        NTSTATUS status = wide_room(to, from->Length, allocate, site);
        if (!NT_SUCCESS(status))
            return status;
    }
    for (USHORT i = 0; i < from->Length / sizeof(WCHAR); i++)
        to->Buffer[i] = change(from->Buffer[i]);
    to->Length = from->Length;
    return STATUS_SUCCESS;
}

/* WDK: RtlUpcaseUnicodeString. No NUL is put behind. */
NTSTATUS RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlUpcaseUnicodeString, NULL);
    return change_case(DestinationString, SourceString, AllocateDestinationString, rtl_upcase, gate_.site);
}

/* WDK: RtlDowncaseUnicodeString. */
NTSTATUS RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString, BOOLEAN AllocateDestinationString)
{
    ddi_enter(RtlDowncaseUnicodeString, NULL);
    return change_case(DestinationString, SourceString, AllocateDestinationString, rtl_downcase, gate_.site);
}

/* Whoever allocated it: tag 0 frees a block of any tag. */
static void free_buffer(void *buffer, uintptr_t site)
{
    if (buffer)
        mm_pool_free(buffer, 0, site);
}

/* WDK: RtlFreeUnicodeString. */
VOID RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
    ddi_enter(RtlFreeUnicodeString, NULL);
    free_buffer(UnicodeString->Buffer, gate_.site);
    *UnicodeString = (UNICODE_STRING){0};
}

/* WDK: RtlFreeAnsiString. */
VOID RtlFreeAnsiString(PANSI_STRING AnsiString)
{
    ddi_enter(RtlFreeAnsiString, NULL);
    free_buffer(AnsiString->Buffer, gate_.site);
    *AnsiString = (ANSI_STRING){0};
}

/* WDK: RtlFreeUTF8String. */
VOID RtlFreeUTF8String(PUTF8_STRING utf8String)
{
    ddi_enter(RtlFreeUTF8String, NULL);
    free_buffer(utf8String->Buffer, gate_.site);
    *utf8String = (UTF8_STRING){0};
}
