/*
 * Formatted text in memory; a driver has no other output here than DbgPrint. No floats in the kernel.
 */
#ifndef NTSIM_DDK_STDIO_H
#define NTSIM_DDK_STDIO_H

#include <stdarg.h>

#include "../ntsim/arrays.h"
#include "../ntsim/crt_types.h"

EXTERN_C_START

int sprintf(char *buffer, const char *format, ...);
int vsprintf(char *buffer, const char *format, va_list arguments);
/* -1 and no NUL when the text does not fit; exactly `count` units: no NUL either. */
int _snprintf(char *buffer, size_t count, const char *format, ...);
int _vsnprintf(char *buffer, size_t count, const char *format, va_list arguments);
/* C99: always terminated, returns the full length. */
int snprintf(char *buffer, size_t count, const char *format, ...);
int vsnprintf(char *buffer, size_t count, const char *format, va_list arguments);
int sprintf_s(char *buffer, size_t size, const char *format, ...);
int vsprintf_s(char *buffer, size_t size, const char *format, va_list arguments);
int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...);
int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list arguments);
int _scprintf(const char *format, ...);
int _vscprintf(const char *format, va_list arguments);

EXTERN_C_END

#ifdef __cplusplus
extern "C++" {
__NTSIM_ARRAY_FORMAT(sprintf_s, vsprintf_s, char)
__NTSIM_ARRAY_FORMAT_PART(_snprintf_s, _vsnprintf_s, char)
}
#endif

#include "wchar.h"

#endif
