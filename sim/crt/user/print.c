/*
 * printf and wprintf to the standard streams, and the plain output functions.
 */
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "../driver/crt.h"
#include "stream.h"

static int print(FILE *stream, const struct nt_format_style *style, const void *format, va_list arguments)
{
    struct print_sink sink;
    print_begin(&sink, stream, style->wide);
    int count = nt_format(&sink.sink, style, format, arguments);
    return print_end(&sink) ? count : -1;
}

static bool put_wide_text(FILE *stream, const wchar_t *text, size_t length)
{
    struct print_sink sink;
    print_begin(&sink, stream, true);
    for (size_t i = 0; i < length; i++)
        sink.sink.put(&sink.sink, text[i]);
    return print_end(&sink);
}

int vfprintf(FILE *stream, const char *format, va_list arguments)
{
    return print(stream, &crt_style_narrow, format, arguments);
}

int vfwprintf(FILE *stream, const wchar_t *format, va_list arguments)
{
    return print(stream, &crt_style_wide, format, arguments);
}

int vprintf(const char *format, va_list arguments)
{
    return vfprintf(stdout, format, arguments);
}

int vwprintf(const wchar_t *format, va_list arguments)
{
    return vfwprintf(stdout, format, arguments);
}

int printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vfprintf(stdout, format, arguments);
    va_end(arguments);
    return count;
}

int wprintf(const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vfwprintf(stdout, format, arguments);
    va_end(arguments);
    return count;
}

int fprintf(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vfprintf(stream, format, arguments);
    va_end(arguments);
    return count;
}

int fwprintf(FILE *stream, const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vfwprintf(stream, format, arguments);
    va_end(arguments);
    return count;
}

int fputc(int c, FILE *stream)
{
    unsigned char byte = (unsigned char)c;
    return stream_write(stream, &byte, 1) ? byte : EOF;
}

int putc(int c, FILE *stream)
{
    return fputc(c, stream);
}

int putchar(int c)
{
    return fputc(c, stdout);
}

int fputs(const char *string, FILE *stream)
{
    return stream_write(stream, string, strlen(string)) ? 0 : EOF;
}

int puts(const char *string)
{
    return printf("%s\n", string) < 0 ? EOF : 0;
}

size_t fwrite(const void *buffer, size_t size, size_t count, FILE *stream)
{
    return stream_write(stream, buffer, size * count) ? count : 0;
}

wint_t fputwc(wchar_t unit, FILE *stream)
{
    return put_wide_text(stream, &unit, 1) ? unit : WEOF;
}

wint_t putwchar(wchar_t unit)
{
    return fputwc(unit, stdout);
}

int fputws(const wchar_t *string, FILE *stream)
{
    return put_wide_text(stream, string, wcslen(string)) ? 0 : EOF;
}

int _putws(const wchar_t *string)
{
    return wprintf(L"%s\n", string) < 0 ? EOF : 0;
}

/* Nothing waits in a buffer, and none can be given. */
int fflush(FILE *stream)
{
    return stream != NULL && stream->error ? EOF : 0;
}

int setvbuf(FILE *stream, char *buffer, int mode, size_t size)
{
    (void)stream, (void)buffer, (void)mode, (void)size;
    return 0;
}

void setbuf(FILE *stream, char *buffer)
{
    (void)stream, (void)buffer;
}
