/*
 * sprintf and its kin, narrow: printf_body.h, and the two of C99.
 */
#include <stdio.h>

#define UNIT        char
#define STYLE       crt_style_narrow
#define SPRINTF     sprintf
#define VSPRINTF    vsprintf
#define SNPRINTF    _snprintf
#define VSNPRINTF   _vsnprintf
#define SPRINTF_S   sprintf_s
#define VSPRINTF_S  vsprintf_s
#define SNPRINTF_S  _snprintf_s
#define VSNPRINTF_S _vsnprintf_s
#define SCPRINTF    _scprintf
#define VSCPRINTF   _vscprintf

#include "printf_body.h"

int vsnprintf(char *buffer, size_t count, const char *format, va_list arguments)
{
    int length = print(buffer, count == 0 ? 0 : count - 1, format, arguments);
    if (count != 0)
        terminate(buffer, length < 0 ? 0 : (size_t)length < count ? (size_t)length : count - 1);
    return length;
}

int snprintf(char *buffer, size_t count, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(buffer, count, format, arguments);
    va_end(arguments);
    return length;
}
