/*
 * RtlUnicodeString...: safe copies into counted strings. No NUL is stored. What does not fit is cut and reported; the Ex forms tell what room is left, and flags say
 * what becomes of the rest of the buffer, or of all of it.
 */
#include <ntstrsafe.h>
#include <wchar.h>

#include "crt.h"

#define FINE    ((NTSTATUS)0)
#define CUT     ((NTSTATUS)0x80000005) /* STATUS_BUFFER_OVERFLOW */
#define INVALID ((NTSTATUS)0xC000000D) /* STATUS_INVALID_PARAMETER */

#define UNITS_MAX NTSTRSAFE_UNICODE_STRING_MAX_CCH

struct text {
    const wchar_t *units;
    size_t count;
};

static bool is_fine(const UNICODE_STRING *string)
{
    crt_reads(string, sizeof *string);
    return string->Length % sizeof(wchar_t) == 0 && string->MaximumLength % sizeof(wchar_t) == 0 && string->Length <= string->MaximumLength &&
           (string->Buffer != NULL || string->MaximumLength == 0);
}

static size_t length_within(const wchar_t *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] != 0)
        length++;
    crt_reads(text, (length + (length < limit)) * sizeof(wchar_t));
    return length;
}

static void set_length(PUNICODE_STRING string, size_t units)
{
    crt_writes(string, sizeof *string);
    string->Length = (USHORT)(units * sizeof(wchar_t));
}

static void fill(PUNICODE_STRING string, size_t from, unsigned byte)
{
    size_t size = string->MaximumLength - from * sizeof(wchar_t);
    crt_writes(string->Buffer + from, size);
    for (size_t i = 0; i < size; i++)
        ((unsigned char *)(string->Buffer + from))[i] = (unsigned char)byte;
}

/* Units behind the first `used`. */
static NTSTATUS store(PUNICODE_STRING destination, size_t used, struct text text)
{
    size_t room = destination->MaximumLength / sizeof(wchar_t) - used;
    size_t stored = text.count < room ? text.count : room;
    if (stored == 0) { /* either buffer may be NULL */
        set_length(destination, used);
        return text.count > room ? CUT : FINE;
    }
    crt_reads(text.units, stored * sizeof(wchar_t));
    crt_writes(destination->Buffer + used, stored * sizeof(wchar_t));
    crt_copy(destination->Buffer + used, text.units, stored * sizeof(wchar_t));
    set_length(destination, used + stored);
    return text.count > room ? CUT : FINE;
}

static bool fits(const UNICODE_STRING *destination, size_t used, struct text text)
{
    return text.count <= destination->MaximumLength / sizeof(wchar_t) - used;
}

/* --- flags ------------------------------------------------------------------------------------------------------------------------------------------------ */

static void after_failure(PUNICODE_STRING destination, unsigned flags)
{
    if (flags & STRSAFE_FILL_ON_FAILURE)
        fill(destination, 0, flags);
    if (flags & (STRSAFE_FILL_ON_FAILURE | STRSAFE_ZERO_LENGTH_ON_FAILURE))
        set_length(destination, 0);
}

/* What is left of the buffer, as an empty string. */
static void tell_rest(const UNICODE_STRING *destination, PUNICODE_STRING rest)
{
    if (rest == NULL)
        return;
    crt_writes(rest, sizeof *rest);
    *rest = (UNICODE_STRING){0, (USHORT)(destination->MaximumLength - destination->Length), NULL};
    if (destination->Buffer)
        rest->Buffer = destination->Buffer + destination->Length / sizeof(wchar_t);
}

static NTSTATUS finish(PUNICODE_STRING destination, NTSTATUS status, PUNICODE_STRING rest, unsigned flags)
{
    if (status != FINE)
        after_failure(destination, flags);
    else if (flags & STRSAFE_FILL_BEHIND)
        fill(destination, destination->Length / sizeof(wchar_t), flags);
    tell_rest(destination, rest);
    return status;
}

/* With STRSAFE_IGNORE_NULLS a string that is not there is one without room. */
static PUNICODE_STRING destination_or_none(PUNICODE_STRING destination, PUNICODE_STRING none, unsigned flags)
{
    if (flags & ~(unsigned)STRSAFE_VALID_FLAGS)
        return NULL;
    *none = (UNICODE_STRING){0, 0, NULL};
    PUNICODE_STRING result = destination == NULL && flags & STRSAFE_IGNORE_NULLS ? none : destination;
    return result != NULL && is_fine(result) ? result : NULL;
}

static bool text_of(const wchar_t *text, size_t count, unsigned flags, struct text *result)
{
    if ((text == NULL && !(flags & STRSAFE_IGNORE_NULLS)) || count > UNITS_MAX)
        return false;
    *result = (struct text){text, text ? length_within(text, count) : 0};
    return true;
}

static bool counted_text_of(PCUNICODE_STRING source, size_t count, unsigned flags, struct text *result)
{
    if (source == NULL) {
        *result = (struct text){NULL, 0};
        return (flags & STRSAFE_IGNORE_NULLS) != 0;
    }
    if (!is_fine(source) || count > UNITS_MAX)
        return false;
    size_t length = source->Length / sizeof(wchar_t);
    *result = (struct text){source->Buffer, length < count ? length : count};
    return true;
}

static NTSTATUS put(PUNICODE_STRING given, bool behind, bool valid, struct text text, PUNICODE_STRING rest, unsigned flags)
{
    UNICODE_STRING none;
    PUNICODE_STRING destination = destination_or_none(given, &none, flags);
    if (destination == NULL || !valid)
        return INVALID;
    size_t used = behind ? destination->Length / sizeof(wchar_t) : 0;
    if (flags & STRSAFE_NO_TRUNCATION && !fits(destination, used, text))
        return finish(destination, CUT, rest, flags);
    return finish(destination, store(destination, used, text), rest, flags);
}

static NTSTATUS put_string(PUNICODE_STRING destination, bool behind, const wchar_t *source, size_t count, PUNICODE_STRING rest, unsigned flags)
{
    struct text text = {NULL, 0};
    bool valid = text_of(source, count, flags, &text);
    return put(destination, behind, valid, text, rest, flags);
}

static NTSTATUS put_counted(PUNICODE_STRING destination, bool behind, PCUNICODE_STRING source, size_t count, PUNICODE_STRING rest, unsigned flags)
{
    struct text text = {NULL, 0};
    bool valid = counted_text_of(source, count, flags, &text);
    return put(destination, behind, valid, text, rest, flags);
}

/* --- setting up ------------------------------------------------------------------------------------------------------------------------------------------- */

NTSTATUS RtlUnicodeStringValidateEx(PCUNICODE_STRING SourceString, unsigned dwFlags)
{
    if (dwFlags & ~(unsigned)STRSAFE_IGNORE_NULLS)
        return INVALID;
    if (SourceString == NULL)
        return dwFlags & STRSAFE_IGNORE_NULLS ? FINE : INVALID;
    return is_fine(SourceString) ? FINE : INVALID;
}

NTSTATUS RtlUnicodeStringValidate(PCUNICODE_STRING SourceString)
{
    return RtlUnicodeStringValidateEx(SourceString, 0);
}

NTSTATUS RtlUnicodeStringInitEx(PUNICODE_STRING DestinationString, PCWSTR pszSrc, unsigned dwFlags)
{
    if (dwFlags & ~(unsigned)STRSAFE_IGNORE_NULLS || (DestinationString == NULL && !(dwFlags & STRSAFE_IGNORE_NULLS)))
        return INVALID;
    size_t length = pszSrc == NULL ? 0 : length_within(pszSrc, UNITS_MAX + 1);
    bool fitting = length <= UNITS_MAX;
    UNICODE_STRING string = {0, 0, NULL};
    if (pszSrc != NULL && fitting) {
        size_t whole = length < UNITS_MAX ? length + 1 : length;
        string = (UNICODE_STRING){(USHORT)(length * sizeof(wchar_t)), (USHORT)(whole * sizeof(wchar_t)), (PWSTR)pszSrc};
    }
    if (DestinationString != NULL) {
        crt_writes(DestinationString, sizeof string);
        *DestinationString = string;
    }
    return fitting ? FINE : INVALID;
}

NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING DestinationString, PCWSTR pszSrc)
{
    return RtlUnicodeStringInitEx(DestinationString, pszSrc, 0);
}

/* --- copying and appending -------------------------------------------------------------------------------------------------------------------------------- */

#define FAMILY(operation, behind)                                                                                                                           \
    NTSTATUS RtlUnicodeString##operation##String(PUNICODE_STRING DestinationString, PCWSTR pszSrc)                                                          \
    {                                                                                                                                                       \
        return put_string(DestinationString, behind, pszSrc, UNITS_MAX, NULL, 0);                                                                           \
    }                                                                                                                                                       \
    NTSTATUS RtlUnicodeString##operation##StringEx(PUNICODE_STRING DestinationString, PCWSTR pszSrc, PUNICODE_STRING RemainingString, unsigned dwFlags)     \
    {                                                                                                                                                       \
        return put_string(DestinationString, behind, pszSrc, UNITS_MAX, RemainingString, dwFlags);                                                          \
    }                                                                                                                                                       \
    NTSTATUS RtlUnicodeString##operation(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)                                                  \
    {                                                                                                                                                       \
        return put_counted(DestinationString, behind, SourceString, UNITS_MAX, NULL, 0);                                                                    \
    }                                                                                                                                                       \
    NTSTATUS RtlUnicodeString##operation##Ex(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString, PUNICODE_STRING RemainingString,             \
                                             unsigned dwFlags)                                                                                              \
    {                                                                                                                                                       \
        return put_counted(DestinationString, behind, SourceString, UNITS_MAX, RemainingString, dwFlags);                                                   \
    }                                                                                                                                                       \
    FAMILY_N(Cch, operation, behind, 1)                                                                                                                     \
    FAMILY_N(Cb, operation, behind, sizeof(wchar_t))
#define FAMILY_N(kind, operation, behind, unit)                                                                                                             \
    NTSTATUS RtlUnicodeString##kind##operation##StringN(PUNICODE_STRING DestinationString, PCWSTR pszSrc, size_t count)                                     \
    {                                                                                                                                                       \
        return put_string(DestinationString, behind, pszSrc, count / (unit), NULL, 0);                                                                      \
    }                                                                                                                                                       \
    NTSTATUS RtlUnicodeString##kind##operation##StringNEx(PUNICODE_STRING DestinationString, PCWSTR pszSrc, size_t count, PUNICODE_STRING RemainingString,  \
                                                          unsigned dwFlags)                                                                                 \
    {                                                                                                                                                       \
        return put_string(DestinationString, behind, pszSrc, count / (unit), RemainingString, dwFlags);                                                     \
    }                                                                                                                                                       \
    NTSTATUS RtlUnicodeString##kind##operation##N(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString, size_t count)                           \
    {                                                                                                                                                       \
        return put_counted(DestinationString, behind, SourceString, count / (unit), NULL, 0);                                                               \
    }                                                                                                                                                       \
    NTSTATUS RtlUnicodeString##kind##operation##NEx(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString, size_t count,                         \
                                                    PUNICODE_STRING RemainingString, unsigned dwFlags)                                                      \
    {                                                                                                                                                       \
        return put_counted(DestinationString, behind, SourceString, count / (unit), RemainingString, dwFlags);                                              \
    }

FAMILY(Copy, false)
FAMILY(Cat, true)

/* --- formats ------------------------------------------------------------------------------------------------------------------------------------------------ */

NTSTATUS RtlUnicodeStringVPrintfEx(PUNICODE_STRING DestinationString, PUNICODE_STRING RemainingString, unsigned dwFlags, PCWSTR pszFormat, va_list argList)
{
    UNICODE_STRING none;
    PUNICODE_STRING destination = destination_or_none(DestinationString, &none, dwFlags);
    const wchar_t *format = pszFormat == NULL && dwFlags & STRSAFE_IGNORE_NULLS ? L"" : pszFormat;
    if (destination == NULL || format == NULL)
        return INVALID;
    size_t room = destination->MaximumLength / sizeof(wchar_t), old = destination->Length / sizeof(wchar_t);
    int length = room == 0 ? _vscwprintf(format, argList) : _vsnwprintf(destination->Buffer, room, format, argList);
    bool fitting = length >= 0 && (size_t)length <= room;
    set_length(destination, fitting ? (size_t)length : dwFlags & STRSAFE_NO_TRUNCATION ? old : room);
    return finish(destination, fitting ? FINE : CUT, RemainingString, dwFlags);
}

NTSTATUS RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, va_list argList)
{
    return RtlUnicodeStringVPrintfEx(DestinationString, NULL, 0, pszFormat, argList);
}

NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, ...)
{
    va_list arguments;
    va_start(arguments, pszFormat);
    NTSTATUS status = RtlUnicodeStringVPrintfEx(DestinationString, NULL, 0, pszFormat, arguments);
    va_end(arguments);
    return status;
}

NTSTATUS RtlUnicodeStringPrintfEx(PUNICODE_STRING DestinationString, PUNICODE_STRING RemainingString, unsigned dwFlags, PCWSTR pszFormat, ...)
{
    va_list arguments;
    va_start(arguments, pszFormat);
    NTSTATUS status = RtlUnicodeStringVPrintfEx(DestinationString, RemainingString, dwFlags, pszFormat, arguments);
    va_end(arguments);
    return status;
}
