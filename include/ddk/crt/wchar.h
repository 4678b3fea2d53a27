/*
 * Wide strings (16-bit units) and their formats, as the NT kernel offers them to drivers.
 */
#ifndef NTSIM_DDK_WCHAR_H
#define NTSIM_DDK_WCHAR_H

#include <stdarg.h>

#include "../ntsim/arrays.h"
#include "../ntsim/crt_types.h"

EXTERN_C_START

#define WEOF ((wint_t)0xffff)
#ifndef WCHAR_MAX
#define WCHAR_MIN 0
#define WCHAR_MAX 0xffff
#endif

size_t wcslen(const wchar_t *string);
size_t wcsnlen(const wchar_t *string, size_t limit);
wchar_t *wcscpy(wchar_t *destination, const wchar_t *source);
wchar_t *wcsncpy(wchar_t *destination, const wchar_t *source, size_t count);
wchar_t *wcscat(wchar_t *destination, const wchar_t *source);
wchar_t *wcsncat(wchar_t *destination, const wchar_t *source, size_t count);
int wcscmp(const wchar_t *first, const wchar_t *second);
int wcsncmp(const wchar_t *first, const wchar_t *second, size_t count);
int _wcsicmp(const wchar_t *first, const wchar_t *second);
int _wcsnicmp(const wchar_t *first, const wchar_t *second, size_t count);
wchar_t *wcschr(const wchar_t *string, wchar_t value);
wchar_t *wcsrchr(const wchar_t *string, wchar_t value);
wchar_t *wcsstr(const wchar_t *string, const wchar_t *searched);
#define wcswcs wcsstr
size_t wcsspn(const wchar_t *string, const wchar_t *set);
size_t wcscspn(const wchar_t *string, const wchar_t *set);
wchar_t *wcspbrk(const wchar_t *string, const wchar_t *set);
wchar_t *_wcslwr(wchar_t *string);
wchar_t *_wcsupr(wchar_t *string);
wchar_t *_wcsrev(wchar_t *string);
wchar_t *_wcsset(wchar_t *string, wchar_t value);
wchar_t *wcstok_s(wchar_t *string, const wchar_t *delimiters, wchar_t **context);

errno_t wcscpy_s(wchar_t *destination, size_t size, const wchar_t *source);
errno_t wcsncpy_s(wchar_t *destination, size_t size, const wchar_t *source, size_t count);
errno_t wcscat_s(wchar_t *destination, size_t size, const wchar_t *source);
errno_t wcsncat_s(wchar_t *destination, size_t size, const wchar_t *source, size_t count);

wint_t towlower(wint_t unit);
wint_t towupper(wint_t unit);
int iswalnum(wint_t unit);
int iswalpha(wint_t unit);
int iswascii(wint_t unit);
int iswcntrl(wint_t unit);
int iswdigit(wint_t unit);
int iswgraph(wint_t unit);
int iswlower(wint_t unit);
int iswprint(wint_t unit);
int iswpunct(wint_t unit);
int iswspace(wint_t unit);
int iswupper(wint_t unit);
int iswxdigit(wint_t unit);

/* _swprintf knows no limit; _swprintf_c has one and always terminates. `swprintf` is either, by its second argument, as
 * with Microsoft's headers. */
int _swprintf(wchar_t *buffer, const wchar_t *format, ...);
int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list arguments);
int _swprintf_c(wchar_t *buffer, size_t count, const wchar_t *format, ...);
int _vswprintf_c(wchar_t *buffer, size_t count, const wchar_t *format, va_list arguments);
#ifndef __cplusplus
#define __NTSIM_FORMAT_OR_COUNT(second, plain, counted)                                                                \
    _Generic((second), wchar_t * : plain, const wchar_t * : plain, default : counted)
#define swprintf(buffer, second, ...)                                                                                  \
    __NTSIM_FORMAT_OR_COUNT(second, _swprintf, _swprintf_c)(buffer, second, ##__VA_ARGS__)
#define vswprintf(buffer, second, ...)                                                                                 \
    __NTSIM_FORMAT_OR_COUNT(second, _vswprintf, _vswprintf_c)(buffer, second, __VA_ARGS__)
#endif

/* -1 and no NUL when the text does not fit; exactly `count` units: no NUL either. */
int _snwprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...);
int _vsnwprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list arguments);
int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...);
int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list arguments);
int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...);
int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, va_list arguments);
int _scwprintf(const wchar_t *format, ...);
int _vscwprintf(const wchar_t *format, va_list arguments);

int _wtoi(const wchar_t *string);
long _wtol(const wchar_t *string);
long long _wtoi64(const wchar_t *string);
long wcstol(const wchar_t *string, wchar_t **end, int radix);
unsigned long wcstoul(const wchar_t *string, wchar_t **end, int radix);
long long _wcstoi64(const wchar_t *string, wchar_t **end, int radix);
unsigned long long _wcstoui64(const wchar_t *string, wchar_t **end, int radix);
wchar_t *_itow(int value, wchar_t *buffer, int radix);
wchar_t *_ltow(long value, wchar_t *buffer, int radix);
wchar_t *_ultow(unsigned long value, wchar_t *buffer, int radix);
wchar_t *_i64tow(long long value, wchar_t *buffer, int radix);
wchar_t *_ui64tow(unsigned long long value, wchar_t *buffer, int radix);

EXTERN_C_END

#ifdef __cplusplus
extern "C++" {
static inline int vswprintf(wchar_t *buffer, const wchar_t *format, va_list arguments)
{
    return _vswprintf(buffer, format, arguments);
}
static inline int vswprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list arguments)
{
    return _vswprintf_c(buffer, count, format, arguments);
}
static inline int swprintf(wchar_t *buffer, const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = _vswprintf(buffer, format, arguments);
    va_end(arguments);
    return result;
}
static inline int swprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = _vswprintf_c(buffer, count, format, arguments);
    va_end(arguments);
    return result;
}
__NTSIM_ARRAY_COPY(wcscpy_s, wchar_t)
__NTSIM_ARRAY_COPY(wcscat_s, wchar_t)
__NTSIM_ARRAY_COPY_PART(wcsncpy_s, wchar_t)
__NTSIM_ARRAY_COPY_PART(wcsncat_s, wchar_t)
__NTSIM_ARRAY_FORMAT(swprintf_s, vswprintf_s, wchar_t)
__NTSIM_ARRAY_FORMAT_PART(_snwprintf_s, _vsnwprintf_s, wchar_t)
}
#endif

#endif
