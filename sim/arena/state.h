/*
 * What the arena knows of itself, private to sim/arena. It is the first thing in ARENA_PRIVATE, so that a snapshot of
 * that segment holds it. What the host's page tables say (committed sizes) is not in it: that is never undone by a
 * restore.
 */
#ifndef NTSIM_ARENA_STATE_H
#define NTSIM_ARENA_STATE_H

#include "arena/arena.h"

#define ARENA_GRANULE 16

/* Sizes up to 512 in steps of 16, then four classes to each doubling. */
#define HEAP_CLASSES (32 + 4 * (ARENA_SHIFT - 9))

struct heap_free {
    struct heap_free *next;
};

struct arena_state {
    size_t used[ARENA_SEGMENTS]; /* the marks; ALIAS and SHADOW have none of their own */
    struct heap_free *heap[HEAP_CLASSES];
};

static inline struct arena_state *arena_state(void)
{
    return (struct arena_state *)arena_start(ARENA_PRIVATE);
}

/* How much of ARENA_PRIVATE was in use at any time of the process's life: above it nothing was ever written. */
size_t arena_private_touched(void);

/* The threads whose stacks lie in the arena are abandoned: AddressSanitizer is told. */
void arena_forget_stacks(void);

/* The shadow of a pool segment: NONPAGED and PAGED are neighbours, and so are their shadows. */
static inline uint8_t *arena_shadow(enum arena_segment segment)
{
    return arena_start(ARENA_SHADOW) + ((size_t)(segment - ARENA_NONPAGED) << ARENA_SHIFT) / ARENA_GRANULE;
}

#endif
