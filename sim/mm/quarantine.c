/*
 * Freed blocks wait here, first in first out, so that a late use of one is still known as such. Their bytes hold a
 * pattern; what has changed when a block leaves was written by code without hooks.
 */
#include "mm/pool_block.h"

#include <string.h>

#define QUARANTINE_BYTES ((size_t)256 << 10)
#define QUARANTINE_COUNT 256
#define LOOKED_AT        128 /* bytes of each block that are compared with the pattern */

/* The data begins at a multiple of 16, and its last word may be compared with the pattern as far as it is the block's.
 */
static const void *changed(struct pool_block *block)
{
    const uint8_t *data = block_data(block);
    size_t size = block->size < LOOKED_AT ? block->size : LOOKED_AT;
    const uint64_t *words = (const uint64_t *)(const void *)data;
    uint64_t differs = 0;
    for (size_t i = 0; i < size / 8; i++)
        differs |= words[i] ^ POOL_FILL_FREED * 0x0101010101010101u;
    for (size_t i = differs ? 0 : size & ~(size_t)7; i < size; i++)
        if (data[i] != POOL_FILL_FREED)
            return data + i;
    return NULL;
}

static void release_oldest(struct mm_quarantine *quarantine)
{
    struct pool_block *block = quarantine->oldest;
    quarantine->oldest = block->next;
    if (!quarantine->oldest)
        quarantine->newest = NULL;
    quarantine->bytes -= pool_class_room(block->class);
    quarantine->count--;
    const void *damage = changed(block);
    if (damage) {
        struct ke_blame blame = pool_blame(block, damage, block->freed_by);
        ke_bugcheck_blame(DRIVER_CAUGHT_MODIFYING_FREED_POOL, (ULONG_PTR)damage, 1, 0, 0, &blame);
    }
    pool_block_give(block);
}

void quarantine_put(struct pool_block *block)
{
    struct mm_quarantine *quarantine = &mm->quarantine;
    block->state = POOL_QUARANTINED;
    block->next = NULL;
    if (quarantine->newest)
        quarantine->newest->next = block;
    else
        quarantine->oldest = block;
    quarantine->newest = block;
    quarantine->bytes += pool_class_room(block->class);
    quarantine->count++;
    while (quarantine->bytes > QUARANTINE_BYTES || quarantine->count > QUARANTINE_COUNT)
        release_oldest(quarantine);
}
