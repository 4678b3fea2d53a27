/*
 * Counted strings: setting up, copying, appending. Lengths are bytes; a string that gets a NUL behind it only gets it where there is room.
 */
#include "rtl/rtl.h"

#include <string.h>

size_t rtl_length(const WCHAR *text)
{
    size_t chars = 0;
    while (text[chars])
        chars++;
    return chars;
}

static void init_wide(PUNICODE_STRING string, PCWSTR text, size_t chars)
{
    string->Length = (USHORT)(chars * sizeof(WCHAR));
    string->MaximumLength = (USHORT)(text ? (chars + 1) * sizeof(WCHAR) : 0);
    string->Buffer = (PWSTR)text;
}

static void init_narrow(PSTRING string, PCSZ text, size_t bytes)
{
    string->Length = (USHORT)bytes;
    string->MaximumLength = (USHORT)(text ? bytes + 1 : 0);
    string->Buffer = (PCHAR)text;
}

/* WDK: RtlInitUnicodeString. A text too long for the structure is cut, not refused. */
VOID RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    ddi_enter(RtlInitUnicodeString, NULL);
    size_t chars = SourceString ? rtl_length(SourceString) : 0;
    init_wide(DestinationString, SourceString, chars > 32766 ? 32766 : chars);
}

/* WDK: RtlInitUnicodeStringEx. STATUS_NAME_TOO_LONG: does not fit. */
NTSTATUS RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    ddi_enter(RtlInitUnicodeStringEx, NULL);
    size_t chars = SourceString ? rtl_length(SourceString) : 0;
    if (chars > 32766) {
        init_wide(DestinationString, NULL, 0);
        return STATUS_NAME_TOO_LONG;
    }
    init_wide(DestinationString, SourceString, chars);
    return STATUS_SUCCESS;
}

static size_t narrow_length(PCSZ text)
{
    size_t bytes = text ? strlen(text) : 0;
    return bytes > 65534 ? 65534 : bytes;
}

/* WDK: RtlInitAnsiString. */
VOID RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString)
{
    ddi_enter(RtlInitAnsiString, NULL);
    init_narrow(DestinationString, SourceString, narrow_length(SourceString));
}

/* WDK: RtlInitString. */
VOID RtlInitString(PSTRING DestinationString, PCSZ SourceString)
{
    ddi_enter(RtlInitString, NULL);
    init_narrow(DestinationString, SourceString, narrow_length(SourceString));
}

static NTSTATUS init_narrow_or_refuse(PSTRING string, PCSZ text)
{
    size_t bytes = text ? strlen(text) : 0;
    bool fits = bytes < 65535; /* with the NUL */
    init_narrow(string, fits ? text : NULL, fits ? bytes : 0);
    return fits ? STATUS_SUCCESS : STATUS_NAME_TOO_LONG;
}

/* WDK: RtlInitStringEx. STATUS_NAME_TOO_LONG: does not fit. */
NTSTATUS RtlInitStringEx(PSTRING DestinationString, PCSZ SourceString)
{
    ddi_enter(RtlInitStringEx, NULL);
    return init_narrow_or_refuse(DestinationString, SourceString);
}

/* WDK: RtlInitUTF8StringEx. */
NTSTATUS RtlInitUTF8StringEx(PUTF8_STRING DestinationString, PCSZ SourceString)
{
    ddi_enter(RtlInitUTF8StringEx, NULL);
    return init_narrow_or_refuse(DestinationString, SourceString);
}

/* WDK: RtlInitUTF8String. */
VOID RtlInitUTF8String(PUTF8_STRING DestinationString, PCSZ SourceString)
{
    ddi_enter(RtlInitUTF8String, NULL);
    init_narrow(DestinationString, SourceString, narrow_length(SourceString));
}

/* WDK: RtlCopyUnicodeString. What does not fit is cut; no source makes it empty. */
VOID RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
    ddi_enter(RtlCopyUnicodeString, NULL);
    USHORT length = SourceString ? SourceString->Length : 0;
    if (length > DestinationString->MaximumLength)
        length = DestinationString->MaximumLength & ~1;
    if (length)
        memmove(DestinationString->Buffer, SourceString->Buffer, length);
    DestinationString->Length = length;
    if (length + sizeof(WCHAR) <= DestinationString->MaximumLength)
        DestinationString->Buffer[length / sizeof(WCHAR)] = 0;
}

/* WDK: RtlCopyString. */
VOID RtlCopyString(PSTRING DestinationString, const STRING *SourceString)
{
    ddi_enter(RtlCopyString, NULL);
    USHORT length = SourceString ? SourceString->Length : 0;
    if (length > DestinationString->MaximumLength)
        length = DestinationString->MaximumLength;
    if (length)
        memmove(DestinationString->Buffer, SourceString->Buffer, length);
    DestinationString->Length = length;
}

static NTSTATUS append(PUNICODE_STRING to, const WCHAR *text, size_t bytes)
{
    if (to->Length + bytes > to->MaximumLength)
        return STATUS_BUFFER_TOO_SMALL;
    WCHAR *end = to->Buffer + to->Length / sizeof(WCHAR);
    if (bytes)
        memmove(end, text, bytes);
    to->Length = (USHORT)(to->Length + bytes);
    if (to->Length + sizeof(WCHAR) <= to->MaximumLength)
        end[bytes / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

/* WDK: RtlAppendUnicodeStringToString. All or nothing. */
NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source)
{
    ddi_enter(RtlAppendUnicodeStringToString, NULL);
    return append(Destination, Source->Buffer, Source->Length);
}

/* WDK: RtlAppendUnicodeToString. */
NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source)
{
    ddi_enter(RtlAppendUnicodeToString, NULL);
    return Source ? append(Destination, Source, rtl_length(Source) * sizeof(WCHAR)) : STATUS_SUCCESS;
}

/* WDK: RtlAppendStringToString. */
NTSTATUS RtlAppendStringToString(PSTRING Destination, const STRING *Source)
{
    ddi_enter(RtlAppendStringToString, NULL);
    if (Destination->Length + Source->Length > Destination->MaximumLength)
        return STATUS_BUFFER_TOO_SMALL;
    if (Source->Length)
        memmove(Destination->Buffer + Destination->Length, Source->Buffer, Source->Length);
    Destination->Length = (USHORT)(Destination->Length + Source->Length);
    return STATUS_SUCCESS;
}
