/*
 * Strings of either width, included by string_narrow.c and string_wide.c, which define UNIT, UNSIGNED_UNIT, VALUE, STR,
 * _STR, LOWER and UPPER. (No guard: it is a body, not an interface.)
 */
#include "crt.h"

static void reads(const UNIT *string, size_t units)
{
    crt_reads(string, units * sizeof(UNIT));
}

/* Units before the NUL, at most `limit`; nothing announced. */
static size_t length_of(const UNIT *string, size_t limit)
{
    size_t length = 0;
    while (length < limit && string[length] != 0)
        length++;
    return length;
}

/* The same, announced: the NUL was read too, if it was reached. */
static size_t read_length(const UNIT *string, size_t limit)
{
    size_t length = length_of(string, limit);
    reads(string, length + (length < limit));
    return length;
}

/* Writes `length` units and a NUL. */
static void store(UNIT *to, const UNIT *from, size_t length)
{
    crt_writes(to, (length + 1) * sizeof(UNIT));
    crt_copy(to, from, length * sizeof(UNIT));
    to[length] = 0;
}

size_t STR(len)(const UNIT *string)
{
    return read_length(string, (size_t)-1);
}

size_t STR(nlen)(const UNIT *string, size_t limit)
{
    return read_length(string, limit);
}

UNIT *STR(cpy)(UNIT *destination, const UNIT *source)
{
    store(destination, source, read_length(source, (size_t)-1));
    return destination;
}

UNIT *STR(ncpy)(UNIT *destination, const UNIT *source, size_t count)
{
    size_t length = read_length(source, count);

    crt_writes(destination, count * sizeof(UNIT));
    crt_copy(destination, source, length * sizeof(UNIT));
    for (size_t i = length; i < count; i++)
        destination[i] = 0;
    return destination;
}

UNIT *STR(cat)(UNIT *destination, const UNIT *source)
{
    UNIT *end = destination + read_length(destination, (size_t)-1);
    store(end, source, read_length(source, (size_t)-1));
    return destination;
}

UNIT *STR(ncat)(UNIT *destination, const UNIT *source, size_t count)
{
    UNIT *end = destination + read_length(destination, (size_t)-1);
    store(end, source, read_length(source, count));
    return destination;
}

/* --- comparing ------------------------------------------------------------------------------------------------------
 */

static size_t common_length(const UNIT *first, const UNIT *second, size_t count)
{
    size_t i = 0;
    while (i < count && first[i] == second[i] && first[i] != 0)
        i++;
    reads(first, i + (i < count));
    reads(second, i + (i < count));
    return i;
}

int STR(ncmp)(const UNIT *first, const UNIT *second, size_t count)
{
    size_t i = common_length(first, second, count);
    if (i == count || first[i] == second[i])
        return 0;
    return (UNSIGNED_UNIT)first[i] < (UNSIGNED_UNIT)second[i] ? -1 : 1;
}

int STR(cmp)(const UNIT *first, const UNIT *second)
{
    return STR(ncmp)(first, second, (size_t)-1);
}

int _STR(nicmp)(const UNIT *first, const UNIT *second, size_t count)
{
    size_t i = 0;
    while (i < count && LOWER(first[i]) == LOWER(second[i]) && first[i] != 0)
        i++;
    reads(first, i + (i < count));
    reads(second, i + (i < count));
    return i == count ? 0 : (int)LOWER(first[i]) - (int)LOWER(second[i]);
}

int _STR(icmp)(const UNIT *first, const UNIT *second)
{
    return _STR(nicmp)(first, second, (size_t)-1);
}

/* --- searching ------------------------------------------------------------------------------------------------------
 */

UNIT *STR(chr)(const UNIT *string, VALUE value)
{
    size_t i = 0;
    while (string[i] != (UNIT)value && string[i] != 0)
        i++;
    reads(string, i + 1);
    return string[i] == (UNIT)value ? (UNIT *)string + i : NULL;
}

UNIT *STR(rchr)(const UNIT *string, VALUE value)
{
    for (size_t i = read_length(string, (size_t)-1) + 1; i-- > 0;)
        if (string[i] == (UNIT)value)
            return (UNIT *)string + i;
    return NULL;
}

static bool starts_with(const UNIT *string, const UNIT *start, size_t length)
{
    size_t i = 0;
    while (i < length && string[i] == start[i])
        i++;
    return i == length;
}

UNIT *STR(str)(const UNIT *string, const UNIT *searched)
{
    size_t length = read_length(string, (size_t)-1), part = read_length(searched, (size_t)-1);

    for (size_t i = 0; i + part <= length; i++)
        if (starts_with(string + i, searched, part))
            return (UNIT *)string + i;
    return NULL;
}

static bool is_in(const UNIT *set, UNIT unit)
{
    while (*set != 0 && *set != unit)
        set++;
    return *set != 0;
}

static size_t span(const UNIT *string, const UNIT *set, bool members)
{
    size_t i = 0;
    read_length(set, (size_t)-1);
    while (string[i] != 0 && is_in(set, string[i]) == members)
        i++;
    reads(string, i + 1);
    return i;
}

size_t STR(spn)(const UNIT *string, const UNIT *set)
{
    return span(string, set, true);
}

size_t STR(cspn)(const UNIT *string, const UNIT *set)
{
    return span(string, set, false);
}

UNIT *STR(pbrk)(const UNIT *string, const UNIT *set)
{
    const UNIT *found = string + span(string, set, false);
    return *found != 0 ? (UNIT *)found : NULL;
}

UNIT *STR(tok_s)(UNIT *string, const UNIT *delimiters, UNIT **context)
{
    UNIT *token = string != NULL ? string : *context;

    token += span(token, delimiters, true);
    UNIT *end = token + span(token, delimiters, false);
    *context = end;
    if (token == end)
        return NULL;
    if (*end != 0) {
        crt_writes(end, sizeof(UNIT));
        *end = 0;
        *context = end + 1;
    }
    return token;
}

/* --- changing in place ----------------------------------------------------------------------------------------------
 */

UNIT *_STR(lwr)(UNIT *string)
{
    crt_writes(string, read_length(string, (size_t)-1) * sizeof(UNIT));
    for (UNIT *at = string; *at != 0; at++)
        *at = (UNIT)LOWER(*at);
    return string;
}

UNIT *_STR(upr)(UNIT *string)
{
    crt_writes(string, read_length(string, (size_t)-1) * sizeof(UNIT));
    for (UNIT *at = string; *at != 0; at++)
        *at = (UNIT)UPPER(*at);
    return string;
}

UNIT *_STR(rev)(UNIT *string)
{
    size_t length = read_length(string, (size_t)-1);

    crt_writes(string, length * sizeof(UNIT));
    for (size_t i = 0; i < length / 2; i++) {
        UNIT unit = string[i];
        string[i] = string[length - 1 - i];
        string[length - 1 - i] = unit;
    }
    return string;
}

UNIT *_STR(set)(UNIT *string, VALUE value)
{
    size_t length = read_length(string, (size_t)-1);

    crt_writes(string, length * sizeof(UNIT));
    for (size_t i = 0; i < length; i++)
        string[i] = (UNIT)value;
    return string;
}

/* --- with a size ----------------------------------------------------------------------------------------------------
 */

static errno_t refuse(UNIT *destination, size_t size, errno_t error)
{
    if (destination != NULL && size != 0)
        store(destination, destination, 0);
    crt_invalid_parameter();
    return error;
}

/* Puts up to `count` units of the source at destination[used]. With _TRUNCATE, what does not fit is left out. */
static errno_t append(UNIT *destination, size_t size, size_t used, const UNIT *source, size_t count)
{
    size_t room = size - used; /* at least 1 */
    size_t length = read_length(source, count < room ? count : room);

    if (length < room) {
        store(destination + used, source, length);
        return 0;
    }
    if (count != _TRUNCATE)
        return refuse(destination, size, ERANGE);
    store(destination + used, source, room - 1);
    return STRUNCATE;
}

static errno_t copy_bounded(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    if (destination == NULL || size == 0 || (source == NULL && count != 0))
        return refuse(destination, size, EINVAL);
    return append(destination, size, 0, source, count);
}

static errno_t append_bounded(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    if (destination == NULL || size == 0 || (source == NULL && count != 0))
        return refuse(destination, size, EINVAL);

    size_t used = read_length(destination, size);
    if (used == size)
        return refuse(destination, size, EINVAL);
    return append(destination, size, used, source, count);
}

errno_t STR(cpy_s)(UNIT *destination, size_t size, const UNIT *source)
{
    return copy_bounded(destination, size, source, (size_t)-2);
}

errno_t STR(ncpy_s)(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    return copy_bounded(destination, size, source, count);
}

errno_t STR(cat_s)(UNIT *destination, size_t size, const UNIT *source)
{
    return append_bounded(destination, size, source, (size_t)-2);
}

errno_t STR(ncat_s)(UNIT *destination, size_t size, const UNIT *source, size_t count)
{
    return append_bounded(destination, size, source, count);
}
