/*
 * RtlStringCb...W and RtlStringCch...W: strsafe_body.h with NTSTATUS; and RtlUnicodeString..., which work on counted
 * strings.
 */
#include <ntstrsafe.h>
#include <wchar.h>

#define UNIT                  wchar_t
#define RESULT                NTSTATUS
#define RESULT_FINE           ((NTSTATUS)0)
#define RESULT_CUT            ((NTSTATUS)0x80000005) /* STATUS_BUFFER_OVERFLOW */
#define RESULT_INVALID        ((NTSTATUS)0xC000000D) /* STATUS_INVALID_PARAMETER */
#define VSNPRINTF             _vsnwprintf
#define NAME(kind, operation) RtlString##kind##operation##W

#include "strsafe_body.h"

static bool is_fine(const UNICODE_STRING *string)
{
    crt_reads(string, sizeof *string);
    return string->Length % sizeof(wchar_t) == 0 && string->MaximumLength % sizeof(wchar_t) == 0 &&
           string->Length <= string->MaximumLength && (string->Buffer != NULL || string->MaximumLength == 0);
}

static void set_length(PUNICODE_STRING string, size_t units)
{
    crt_writes(string, sizeof *string);
    string->Length = (USHORT)(units * sizeof(wchar_t));
}

/* Stores units behind the first `used`; no NUL, as counted strings go without. */
static NTSTATUS store_units(PUNICODE_STRING destination, size_t used, const wchar_t *units, size_t count)
{
    size_t room = destination->MaximumLength / sizeof(wchar_t) - used;
    size_t stored = count < room ? count : room;

    crt_reads(units, stored * sizeof(wchar_t));
    crt_writes(destination->Buffer + used, stored * sizeof(wchar_t));
    crt_copy(destination->Buffer + used, units, stored * sizeof(wchar_t));
    set_length(destination, used + stored);
    return count > room ? RESULT_CUT : RESULT_FINE;
}

NTSTATUS RtlUnicodeStringValidate(PCUNICODE_STRING SourceString)
{
    return SourceString != NULL && is_fine(SourceString) ? RESULT_FINE : RESULT_INVALID;
}

NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING DestinationString, PCWSTR pszSrc)
{
    size_t length = pszSrc == NULL ? 0 : length_within(pszSrc, NTSTRSAFE_UNICODE_STRING_MAX_CCH + 1);
    UNICODE_STRING string = {0, 0, NULL};
    bool fits = length <= NTSTRSAFE_UNICODE_STRING_MAX_CCH;

    if (pszSrc != NULL && fits) {
        size_t whole = length < NTSTRSAFE_UNICODE_STRING_MAX_CCH ? length + 1 : length;
        string = (UNICODE_STRING){(USHORT)(length * sizeof(wchar_t)), (USHORT)(whole * sizeof(wchar_t)), (PWSTR)pszSrc};
    }
    crt_writes(DestinationString, sizeof string);
    *DestinationString = string;
    return fits ? RESULT_FINE : RESULT_INVALID;
}

NTSTATUS RtlUnicodeStringCopyString(PUNICODE_STRING DestinationString, PCWSTR pszSrc)
{
    if (!is_fine(DestinationString))
        return RESULT_INVALID;
    return store_units(DestinationString, 0, pszSrc, length_within(pszSrc, NTSTRSAFE_UNICODE_STRING_MAX_CCH));
}

NTSTATUS RtlUnicodeStringCopy(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
    if (!is_fine(DestinationString) || !is_fine(SourceString))
        return RESULT_INVALID;
    return store_units(DestinationString, 0, SourceString->Buffer, SourceString->Length / sizeof(wchar_t));
}

NTSTATUS RtlUnicodeStringCatString(PUNICODE_STRING DestinationString, PCWSTR pszSrc)
{
    if (!is_fine(DestinationString))
        return RESULT_INVALID;
    size_t length = length_within(pszSrc, NTSTRSAFE_UNICODE_STRING_MAX_CCH);
    return store_units(DestinationString, DestinationString->Length / sizeof(wchar_t), pszSrc, length);
}

NTSTATUS RtlUnicodeStringCat(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
    if (!is_fine(DestinationString) || !is_fine(SourceString))
        return RESULT_INVALID;
    return store_units(DestinationString, DestinationString->Length / sizeof(wchar_t), SourceString->Buffer,
                       SourceString->Length / sizeof(wchar_t));
}

NTSTATUS RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, va_list argList)
{
    if (!is_fine(DestinationString))
        return RESULT_INVALID;

    size_t room = DestinationString->MaximumLength / sizeof(wchar_t);
    int length =
        room == 0 ? _vscwprintf(pszFormat, argList) : _vsnwprintf(DestinationString->Buffer, room, pszFormat, argList);
    bool fits = length >= 0 && (size_t)length <= room;
    set_length(DestinationString, fits ? (size_t)length : room);
    return fits ? RESULT_FINE : RESULT_CUT;
}

NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, ...)
{
    va_list arguments;
    va_start(arguments, pszFormat);
    NTSTATUS status = RtlUnicodeStringVPrintf(DestinationString, pszFormat, arguments);
    va_end(arguments);
    return status;
}
