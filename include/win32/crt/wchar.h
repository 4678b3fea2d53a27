/*
 * Wide strings and their formats, as for drivers; and wide output and copies.
 */
#ifndef NTSIM_WIN32_WCHAR_H
#define NTSIM_WIN32_WCHAR_H

#include "../../ddk/crt/wchar.h"

EXTERN_C_START

typedef struct _iobuf FILE;

int wprintf(const wchar_t *format, ...);
int vwprintf(const wchar_t *format, va_list arguments);
int fwprintf(FILE *stream, const wchar_t *format, ...);
int vfwprintf(FILE *stream, const wchar_t *format, va_list arguments);
int fputws(const wchar_t *string, FILE *stream);
int _putws(const wchar_t *string);
wint_t fputwc(wchar_t unit, FILE *stream);
wint_t putwchar(wchar_t unit);
wchar_t *_wcsdup(const wchar_t *string);

#define wprintf_s  wprintf
#define fwprintf_s fwprintf
#define wcsdup     _wcsdup
#define wcsicmp    _wcsicmp
#define wcsnicmp   _wcsnicmp

EXTERN_C_END

#endif
