/*
 * Blocks of memory. The loops must not be turned into calls of the very functions that they implement.
 */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "crt.h"

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

static void copy_up(unsigned char *to, const unsigned char *from, size_t size)
{
    for (; size >= sizeof(word); size -= sizeof(word), to += sizeof(word), from += sizeof(word))
        *(word *)to = *(const word *)from;
    while (size-- > 0)
        *to++ = *from++;
}

static void copy_down(unsigned char *to, const unsigned char *from, size_t size)
{
    for (; size >= sizeof(word); size -= sizeof(word))
        *(word *)(to + size - sizeof(word)) = *(const word *)(from + size - sizeof(word));
    while (size-- > 0)
        to[size] = from[size];
}

void crt_copy(void *destination, const void *source, size_t size)
{
    if ((uintptr_t)destination - (uintptr_t)source < size)
        copy_down(destination, source, size);
    else
        copy_up(destination, source, size);
}

void *memmove(void *destination, const void *source, size_t count)
{
    crt_reads(source, count);
    crt_writes(destination, count);
    crt_copy(destination, source, count);
    return destination;
}

/* On Windows x64 memcpy is memmove, and drivers have come to rely on it: told, and done all the same. A copy onto itself harms nowhere. */
void *memcpy(void *destination, const void *source, size_t count)
{
    uintptr_t to = (uintptr_t)destination, from = (uintptr_t)source;

    if (to != from && (to - from < count || from - to < count))
        __ntsim_copy_overlaps(destination, source, count);
    return memmove(destination, source, count);
}

void *memset(void *destination, int value, size_t count)
{
    unsigned char *to = destination;
    uint64_t pattern = (unsigned char)value * 0x0101010101010101ull;

    crt_writes(destination, count);
    for (; count >= sizeof(word); count -= sizeof(word), to += sizeof(word))
        *(word *)to = pattern;
    while (count-- > 0)
        *to++ = (unsigned char)value;
    return destination;
}

/* Announces the whole of both blocks, as the kernel's may read ahead. */
int memcmp(const void *first, const void *second, size_t count)
{
    const unsigned char *a = first, *b = second;

    crt_reads(first, count);
    crt_reads(second, count);
    for (size_t i = 0; i < count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

int _memicmp(const void *first, const void *second, size_t count)
{
    const unsigned char *a = first, *b = second;

    crt_reads(first, count);
    crt_reads(second, count);
    for (size_t i = 0; i < count; i++)
        if (tolower(a[i]) != tolower(b[i]))
            return tolower(a[i]) - tolower(b[i]);
    return 0;
}

void *memchr(const void *buffer, int value, size_t count)
{
    const unsigned char *at = buffer;
    size_t i = 0;

    while (i < count && at[i] != (unsigned char)value)
        i++;
    crt_reads(buffer, i < count ? i + 1 : count);
    return i < count ? (void *)(at + i) : NULL;
}

static errno_t refuse(errno_t error)
{
    crt_invalid_parameter();
    return error;
}

errno_t memcpy_s(void *destination, size_t size, const void *source, size_t count)
{
    if (count == 0)
        return 0;
    if (destination == NULL)
        return refuse(EINVAL);
    if (source != NULL && count <= size) {
        memmove(destination, source, count);
        return 0;
    }
    memset(destination, 0, size);
    return refuse(source == NULL ? EINVAL : ERANGE);
}

errno_t memmove_s(void *destination, size_t size, const void *source, size_t count)
{
    if (count == 0)
        return 0;
    if (destination == NULL || source == NULL)
        return refuse(EINVAL);
    if (count > size)
        return refuse(ERANGE);
    memmove(destination, source, count);
    return 0;
}

/* What newer compilers call for the copies that they make themselves. */
void *__tsan_memcpy(void *destination, const void *source, size_t count);
void *__tsan_memmove(void *destination, const void *source, size_t count);
void *__tsan_memset(void *destination, int value, size_t count);

void *__tsan_memcpy(void *destination, const void *source, size_t count)
{
    return memmove(destination, source, count);
}

void *__tsan_memmove(void *destination, const void *source, size_t count)
{
    return memmove(destination, source, count);
}

void *__tsan_memset(void *destination, int value, size_t count)
{
    return memset(destination, value, count);
}
