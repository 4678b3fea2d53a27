/*
 * The shadow: one byte for each 16 bytes of the pools. 1 to 16: so many of them, from the first, belong to a live
 * block; the codes below: none does. Zero is what memory above the marks reads as. Everything that asks "may this be
 * touched?" asks here, so a block's life is three writes to its shadow.
 */
#ifndef NTSIM_MM_SHADOW_H
#define NTSIM_MM_SHADOW_H

#include "arena/arena.h"

#include <string.h>

#define SHADOW_GRANULE 16

enum shadow_code {
    SHADOW_UNUSED = 0,
    SHADOW_FULL = SHADOW_GRANULE,
    SHADOW_HEADER = 0xF0, /* in front of a block */
    SHADOW_FREED = 0xF1,
    SHADOW_SYSTEM = 0xF2, /* the simulator's own */
    SHADOW_GIVEN_UP = 0xF3, /* a live block that drivers have given back to the system: a completed IRP */
    SHADOW_TAIL = 0xF4,   /* behind a block */
    SHADOW_UNWRITTEN = 0xF5 /* live, and somebody wants to know whether a driver writes its first bytes (mm_watch_write) */
};

/* For addresses of ARENA_NONPAGED and ARENA_PAGED only. */
static inline uint8_t *shadow_at(const void *address)
{
    return arena_start(ARENA_SHADOW) +
           ((size_t)((const uint8_t *)address - arena_start(ARENA_NONPAGED)) / SHADOW_GRANULE);
}

/* At most 16 bytes. */
static inline bool shadow_allows(const void *address, size_t size)
{
    const uint8_t *shadow = shadow_at(address);
    size_t end = (uintptr_t)address % SHADOW_GRANULE + size;
    if (end <= SHADOW_GRANULE)
        return *shadow <= SHADOW_FULL && *shadow >= end;
    return *shadow == SHADOW_FULL && shadow[1] <= SHADOW_FULL && shadow[1] >= end - SHADOW_GRANULE;
}

/* Any size; *first_bad is the first byte that may not be touched. */
bool shadow_allows_range(const void *address, size_t size, const void **first_bad);

/* `size` bytes from `start` (a granule's begin) are live; what is left of `room` is the red zone behind. */
static inline void shadow_live(void *start, size_t size, size_t room)
{
    uint8_t *shadow = shadow_at(start);
    size_t full = size / SHADOW_GRANULE, partial = size % SHADOW_GRANULE;
    memset(shadow, SHADOW_FULL, full);
    if (partial)
        shadow[full++] = (uint8_t)partial;
    size_t tail = room / SHADOW_GRANULE - full;
    if (tail == 1)
        shadow[full] = SHADOW_TAIL;
    else
        memset(shadow + full, SHADOW_TAIL, tail);
}

static inline void shadow_set(void *start, size_t size, enum shadow_code code)
{
    memset(shadow_at(start), code, (size + SHADOW_GRANULE - 1) / SHADOW_GRANULE);
}
/* Start of the block (behind its header) that holds the address or has it in a red zone; NULL: none ever was there. */
void *shadow_block_of(const void *address);

#endif
