/*
 * Characters and lines from standard input, and the keys of the console.
 */
#include <conio.h>
#include <stdio.h>
#include <string.h>

#include "../driver/crt.h"
#include "stream.h"
#include "win32.h"

int fgetc(FILE *stream)
{
    return stream_read(stream);
}

int getc(FILE *stream)
{
    return stream_read(stream);
}

int getchar(void)
{
    return stream_read(stdin);
}

int ungetc(int c, FILE *stream)
{
    if (c == EOF || stream->pushed_back != 0)
        return EOF;
    stream->pushed_back = (unsigned char)c + 1;
    return (unsigned char)c;
}

/* Stores a line of less than `size` characters and a NUL, with the '\n' if `keep` says so. Returns its length; -1:
 * there was none; size: too long. */
static long long read_line(char *buffer, size_t size, FILE *stream, bool keep)
{
    size_t length = 0;
    int c = 0;

    while (c != '\n' && length + keep < size && (c = stream_read(stream)) != EOF) {
        if (c == '\n' && !keep)
            break;
        if (length + 1 == size)
            return (long long)size;
        crt_writes(buffer + length, 1);
        buffer[length++] = (char)c;
    }
    if (c == EOF && length == 0)
        return -1;
    crt_writes(buffer + length, 1);
    buffer[length] = 0;
    return (long long)length;
}

char *fgets(char *buffer, int size, FILE *stream)
{
    if (size <= 0)
        return NULL;
    return read_line(buffer, (size_t)size, stream, true) < 0 ? NULL : buffer;
}

char *gets(char *buffer)
{
    return read_line(buffer, (size_t)-1, stdin, false) < 0 ? NULL : buffer;
}

/* A line that does not fit is read to its end and refused. */
char *gets_s(char *buffer, size_t size)
{
    if (buffer == NULL || size == 0) {
        crt_invalid_parameter();
        return NULL;
    }
    long long length = read_line(buffer, size, stdin, false);
    if (length < (long long)size)
        return length < 0 ? NULL : buffer;

    for (int c = 0; c != '\n' && c != EOF;)
        c = stream_read(stdin);
    buffer[0] = 0;
    crt_invalid_parameter();
    return NULL;
}

int feof(FILE *stream)
{
    return stream->end && stream->pushed_back == 0;
}

int ferror(FILE *stream)
{
    return stream->error;
}

void clearerr(FILE *stream)
{
    stream->error = stream->end = false;
}

/* --- the console ----------------------------------------------------------------------------------------------------
 */

int _getch(void)
{
    int c = stream_read(stdin);
    return c == '\n' ? '\r' : c;
}

int _getche(void)
{
    int c = _getch();
    if (c != EOF)
        putchar(c);
    return c;
}

int _kbhit(void)
{
    unsigned count = 0;
    if (stdin->pushed_back != 0)
        return 1;
    return GetNumberOfConsoleInputEvents(GetStdHandle((unsigned)STD_INPUT_HANDLE), &count) && count != 0;
}

int _putch(int c)
{
    return putchar(c);
}

int _cputs(const char *string)
{
    return fputs(string, stdout);
}

int _cprintf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vprintf(format, arguments);
    va_end(arguments);
    return count;
}
