/*
 * _swprintf and its kin: printf_body.h for 16-bit units, and the swprintf of C, which wants a count.
 */
#include <wchar.h>

#define UNIT        wchar_t
#define STYLE       crt_style_wide
#define SPRINTF     _swprintf
#define VSPRINTF    _vswprintf
#define SNPRINTF    _snwprintf
#define VSNPRINTF   _vsnwprintf
#define SPRINTF_S   swprintf_s
#define VSPRINTF_S  vswprintf_s
#define SNPRINTF_S  _snwprintf_s
#define VSNPRINTF_S _vsnwprintf_s
#define SCPRINTF    _scwprintf
#define VSCPRINTF   _vscwprintf

#include "printf_body.h"

int _vswprintf_c(wchar_t *buffer, size_t count, const wchar_t *format, va_list arguments)
{
    if (count == 0)
        return -1;
    int length = print(buffer, count - 1, format, arguments);
    bool all = length >= 0 && (size_t)length < count;
    terminate(buffer, length < 0 ? 0 : all ? (size_t)length : count - 1);
    return all ? length : -1;
}

int _swprintf_c(wchar_t *buffer, size_t count, const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = _vswprintf_c(buffer, count, format, arguments);
    va_end(arguments);
    return length;
}
