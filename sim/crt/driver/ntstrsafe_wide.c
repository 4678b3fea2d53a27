/*
 * RtlStringCb...W and RtlStringCch...W: strsafe_body.h with NTSTATUS; and their like from counted strings, and from text that is not aligned.
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
#include "strsafe_ex_body.h"

static bool is_counted(const UNICODE_STRING *string)
{
    crt_reads(string, sizeof *string);
    return string->Length % sizeof(wchar_t) == 0 && string->MaximumLength % sizeof(wchar_t) == 0 && string->Length <= string->MaximumLength &&
           (string->Buffer != NULL || string->MaximumLength == 0);
}

static NTSTATUS put_counted(const struct ex *ex, PCUNICODE_STRING source)
{
    static const UNICODE_STRING empty;
    PCUNICODE_STRING from = source == NULL && ex->flags & STRSAFE_IGNORE_NULLS ? &empty : source;
    if (from == NULL || !is_counted(from))
        return RESULT_INVALID;
    return put_ex(ex, false, from->Length ? from->Buffer : L"", from->Length / sizeof(wchar_t));
}

NTSTATUS RtlStringCchCopyUnicodeString(wchar_t *pszDest, size_t cchDest, PCUNICODE_STRING SourceString)
{
    return put_counted(&(struct ex){pszDest, bytes_of_units(cchDest), NULL, NULL, sizeof(wchar_t), 0}, SourceString);
}

NTSTATUS RtlStringCbCopyUnicodeString(wchar_t *pszDest, size_t cbDest, PCUNICODE_STRING SourceString)
{
    return put_counted(&(struct ex){pszDest, cbDest, NULL, NULL, 1, 0}, SourceString);
}

NTSTATUS RtlStringCchCopyUnicodeStringEx(wchar_t *pszDest, size_t cchDest, PCUNICODE_STRING SourceString, wchar_t **ppszDestEnd, size_t *pcchRemaining,
                                         unsigned dwFlags)
{
    return put_counted(&(struct ex){pszDest, bytes_of_units(cchDest), ppszDestEnd, pcchRemaining, sizeof(wchar_t), dwFlags}, SourceString);
}

NTSTATUS RtlStringCbCopyUnicodeStringEx(wchar_t *pszDest, size_t cbDest, PCUNICODE_STRING SourceString, wchar_t **ppszDestEnd, size_t *pcbRemaining,
                                        unsigned dwFlags)
{
    return put_counted(&(struct ex){pszDest, cbDest, ppszDestEnd, pcbRemaining, 1, dwFlags}, SourceString);
}

/* A unit at any address, which the processor must not be asked for whole. */
static bool is_nul(const unsigned char *unit)
{
    return unit[0] == 0 && unit[1] == 0;
}

static NTSTATUS measure_unaligned(const void *text, size_t units, size_t unit, size_t *length)
{
    const unsigned char *bytes = text;
    size_t at = 0;
    if (bytes != NULL && units <= UNITS_MAX)
        while (at < units && !is_nul(bytes + 2 * at))
            at++;
    bool found = bytes != NULL && units <= UNITS_MAX && at < units;
    if (bytes != NULL && units <= UNITS_MAX)
        crt_reads(bytes, 2 * (at + found));
    if (length != NULL) {
        crt_writes(length, sizeof *length);
        *length = found ? at * unit : 0;
    }
    return found ? RESULT_FINE : RESULT_INVALID;
}

NTSTATUS RtlUnalignedStringCchLengthW(const wchar_t *psz, size_t cchMax, size_t *pcchLength)
{
    return measure_unaligned(psz, cchMax, 1, pcchLength);
}

NTSTATUS RtlUnalignedStringCbLengthW(const wchar_t *psz, size_t cbMax, size_t *pcbLength)
{
    return measure_unaligned(psz, cbMax / sizeof(wchar_t), sizeof(wchar_t), pcbLength);
}
