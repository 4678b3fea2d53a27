/*
 * Hash table from a 64-bit key (an address, mostly) to a pointer, in the private heap. Iteration order is never used for a decision: it would depend on
 * addresses.
 */
#ifndef NTSIM_ARENA_MAP_H
#define NTSIM_ARENA_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot {
    uint64_t key;
    void *value; /* NULL: free */
};

struct map {
    struct map_slot *slots;
    size_t room, used; /* room is a power of two, or 0 */
    bool near; /* set while empty: keys are addresses of objects of some size, and what lies side by side is found side by side (a million timers in an array) */
};

void *map_get(const struct map *map, uint64_t key);
/* NULL removes. */
void map_set(struct map *map, uint64_t key, void *value);

#endif
