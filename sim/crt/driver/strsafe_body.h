/*
 * The "safe string" functions of one family (RtlString..., NTSTATUS; String..., HRESULT) and one width; included by
 * driver/ntstrsafe_*.c and user/strsafe_*.c, which define UNIT, RESULT, the three results, VSCOPY (the bounded
 * formatter of that width) and NAME(count kind, operation). (No guard: it is a body, not an interface.)
 *
 * Cch functions count units, Cb functions bytes. Text that does not fit is cut, terminated, and reported; 0 or more
 * than 2^31-1 units are refused.
 */
#include "crt.h"

enum { UNITS_MAX = 2147483647 };

static size_t units_of_bytes(size_t bytes)
{
    return bytes / sizeof(UNIT);
}

static bool is_valid(size_t size)
{
    return size != 0 && size <= UNITS_MAX;
}

static size_t length_within(const UNIT *string, size_t limit)
{
    size_t length = 0;
    while (length < limit && string[length] != 0)
        length++;
    crt_reads(string, (length + (length < limit)) * sizeof(UNIT));
    return length;
}

/* Stores up to `count` units of the source at destination[used], and a NUL. */
static RESULT put(UNIT *destination, size_t size, size_t used, const UNIT *source, size_t count)
{
    size_t room = size - used; /* at least 1 */
    size_t length = length_within(source, count < room ? count : room);
    size_t stored = length < room ? length : room - 1;

    crt_writes(destination + used, (stored + 1) * sizeof(UNIT));
    crt_copy(destination + used, source, stored * sizeof(UNIT));
    destination[used + stored] = 0;
    return length < room ? RESULT_FINE : RESULT_CUT;
}

static RESULT copy(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    if (!is_valid(size))
        return RESULT_INVALID;
    if (count > UNITS_MAX) {
        put(destination, size, 0, destination, 0);
        return RESULT_INVALID;
    }
    return put(destination, size, 0, source, count);
}

static RESULT append(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    if (!is_valid(size) || count > UNITS_MAX)
        return RESULT_INVALID;

    size_t used = length_within(destination, size);
    return used == size ? RESULT_INVALID : put(destination, size, used, source, count);
}

static RESULT print(UNIT *destination, size_t size, const UNIT *format, va_list arguments)
{
    if (!is_valid(size))
        return RESULT_INVALID;

    int length = VSNPRINTF(destination, size - 1, format, arguments);
    if (length >= 0 && (size_t)length < size - 1)
        return RESULT_FINE;
    crt_writes(destination + size - 1, sizeof(UNIT));
    destination[size - 1] = 0;
    return length < 0 ? RESULT_CUT : RESULT_FINE;
}

static RESULT measure(const UNIT *string, size_t size, size_t unit, size_t *length)
{
    size_t units = string != NULL && size <= UNITS_MAX ? length_within(string, size) : size;
    bool found = string != NULL && units < size;

    if (length != NULL) {
        crt_writes(length, sizeof *length);
        *length = found ? units * unit : 0;
    }
    return found ? RESULT_FINE : RESULT_INVALID;
}

RESULT NAME(Cch, Copy)(UNIT *destination, size_t size, const UNIT *source)
{
    return copy(destination, size, source, UNITS_MAX);
}

RESULT NAME(Cb, Copy)(UNIT *destination, size_t size, const UNIT *source)
{
    return copy(destination, units_of_bytes(size), source, UNITS_MAX);
}

RESULT NAME(Cch, CopyN)(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    return copy(destination, size, source, count);
}

RESULT NAME(Cb, CopyN)(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    return copy(destination, units_of_bytes(size), source, units_of_bytes(count));
}

RESULT NAME(Cch, Cat)(UNIT *destination, size_t size, const UNIT *source)
{
    return append(destination, size, source, UNITS_MAX);
}

RESULT NAME(Cb, Cat)(UNIT *destination, size_t size, const UNIT *source)
{
    return append(destination, units_of_bytes(size), source, UNITS_MAX);
}

RESULT NAME(Cch, CatN)(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    return append(destination, size, source, count);
}

RESULT NAME(Cb, CatN)(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    return append(destination, units_of_bytes(size), source, units_of_bytes(count));
}

RESULT NAME(Cch, VPrintf)(UNIT *destination, size_t size, const UNIT *format, va_list arguments)
{
    return print(destination, size, format, arguments);
}

RESULT NAME(Cb, VPrintf)(UNIT *destination, size_t size, const UNIT *format, va_list arguments)
{
    return print(destination, units_of_bytes(size), format, arguments);
}

RESULT NAME(Cch, Printf)(UNIT *destination, size_t size, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    RESULT result = print(destination, size, format, arguments);
    va_end(arguments);
    return result;
}

RESULT NAME(Cb, Printf)(UNIT *destination, size_t size, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    RESULT result = print(destination, units_of_bytes(size), format, arguments);
    va_end(arguments);
    return result;
}

RESULT NAME(Cch, Length)(const UNIT *string, size_t size, size_t *length)
{
    return measure(string, size, 1, length);
}

RESULT NAME(Cb, Length)(const UNIT *string, size_t size, size_t *length)
{
    return measure(string, units_of_bytes(size), sizeof(UNIT), length);
}
