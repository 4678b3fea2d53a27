/*
 * All memory of one simulated machine: one reserved range at a fixed address, cut into segments of 4 GiB by what they hold, so that an address tells its
 * kind by a shift. Every segment grows from its start to a high-water mark; a snapshot is the bytes below the marks and nothing else. Memory above a mark
 * may hold leftovers of an earlier run: whoever hands memory out fills it.
 */
#ifndef NTSIM_ARENA_H
#define NTSIM_ARENA_H

#include "base/list.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum arena_segment {
    ARENA_PRIVATE,  /* the simulator's own state; drivers are refused */
    ARENA_NONPAGED, /* pools */
    ARENA_PAGED,
    ARENA_STACKS,   /* kernel stacks */
    ARENA_USER,     /* every process's memory, also mapped at ARENA_ALIAS */
    ARENA_ALIAS,    /* the same pages as ARENA_USER: system addresses of MDLs; same offset */
    ARENA_DEVICE,   /* MmMapIoSpace ranges: never accessible, registers are reached through HAL only */
    ARENA_SHADOW,   /* one byte for 16 of ARENA_NONPAGED and of ARENA_PAGED: which are live (mm/shadow.h) */
    ARENA_SEGMENTS
};

#define ARENA_SHIFT 32
#define ARENA_SEGMENT_SIZE ((size_t)1 << ARENA_SHIFT)

extern uint8_t *arena_base; /* constant per platform once reserved */

static inline uint8_t *arena_start(enum arena_segment segment)
{
    return arena_base + ((size_t)segment << ARENA_SHIFT);
}

/* ARENA_SEGMENTS when the address is outside. */
static inline enum arena_segment arena_of(const void *address)
{
    size_t offset = (size_t)((const uint8_t *)address - arena_base);
    return offset >> ARENA_SHIFT < ARENA_SEGMENTS ? (enum arena_segment)(offset >> ARENA_SHIFT) : ARENA_SEGMENTS;
}

static inline bool arena_holds(const void *address)
{
    return arena_of(address) != ARENA_SEGMENTS;
}

/* Reserves the arena (once per process) and empties it. False: the address range is taken. */
bool arena_open(void);
/* Everything back to empty: marks at zero, private heap empty. */
void arena_clear(void);

/* Raises the mark of a segment by `size` bytes (16-byte multiples) and returns where they start; NULL: the host has no more memory. Not zeroed. */
void *arena_grow(enum arena_segment segment, size_t size);
size_t arena_used(enum arena_segment segment);

/* Private heap: zeroed memory for the simulator's own state. Never fails short of the host's memory (then the run ends: broken). */
void *sim_alloc(size_t size);
void sim_free(void *block, size_t size);

/* --- snapshot of the marks and the bytes below them, stacks and user memory excepted (the machine adds those) ------------------------ */
struct arena_snapshot;
struct arena_snapshot *arena_snapshot_take(void);
void arena_snapshot_restore(const struct arena_snapshot *snapshot);
void arena_snapshot_free(struct arena_snapshot *snapshot);

#endif
