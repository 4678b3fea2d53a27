/*
 * Formatted text in memory, of either width; included by printf_narrow.c and printf_wide.c, which define UNIT, STYLE
 * and the names. (No guard: it is a body, not an interface.)
 *
 * What is formatted collects in a small chunk, so that writes to the caller's buffer are announced before they happen
 * and yet not one by one.
 */
#include "crt.h"

enum { CHUNK = 64 };

struct memory_sink {
    struct nt_sink sink;
    UNIT *buffer;
    size_t room, stored; /* units */
    size_t held;         /* units in the chunk */
    UNIT chunk[CHUNK];
};

static void flush_chunk(struct memory_sink *memory)
{
    if (memory->held == 0)
        return;
    crt_writes(memory->buffer + memory->stored, memory->held * sizeof(UNIT));
    crt_copy(memory->buffer + memory->stored, memory->chunk, memory->held * sizeof(UNIT));
    memory->stored += memory->held;
    memory->held = 0;
}

static void put_memory(struct nt_sink *sink, unsigned unit)
{
    struct memory_sink *memory = (struct memory_sink *)sink;

    if (memory->stored + memory->held >= memory->room)
        return;
    memory->chunk[memory->held++] = (UNIT)unit;
    if (memory->held == CHUNK)
        flush_chunk(memory);
}

/* Stores at most `room` units, no NUL; returns the whole length, or -1. */
static int print(UNIT *buffer, size_t room, const UNIT *format, va_list arguments)
{
    struct memory_sink memory;

    memory.sink.put = put_memory;
    memory.buffer = buffer;
    memory.room = room;
    memory.stored = memory.held = 0;
    int length = nt_format(&memory.sink, &STYLE, format, arguments);
    flush_chunk(&memory);
    return length;
}

static void terminate(UNIT *buffer, size_t at)
{
    crt_writes(buffer + at, sizeof(UNIT));
    buffer[at] = 0;
}

static int refuse(UNIT *buffer, size_t size)
{
    if (buffer != NULL && size != 0)
        terminate(buffer, 0);
    crt_invalid_parameter();
    return -1;
}

int VSPRINTF(UNIT *buffer, const UNIT *format, va_list arguments)
{
    int length = print(buffer, (size_t)-1, format, arguments);
    terminate(buffer, length < 0 ? 0 : (size_t)length);
    return length;
}

int VSNPRINTF(UNIT *buffer, size_t count, const UNIT *format, va_list arguments)
{
    int length = print(buffer, buffer == NULL ? 0 : count, format, arguments);
    if (buffer == NULL || length < 0)
        return length;
    if ((size_t)length < count)
        terminate(buffer, (size_t)length);
    return (size_t)length > count ? -1 : length;
}

int VSPRINTF_S(UNIT *buffer, size_t size, const UNIT *format, va_list arguments)
{
    if (buffer == NULL || size == 0 || format == NULL)
        return refuse(buffer, size);

    int length = print(buffer, size - 1, format, arguments);
    if (length < 0 || (size_t)length >= size)
        return refuse(buffer, size);
    terminate(buffer, (size_t)length);
    return length;
}

int VSNPRINTF_S(UNIT *buffer, size_t size, size_t count, const UNIT *format, va_list arguments)
{
    if (buffer == NULL && size == 0 && count == 0 && format != NULL)
        return 0;
    if (buffer == NULL || size == 0 || format == NULL)
        return refuse(buffer, size);

    size_t room = count < size - 1 ? count : size - 1;
    int length = print(buffer, room, format, arguments);
    bool all = length >= 0 && (size_t)length <= room;
    bool may_cut = count == _TRUNCATE || count < size;
    if (length < 0 || (!all && !may_cut))
        return refuse(buffer, size);
    terminate(buffer, all ? (size_t)length : room);
    return all ? length : -1;
}

int VSCPRINTF(const UNIT *format, va_list arguments)
{
    return print(NULL, 0, format, arguments);
}

int SPRINTF(UNIT *buffer, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = VSPRINTF(buffer, format, arguments);
    va_end(arguments);
    return length;
}

int SNPRINTF(UNIT *buffer, size_t count, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = VSNPRINTF(buffer, count, format, arguments);
    va_end(arguments);
    return length;
}

int SPRINTF_S(UNIT *buffer, size_t size, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = VSPRINTF_S(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}

int SNPRINTF_S(UNIT *buffer, size_t size, size_t count, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = VSNPRINTF_S(buffer, size, count, format, arguments);
    va_end(arguments);
    return length;
}

int SCPRINTF(const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = VSCPRINTF(format, arguments);
    va_end(arguments);
    return length;
}
