/*
 * Safe strings for applications (Windows SDK: strsafe.h). Cch functions count units, Cb functions bytes.
 * STRSAFE_E_INSUFFICIENT_BUFFER: cut, but terminated.
 */
#ifndef NTSIM_WIN32_STRSAFE_H
#define NTSIM_WIN32_STRSAFE_H

#include <stdarg.h>
#include "stdio.h"
#include "string.h"

#include "../../ddk/ntsim/linkage.h"

typedef int HRESULT;

#define STRSAFE_MAX_CCH               2147483647
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER   ((HRESULT)0x80070057)

EXTERN_C_START

#define __NTSIM_STRSAFE(kind, letter, type)                                                                            \
    HRESULT String##kind##Copy##letter(type *pszDest, size_t size, const type *pszSrc);                                \
    HRESULT String##kind##CopyN##letter(type *pszDest, size_t size, const type *pszSrc, size_t toCopy);                \
    HRESULT String##kind##Cat##letter(type *pszDest, size_t size, const type *pszSrc);                                 \
    HRESULT String##kind##CatN##letter(type *pszDest, size_t size, const type *pszSrc, size_t toAppend);               \
    HRESULT String##kind##Printf##letter(type *pszDest, size_t size, const type *pszFormat, ...);                      \
    HRESULT String##kind##VPrintf##letter(type *pszDest, size_t size, const type *pszFormat, va_list argList);         \
    HRESULT String##kind##Length##letter(const type *psz, size_t sizeMax, size_t *length)

__NTSIM_STRSAFE(Cch, A, char);
__NTSIM_STRSAFE(Cb, A, char);
__NTSIM_STRSAFE(Cch, W, wchar_t);
__NTSIM_STRSAFE(Cb, W, wchar_t);

EXTERN_C_END

#undef __NTSIM_STRSAFE

#ifdef UNICODE
#define __NTSIM_STRSAFE(function) function##W
#else
#define __NTSIM_STRSAFE(function) function##A
#endif
#define StringCchCopy    __NTSIM_STRSAFE(StringCchCopy)
#define StringCbCopy     __NTSIM_STRSAFE(StringCbCopy)
#define StringCchCopyN   __NTSIM_STRSAFE(StringCchCopyN)
#define StringCbCopyN    __NTSIM_STRSAFE(StringCbCopyN)
#define StringCchCat     __NTSIM_STRSAFE(StringCchCat)
#define StringCbCat      __NTSIM_STRSAFE(StringCbCat)
#define StringCchCatN    __NTSIM_STRSAFE(StringCchCatN)
#define StringCbCatN     __NTSIM_STRSAFE(StringCbCatN)
#define StringCchPrintf  __NTSIM_STRSAFE(StringCchPrintf)
#define StringCbPrintf   __NTSIM_STRSAFE(StringCbPrintf)
#define StringCchVPrintf __NTSIM_STRSAFE(StringCchVPrintf)
#define StringCbVPrintf  __NTSIM_STRSAFE(StringCbVPrintf)
#define StringCchLength  __NTSIM_STRSAFE(StringCchLength)
#define StringCbLength   __NTSIM_STRSAFE(StringCbLength)

#endif
