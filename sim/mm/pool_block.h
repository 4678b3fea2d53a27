/*
 * A block of pool: header, the caller's bytes, red zone. Blocks never change their size class, and each lies where it
 * was first cut off the segment, so headers can be found from the shadow at any time.
 *
 *   cut -> LIVE -> QUARANTINED -> UNUSED -> LIVE ...
 */
#ifndef NTSIM_MM_POOL_BLOCK_H
#define NTSIM_MM_POOL_BLOCK_H

#include "mm/state.h"

#define POOL_CANARY     0x8D2B3C4F5A6E7190u
#define POOL_FILL_FRESH 0xCB /* content of a new block; eight of them are no valid address */
#define POOL_FILL_FREED 0xDF
#define POOL_FILL_TAIL  0xFB

#define POOL_SMALL_CLASSES 64 /* rooms of 16, 32, ... 1024 */

enum pool_state { POOL_UNUSED, POOL_LIVE, POOL_QUARANTINED };

struct pool_block {
    struct pool_block *next; /* in the quarantine or a free list */
    SIZE_T size;             /* as asked for */
    uint64_t sequence, freed_at;
    uintptr_t allocated_by, freed_by;
    ULONG tag;
    uint32_t image; /* who allocated; 0: the system */
    uint16_t type;  /* POOL_TYPE */
    uint8_t class, state;
    uint32_t freed_context;
    uint64_t allocated_at;
    uint64_t canary; /* the red zone in front: last, where an underrun hits first */
};

static inline void *block_data(struct pool_block *block)
{
    return block + 1;
}

static inline struct pool_block *block_of(void *data)
{
    return (struct pool_block *)data - 1;
}

static inline bool pool_is_paged(POOL_TYPE type)
{
    return type & PagedPool;
}

/* The class for a size, and how many bytes a block of a class has behind its header (red zone included). */
unsigned pool_class_of(SIZE_T size);
size_t pool_large_room(unsigned class);
static inline size_t pool_class_room(unsigned class)
{
    return class < POOL_SMALL_CLASSES ? (class + 1) * (size_t)16 : pool_large_room(class);
}
/* An unused block of the class: an old one, or cut off the segment. NULL: the segment is full. */
struct pool_block *pool_block_take(POOL_TYPE type, unsigned class);
/* Makes it usable again; what the bytes hold does not matter. */
void pool_block_give(struct pool_block *block);
/* The block whose bytes, or red zones, hold the address; NULL. */
struct pool_block *pool_block_at(const void *address);
/* First damaged byte of the red zones; NULL: none. */
const void *pool_block_damage(const struct pool_block *block);
uint32_t pool_block_id(const struct pool_block *block);

/* Keeps a block that was just freed; older ones go back to be used. */
void quarantine_put(struct pool_block *block);

/* Says where the address lies in which block, for a report. */
struct ke_blame pool_blame(const struct pool_block *block, const void *address, uintptr_t pc);

#endif
