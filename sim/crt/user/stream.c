/*
 * The standard streams over WriteFile and ReadFile. See stream.h. Control-Z ends the input, as in Microsoft's text
 * mode.
 */
#include "stream.h"

#include <stdio.h>

#include "win32.h"

static struct _iobuf input = {.which = STD_INPUT_HANDLE}, output = {.which = STD_OUTPUT_HANDLE},
                     error = {.which = STD_ERROR_HANDLE};

FILE *const __ntsim_streams[3] = {&input, &output, &error};

bool stream_write(struct _iobuf *stream, const void *bytes, size_t size)
{
    unsigned written = 0;
    if (size == 0)
        return true;
    if (WriteFile(GetStdHandle((unsigned)stream->which), bytes, (unsigned)size, &written, NULL) && written == size)
        return true;
    stream->error = true;
    return false;
}

static int read_byte(struct _iobuf *stream)
{
    unsigned char byte;
    unsigned count = 0;
    if (!ReadFile(GetStdHandle((unsigned)stream->which), &byte, 1, &count, NULL) || count == 0)
        return EOF;
    return byte;
}

int stream_read(struct _iobuf *stream)
{
    enum { CONTROL_Z = 0x1A };
    int c = stream->pushed_back - 1;

    if (stream->pushed_back != 0) {
        stream->pushed_back = 0;
        return c;
    }
    do
        c = stream->end ? EOF : read_byte(stream);
    while (c == '\r');
    if (c == EOF || c == CONTROL_Z) {
        stream->end = true;
        return EOF;
    }
    return c;
}

FILE *fopen(const char *name, const char *mode)
{
    (void)name, (void)mode;
    __ntsim_stop("fopen");
}

FILE *_wfopen(const wchar_t *name, const wchar_t *mode)
{
    (void)name, (void)mode;
    __ntsim_stop("_wfopen");
}

int fopen_s(FILE **stream, const char *name, const char *mode)
{
    (void)stream, (void)name, (void)mode;
    __ntsim_stop("fopen_s");
}

int fclose(FILE *stream)
{
    stream->end = stream->error = true;
    return 0;
}

size_t fread(void *buffer, size_t size, size_t count, FILE *stream)
{
    unsigned char *bytes = buffer;
    size_t read = 0, room = size != 0 && count <= (size_t)-1 / size ? size * count : 0;
    for (int c; read < room && (c = stream_read(stream)) != EOF; read++)
        bytes[read] = (unsigned char)c;
    return size != 0 ? read / size : 0;
}

enum { REPLACEMENT = 0xFFFD };

/* --- what one call prints -------------------------------------------------------------------------------------------
 */

static bool flush_chunk(struct print_sink *print)
{
    size_t size = print->held;
    print->held = 0;
    return stream_write(print->stream, print->chunk, size);
}

static void put_narrow(struct nt_sink *sink, unsigned unit)
{
    struct print_sink *print = (struct print_sink *)sink;
    print->chunk[print->held++] = (char)unit;
    if (print->held == PRINT_CHUNK)
        flush_chunk(print);
}

static void put_utf8(struct nt_sink *sink, unsigned code)
{
    if (code < 0x80) {
        put_narrow(sink, code);
        return;
    }
    if (code >= 0x10000)
        put_narrow(sink, 0xF0 | code >> 18);
    if (code >= 0x800)
        put_narrow(sink, (code >= 0x10000 ? 0x80 : 0xE0) | (code >> 12 & 0x3F));
    put_narrow(sink, code >= 0x800 ? 0x80 | (code >> 6 & 0x3F) : 0xC0 | code >> 6);
    put_narrow(sink, 0x80 | (code & 0x3F));
}

static void put_wide(struct nt_sink *sink, unsigned unit)
{
    struct print_sink *print = (struct print_sink *)sink;
    unsigned high = print->high;
    bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;

    print->high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
    if (high != 0 && is_low) {
        put_utf8(sink, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        return;
    }
    if (high != 0)
        put_utf8(sink, REPLACEMENT);
    if (print->high == 0)
        put_utf8(sink, is_low ? REPLACEMENT : unit);
}

void print_begin(struct print_sink *print, struct _iobuf *stream, bool wide)
{
    print->sink.put = wide ? put_wide : put_narrow;
    print->stream = stream;
    print->high = 0;
    print->held = 0;
}

bool print_end(struct print_sink *print)
{
    if (print->high != 0)
        put_utf8(&print->sink, REPLACEMENT);
    return flush_chunk(print) && !print->stream->error;
}
