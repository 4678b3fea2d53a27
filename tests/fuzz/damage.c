#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t fuzz_random(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

size_t fuzz_below(uint64_t *seed, size_t n)
{
    return (size_t)(fuzz_random(seed) % n);
}

static void reserve(struct fuzz_bytes *bytes, size_t room)
{
    if (room < bytes->room)
        return;
    bytes->room = room + 64;
    bytes->data = realloc(bytes->data, bytes->room);
    if (!bytes->data)
        exit(99);
}

void fuzz_copy(struct fuzz_bytes *to, const struct fuzz_bytes *from)
{
    reserve(to, from->size);
    memcpy(to->data, from->data, from->size);
    to->size = from->size;
}

void fuzz_read(struct fuzz_bytes *bytes, const char *path)
{
    FILE *file = fopen(path, "rb");
    bytes->size = 0;
    if (!file) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(99);
    }
    for (size_t got = 1; got > 0; bytes->size += got) {
        reserve(bytes, bytes->size + 65536);
        got = fread(bytes->data + bytes->size, 1, 65536, file);
    }
    fclose(file);
}

/* Numbers at which sizes, counts and offsets go wrong, in 1, 2, 4 or 8 bytes. */
static void put_border(unsigned char *at, size_t room, uint64_t *seed)
{
    static const uint64_t borders[] = {0, 1, 7, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000u, 0xFFFFFFFFu, 0x100000000u, 0x7FFFFFFFFFFFFFFFu, 0xFFFFFFFFFFFFFFF8u, UINT64_MAX};
    uint64_t value = borders[fuzz_below(seed, sizeof borders / sizeof *borders)];
    size_t size = (size_t)1 << fuzz_below(seed, 4);
    memcpy(at, &value, size < room ? size : room);
}

static void add_small(unsigned char *at, size_t room, uint64_t *seed)
{
    uint32_t value = 0;
    size_t size = room < sizeof value ? room : sizeof value;
    memcpy(&value, at, size);
    value += (uint32_t)fuzz_below(seed, 33) - 16;
    memcpy(at, &value, size);
}

static void swap_blocks(unsigned char *data, size_t size, uint64_t *seed)
{
    size_t length = 1 + fuzz_below(seed, size < 32 ? size : 32), a = fuzz_below(seed, size - length + 1), b = fuzz_below(seed, size - length + 1);
    unsigned char kept[32];
    memcpy(kept, data + a, length);
    memmove(data + a, data + b, length);
    memcpy(data + b, kept, length);
}

/* Nothing moves. */
static void change(unsigned char *data, size_t size, uint64_t *seed)
{
    size_t at = fuzz_below(seed, size);
    switch (fuzz_below(seed, 5)) {
    case 0:
        data[at] ^= (unsigned char)(1u << fuzz_below(seed, 8));
        break;
    case 1:
        data[at] = (unsigned char)fuzz_random(seed);
        break;
    case 2:
        put_border(data + at, size - at, seed);
        break;
    case 3:
        add_small(data + at, size - at, seed);
        break;
    default:
        swap_blocks(data, size, seed);
    }
}

static void repeat(struct fuzz_bytes *bytes, uint64_t *seed)
{
    size_t length = 1 + fuzz_below(seed, bytes->size < 256 ? bytes->size : 256), from = fuzz_below(seed, bytes->size - length + 1);
    reserve(bytes, bytes->size + length);
    memmove(bytes->data + from + length, bytes->data + from, bytes->size - from);
    bytes->size += length;
}

static void take_out(struct fuzz_bytes *bytes, uint64_t *seed)
{
    size_t length = 1 + fuzz_below(seed, bytes->size < 64 ? bytes->size : 64), from = fuzz_below(seed, bytes->size - length + 1);
    memmove(bytes->data + from, bytes->data + from + length, bytes->size - from - length);
    bytes->size -= length;
}

/* Mostly one: what is damaged a lot is refused at the first look. */
static size_t few(uint64_t *seed)
{
    size_t n = 1;
    while (n < 8 && fuzz_below(seed, 3) == 0)
        n++;
    return n;
}

void fuzz_damage(struct fuzz_bytes *bytes, uint64_t *seed)
{
    for (size_t n = few(seed); n > 0 && bytes->size > 0; n--) {
        size_t kind = fuzz_below(seed, 20);
        if (kind == 0)
            bytes->size = fuzz_below(seed, bytes->size);
        else if (kind < 4)
            repeat(bytes, seed);
        else if (kind < 7)
            take_out(bytes, seed);
        else
            change(bytes->data, bytes->size, seed);
    }
}

void fuzz_damage_within(struct fuzz_bytes *bytes, size_t from, size_t size, uint64_t *seed)
{
    for (size_t n = few(seed); n > 0 && size > 0; n--)
        change(bytes->data + from, size, seed);
}
