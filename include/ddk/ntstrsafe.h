/*
 * Safe strings for drivers (WDK: ntstrsafe.h). Cch functions count units, Cb functions bytes. STATUS_BUFFER_OVERFLOW:
 * cut, but terminated. RtlUnicodeString... work on counted strings and store no NUL.
 */
#ifndef NTSIM_DDK_NTSTRSAFE_H
#define NTSIM_DDK_NTSTRSAFE_H

#include <stdarg.h>

#include "ntdef.h"

#define NTSTRSAFE_MAX_CCH                2147483647
#define NTSTRSAFE_UNICODE_STRING_MAX_CCH (0xffff / sizeof(wchar_t))

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
    NTSTATUS RtlString##kind##Length##letter(const type *psz, size_t sizeMax, size_t *length)

__NTSIM_STRSAFE(Cch, A, char);
__NTSIM_STRSAFE(Cb, A, char);
__NTSIM_STRSAFE(Cch, W, wchar_t);
__NTSIM_STRSAFE(Cb, W, wchar_t);
#undef __NTSIM_STRSAFE

NTSTATUS RtlUnicodeStringValidate(PCUNICODE_STRING SourceString);
NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING DestinationString, PCWSTR pszSrc);
NTSTATUS RtlUnicodeStringCopyString(PUNICODE_STRING DestinationString, PCWSTR pszSrc);
NTSTATUS RtlUnicodeStringCopy(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString);
NTSTATUS RtlUnicodeStringCatString(PUNICODE_STRING DestinationString, PCWSTR pszSrc);
NTSTATUS RtlUnicodeStringCat(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString);
NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, ...);
NTSTATUS RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString, PCWSTR pszFormat, va_list argList);

#endif
