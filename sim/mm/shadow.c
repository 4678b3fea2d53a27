#include "mm/shadow.h"

#include <string.h>

static const uint8_t *granule(const void *address)
{
    return (const uint8_t *)((uintptr_t)address & ~(uintptr_t)(SHADOW_GRANULE - 1));
}

static bool eight_full(const uint8_t *shadow)
{
    uint64_t eight;
    memcpy(&eight, shadow, sizeof eight);
    return eight == 0x1010101010101010u;
}

bool shadow_allows_range(const void *address, size_t size, const void **first_bad)
{
    const uint8_t *at = address, *end = at + size;
    while (at < end) {
        if ((uintptr_t)at % SHADOW_GRANULE == 0 && eight_full(shadow_at(at)) &&
            (size_t)(end - at) >= 8 * SHADOW_GRANULE) {
            at += 8 * SHADOW_GRANULE;
            continue;
        }
        uint8_t code = *shadow_at(at);
        const uint8_t *valid = granule(at) + (code <= SHADOW_FULL ? code : code == SHADOW_UNWRITTEN ? SHADOW_GRANULE : 0);
        const uint8_t *wanted = granule(at) + SHADOW_GRANULE < end ? granule(at) + SHADOW_GRANULE : end;
        if (valid < wanted) {
            *first_bad = valid > at ? valid : at;
            return false;
        }
        at = wanted;
    }
    return true;
}

/* A header is in front of every block, so the way back ends there; from within a header the way is forward. */
void *shadow_block_of(const void *address)
{
    const uint8_t *at = granule(address), *first = arena_start(arena_of(address));
    if (*shadow_at(at) == SHADOW_HEADER) {
        while (*shadow_at(at) == SHADOW_HEADER)
            at += SHADOW_GRANULE;
        return (void *)at;
    }
    for (; at > first; at -= SHADOW_GRANULE) {
        while (at - first > 8 * SHADOW_GRANULE && eight_full(shadow_at(at) - 8))
            at -= 8 * SHADOW_GRANULE;
        if (*shadow_at(at) == SHADOW_UNUSED)
            return NULL;
        if (*shadow_at(at - SHADOW_GRANULE) == SHADOW_HEADER)
            return (void *)at;
    }
    return NULL;
}
