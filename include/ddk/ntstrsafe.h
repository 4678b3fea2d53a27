/*
 * Safe strings for drivers (WDK: ntstrsafe.h). Cch functions count units, Cb functions bytes. STATUS_BUFFER_OVERFLOW:
 * cut, but terminated. RtlUnicodeString... work on counted strings and store no NUL. The Ex forms tell where the text
 * ends and what room is left; their flags say what becomes of the rest.
 */
#ifndef NTSIM_DDK_NTSTRSAFE_H
#define NTSIM_DDK_NTSTRSAFE_H

#include <stdarg.h>

#include "ntdef.h"

EXTERN_C_START

#define NTSTRSAFE_MAX_CCH                2147483647
#define NTSTRSAFE_UNICODE_STRING_MAX_CCH (0xffff / sizeof(wchar_t))

#define STRSAFE_IGNORE_NULLS           0x00000100 /* NULL is an empty text, or a buffer without room */
#define STRSAFE_FILL_BEHIND_NULL       0x00000200 /* the low byte of the flags fills what is left */
#define STRSAFE_FILL_BEHIND            STRSAFE_FILL_BEHIND_NULL
#define STRSAFE_FILL_ON_FAILURE        0x00000400 /* it fills all */
#define STRSAFE_NULL_ON_FAILURE        0x00000800
#define STRSAFE_ZERO_LENGTH_ON_FAILURE STRSAFE_NULL_ON_FAILURE
#define STRSAFE_NO_TRUNCATION          0x00001000
#define STRSAFE_VALID_FLAGS            0x00001FFF
#define STRSAFE_FILL_BYTE(x)           ((ULONG)((x) & 0x000000FF) | STRSAFE_FILL_BEHIND_NULL)
#define STRSAFE_FAILURE_BYTE(x)        ((ULONG)((x) & 0x000000FF) | STRSAFE_FILL_ON_FAILURE)

typedef char *NTSTRSAFE_PSTR;
typedef const char *NTSTRSAFE_PCSTR;
typedef wchar_t *NTSTRSAFE_PWSTR;
typedef const wchar_t *NTSTRSAFE_PCWSTR;

#define __NTSIM_STRSAFE(kind, letter, type)                                                                            \
    NTSTATUS RtlString##kind##Copy##letter(type *pszDest, size_t size, const type *pszSrc);                            \
    NTSTATUS RtlString##kind##CopyN##letter(type *pszDest, size_t size, const type *pszSrc, size_t toCopy);            \
    NTSTATUS RtlString##kind##Cat##letter(type *pszDest, size_t size, const type *pszSrc);                             \
    NTSTATUS RtlString##kind##CatN##letter(type *pszDest, size_t size, const type *pszSrc, size_t toAppend);           \
    NTSTATUS RtlString##kind##Printf##letter(type *pszDest, size_t size, const type *pszFormat, ...);                  \
    NTSTATUS RtlString##kind##VPrintf##letter(type *pszDest, size_t size, const type *pszFormat, va_list argList);     \
    NTSTATUS RtlString##kind##Length##letter(const type *psz, size_t sizeMax, size_t *length);                         \
    NTSTATUS RtlString##kind##CopyEx##letter(type *pszDest, size_t size, const type *pszSrc, type **ppszDestEnd,       \
                                             size_t *remaining, unsigned dwFlags);                                     \
    NTSTATUS RtlString##kind##CopyNEx##letter(type *pszDest, size_t size, const type *pszSrc, size_t toCopy,           \
                                              type **ppszDestEnd, size_t *remaining, unsigned dwFlags);                \
    NTSTATUS RtlString##kind##CatEx##letter(type *pszDest, size_t size, const type *pszSrc, type **ppszDestEnd,        \
                                            size_t *remaining, unsigned dwFlags);                                      \
    NTSTATUS RtlString##kind##CatNEx##letter(type *pszDest, size_t size, const type *pszSrc, size_t toAppend,          \
                                             type **ppszDestEnd, size_t *remaining, unsigned dwFlags);                 \
    NTSTATUS RtlString##kind##PrintfEx##letter(type *pszDest, size_t size, type **ppszDestEnd, size_t *remaining,      \
                                               unsigned dwFlags, const type *pszFormat, ...);                          \
    NTSTATUS RtlString##kind##VPrintfEx##letter(type *pszDest, size_t size, type **ppszDestEnd, size_t *remaining,     \
                                                unsigned dwFlags, const type *pszFormat, va_list argList)

__NTSIM_STRSAFE(Cch, A, char);
__NTSIM_STRSAFE(Cb, A, char);
__NTSIM_STRSAFE(Cch, W, wchar_t);
__NTSIM_STRSAFE(Cb, W, wchar_t);
#undef __NTSIM_STRSAFE

NTSTATUS RtlStringCchCopyUnicodeString(wchar_t *pszDest, size_t cchDest, PCUNICODE_STRING SourceString);
NTSTATUS RtlStringCbCopyUnicodeString(wchar_t *pszDest, size_t cbDest, PCUNICODE_STRING SourceString);
NTSTATUS RtlStringCchCopyUnicodeStringEx(wchar_t *pszDest, size_t cchDest, PCUNICODE_STRING SourceString,
                                         wchar_t **ppszDestEnd, size_t *pcchRemaining, unsigned dwFlags);
NTSTATUS RtlStringCbCopyUnicodeStringEx(wchar_t *pszDest, size_t cbDest, PCUNICODE_STRING SourceString,
                                        wchar_t **ppszDestEnd, size_t *pcbRemaining, unsigned dwFlags);
NTSTATUS RtlUnalignedStringCchLengthW(const wchar_t *psz, size_t cchMax, size_t *pcchLength);
NTSTATUS RtlUnalignedStringCbLengthW(const wchar_t *psz, size_t cbMax, size_t *pcbLength);

NTSTATUS RtlUnicodeStringValidate(PCUNICODE_STRING SourceString);
NTSTATUS RtlUnicodeStringValidateEx(PCUNICODE_STRING SourceString, unsigned dwFlags);
NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING DestinationString, PCWSTR pszSrc);
NTSTATUS RtlUnicodeStringInitEx(PUNICODE_STRING DestinationString, PCWSTR pszSrc, unsigned dwFlags);

#define __NTSIM_STRSAFE_N(name, type, source)                                                                          \
    NTSTATUS name##N(PUNICODE_STRING DestinationString, type source, size_t toCopy);                                   \
    NTSTATUS name##NEx(PUNICODE_STRING DestinationString, type source, size_t toCopy, PUNICODE_STRING RemainingString, \
                       unsigned dwFlags)
#define __NTSIM_STRSAFE(operation)                                                                                     \
    NTSTATUS RtlUnicodeString##operation##String(PUNICODE_STRING DestinationString, PCWSTR pszSrc);                    \
    NTSTATUS RtlUnicodeString##operation##StringEx(PUNICODE_STRING DestinationString, PCWSTR pszSrc,                   \
                                                   PUNICODE_STRING RemainingString, unsigned dwFlags);                 \
    NTSTATUS RtlUnicodeString##operation(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString);            \
    NTSTATUS RtlUnicodeString##operation##Ex(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,         \
                                             PUNICODE_STRING RemainingString, unsigned dwFlags);                       \
    __NTSIM_STRSAFE_N(RtlUnicodeStringCch##operation##String, PCWSTR, pszSrc);                                         \
    __NTSIM_STRSAFE_N(RtlUnicodeStringCb##operation##String, PCWSTR, pszSrc);                                          \
    __NTSIM_STRSAFE_N(RtlUnicodeStringCch##operation, PCUNICODE_STRING, SourceString);                                 \
    __NTSIM_STRSAFE_N(RtlUnicodeStringCb##operation, PCUNICODE_STRING, SourceString)

__NTSIM_STRSAFE(Copy);
__NTSIM_STRSAFE(Cat);
#undef __NTSIM_STRSAFE
#undef __NTSIM_STRSAFE_N

NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, ...);
NTSTATUS RtlUnicodeStringPrintfEx(PUNICODE_STRING DestinationString, PUNICODE_STRING RemainingString, unsigned dwFlags,
                                  PCWSTR pszFormat, ...);
NTSTATUS RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, va_list argList);
NTSTATUS RtlUnicodeStringVPrintfEx(PUNICODE_STRING DestinationString, PUNICODE_STRING RemainingString, unsigned dwFlags,
                                   PCWSTR pszFormat, va_list argList);

EXTERN_C_END

#endif
