/*
 * The private heap: a free list per size class, and the mark of ARENA_PRIVATE when a list is empty. The caller
 * remembers sizes, so blocks have no header. Freed memory is used again at once, last-in first-out, and never goes from
 * one class to another.
 */
#include "arena/state.h"

#include "base/assert.h"

#include <string.h>

/* The class of a size; *room is what a block of the class holds. */
static unsigned class_of(size_t size, size_t *room)
{
    if (size <= 512) {
        unsigned class = size == 0 ? 0 : (unsigned)((size - 1) / ARENA_GRANULE);
        *room = (class + 1) * (size_t)ARENA_GRANULE;
        return class;
    }
    unsigned doubling = 63 - (unsigned)__builtin_clzll(size - 1); /* 2^doubling < size <= 2^(doubling+1) */
    size_t quarter = (size_t)1 << (doubling - 2);
    unsigned step = (unsigned)((size - 1 - ((size_t)1 << doubling)) / quarter);
    *room = ((size_t)1 << doubling) + (step + 1) * quarter;
    return 32 + (doubling - 9) * 4 + step;
}

void *sim_alloc(size_t size)
{
    sim_assert(size < ARENA_SEGMENT_SIZE);
    size_t room;
    struct heap_free **list = &arena_state()->heap[class_of(size, &room)];
    void *block = *list;
    size_t touched = arena_private_touched();
    if (block)
        *list = (*list)->next;
    else
        block = arena_grow(ARENA_PRIVATE, room);
    sim_assert(block != NULL);
    return (uint8_t *)block >= arena_start(ARENA_PRIVATE) + touched ? block : memset(block, 0, room);
}

void sim_free(void *block, size_t size)
{
    if (block == NULL)
        return;
    sim_assert(arena_of(block) == ARENA_PRIVATE && (uintptr_t)block % ARENA_GRANULE == 0);
    size_t room;
    struct heap_free **list = &arena_state()->heap[class_of(size, &room)];
    struct heap_free *unused = block;
    sim_assert(unused != *list); /* freed twice in a row */
    unused->next = *list;
    *list = unused;
}
