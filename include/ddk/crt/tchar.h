/*
 * Names that mean the wide function when UNICODE or _UNICODE is defined, the narrow one otherwise.
 */
#ifndef NTSIM_DDK_TCHAR_H
#define NTSIM_DDK_TCHAR_H

#include "../ntsim/crt_types.h"

#if defined(_UNICODE) || defined(UNICODE)
#define __NTSIM_TCHAR(narrow, wide) wide
typedef wchar_t _TCHAR;
#define __T(text) L##text
#else
#define __NTSIM_TCHAR(narrow, wide) narrow
typedef char _TCHAR;
#define __T(text)                   text
#endif
#define _T(text)    __T(text)
#define _TEXT(text) __T(text)

#define _tmain       __NTSIM_TCHAR(main, wmain)
#define _tcslen      __NTSIM_TCHAR(strlen, wcslen)
#define _tcscpy      __NTSIM_TCHAR(strcpy, wcscpy)
#define _tcsncpy     __NTSIM_TCHAR(strncpy, wcsncpy)
#define _tcscat      __NTSIM_TCHAR(strcat, wcscat)
#define _tcscmp      __NTSIM_TCHAR(strcmp, wcscmp)
#define _tcsncmp     __NTSIM_TCHAR(strncmp, wcsncmp)
#define _tcsicmp     __NTSIM_TCHAR(_stricmp, _wcsicmp)
#define _tcsnicmp    __NTSIM_TCHAR(_strnicmp, _wcsnicmp)
#define _tcschr      __NTSIM_TCHAR(strchr, wcschr)
#define _tcsrchr     __NTSIM_TCHAR(strrchr, wcsrchr)
#define _tcsstr      __NTSIM_TCHAR(strstr, wcsstr)
#define _tcsdup      __NTSIM_TCHAR(_strdup, _wcsdup)
#define _tcscpy_s    __NTSIM_TCHAR(strcpy_s, wcscpy_s)
#define _tcscat_s    __NTSIM_TCHAR(strcat_s, wcscat_s)
#define _tcstol      __NTSIM_TCHAR(strtol, wcstol)
#define _tcstoul     __NTSIM_TCHAR(strtoul, wcstoul)
#define _ttoi        __NTSIM_TCHAR(atoi, _wtoi)
#define _ttol        __NTSIM_TCHAR(atol, _wtol)
#define _tprintf     __NTSIM_TCHAR(printf, wprintf)
#define _ftprintf    __NTSIM_TCHAR(fprintf, fwprintf)
#define _stprintf    __NTSIM_TCHAR(sprintf, swprintf)
#define _stprintf_s  __NTSIM_TCHAR(sprintf_s, swprintf_s)
#define _sntprintf   __NTSIM_TCHAR(_snprintf, _snwprintf)
#define _sntprintf_s __NTSIM_TCHAR(_snprintf_s, _snwprintf_s)
#define _vtprintf    __NTSIM_TCHAR(vprintf, vwprintf)
#define _puttchar    __NTSIM_TCHAR(putchar, putwchar)
#define _putts       __NTSIM_TCHAR(puts, _putws)
#define _fputts      __NTSIM_TCHAR(fputs, fputws)
#define _totlower    __NTSIM_TCHAR(tolower, towlower)
#define _totupper    __NTSIM_TCHAR(toupper, towupper)
#define _istdigit    __NTSIM_TCHAR(isdigit, iswdigit)
#define _istspace    __NTSIM_TCHAR(isspace, iswspace)

#endif
