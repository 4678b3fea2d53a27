/*
 * Blocks by size class. Sizes below a page in steps of 16 up to 1 KiB, then four classes to a doubling; from a page on,
 * page-aligned, in whole pages.
 */
#include "mm/pool_block.h"

#include "choice/footprint.h"

#include "mm/shadow.h"

#include <stddef.h>
#include <string.h>

_Static_assert(sizeof(struct pool_block) % SHADOW_GRANULE == 0, "headers are whole granules");
_Static_assert(offsetof(struct pool_block, canary) + 8 == sizeof(struct pool_block),
               "the canary touches the caller's bytes");

enum {
    SMALL = POOL_SMALL_CLASSES,
    MEDIUM = SMALL + 9,        /* rooms of 1280, 1536, ... up to a page and its red zone */
    EXACT_PAGES = MEDIUM + 16, /* 1..16 pages, then four to a doubling */
};

/* The class among four to each doubling above 2^first of units that hold `units`. */
static unsigned quarter_class(size_t units, unsigned first)
{
    unsigned doubling = 63 - (unsigned)__builtin_clzll(units - 1);
    return (doubling - first) * 4 + (unsigned)((units - 1 - ((size_t)1 << doubling)) >> (doubling - 2));
}

static size_t quarter_room(unsigned class, unsigned first)
{
    unsigned doubling = first + class / 4;
    return ((size_t)1 << doubling) + ((size_t)(class % 4 + 1) << (doubling - 2));
}

unsigned pool_class_of(SIZE_T size)
{
    if (size >= PAGE_SIZE) {
        size_t pages = BYTES_TO_PAGES(size);
        return pages <= 16 ? MEDIUM + (unsigned)pages - 1 : EXACT_PAGES + quarter_class(pages, 4);
    }
    size_t units = (size + SHADOW_GRANULE - 1) / SHADOW_GRANULE + 1;
    return units <= SMALL ? (unsigned)units - 1 : SMALL + quarter_class(units, 6);
}

size_t pool_large_room(unsigned class)
{
    if (class < MEDIUM)
        return quarter_room(class - SMALL, 6) * SHADOW_GRANULE;
    size_t pages = class < EXACT_PAGES ? class - MEDIUM + 1 : quarter_room(class - EXACT_PAGES, 4);
    return pages * PAGE_SIZE + SHADOW_GRANULE;
}

static struct mm_pool *pool_of(POOL_TYPE type)
{
    return pool_is_paged(type) ? &mm->paged : &mm->nonpaged;
}

/* Bytes to skip so that what follows the next header begins a page. */
static size_t gap_before_page(enum arena_segment segment)
{
    return -(arena_used(segment) + sizeof(struct pool_block)) & (PAGE_SIZE - 1);
}

/* The segment grows upward, so the list is in order of addresses. */
static void note_large(struct mm_pool *pool, struct pool_block *block, size_t size)
{
    if (pool->large_count == pool->large_room) {
        size_t room = pool->large_room ? 2 * pool->large_room : 16;
        struct mm_large *larger = sim_alloc(room * sizeof *larger);
        if (pool->large_count)
            memcpy(larger, pool->large, pool->large_count * sizeof *larger);
        sim_free(pool->large, pool->large_room * sizeof *larger);
        pool->large = larger;
        pool->large_room = room;
    }
    pool->large[pool->large_count++] = (struct mm_large){block, size};
}

/* The block of a page or more that holds the address: it may be long, and the way back to its header with it. */
static struct pool_block *large_at(const struct mm_pool *pool, const void *address)
{
    size_t first = 0, end = pool->large_count; /* the last that begins at the address or before is before `end` */
    while (first < end) {
        size_t middle = (first + end) / 2;
        if ((const uint8_t *)pool->large[middle].block <= (const uint8_t *)address)
            first = middle + 1;
        else
            end = middle;
    }
    const struct mm_large *large = first ? &pool->large[first - 1] : NULL;
    return large && (size_t)((const uint8_t *)address - (const uint8_t *)large->block) < large->size ? large->block : NULL;
}

static struct pool_block *cut(POOL_TYPE type, unsigned class)
{
    enum arena_segment segment = pool_is_paged(type) ? ARENA_PAGED : ARENA_NONPAGED;
    size_t gap = class >= MEDIUM ? gap_before_page(segment) : 0, size = sizeof(struct pool_block) + pool_class_room(class);
    uint8_t *start = arena_grow(segment, gap + size);
    if (!start)
        return NULL;
    struct pool_block *block = (struct pool_block *)(start + gap);
    shadow_set(block, sizeof *block, SHADOW_HEADER);
    block->class = (uint8_t) class;
    if (class >= MEDIUM)
        note_large(pool_of(type), block, size);
    return block;
}

struct pool_block *pool_block_take(POOL_TYPE type, unsigned class)
{
    struct pool_block **list = &pool_of(type)->free[class], *block = *list;
    footprint_write(&mm->quarantine, 1);
    if (!block)
        return cut(type, class);
    *list = block->next;
    return block;
}

void pool_block_give(struct pool_block *block)
{
    struct pool_block **list = &pool_of((POOL_TYPE)block->type)->free[block->class];
    block->state = POOL_UNUSED;
    block->next = *list;
    *list = block;
}

static bool is_start(const void *address)
{
    return (uintptr_t)address % SHADOW_GRANULE == 0 && *shadow_at(address) != SHADOW_HEADER &&
           *shadow_at((const uint8_t *)address - SHADOW_GRANULE) == SHADOW_HEADER;
}

struct pool_block *pool_block_at(const void *address)
{
    enum arena_segment segment = arena_of(address);
    if (segment != ARENA_NONPAGED && segment != ARENA_PAGED)
        return NULL;
    if (address != arena_start(segment) && is_start(address))
        return block_of((void *)address);
    if ((size_t)((const uint8_t *)address - arena_start(segment)) >= arena_used(segment))
        return NULL;
    struct pool_block *large = large_at(segment == ARENA_PAGED ? &mm->paged : &mm->nonpaged, address);
    if (large)
        return large;
    void *data = shadow_block_of(address);
    return data ? block_of(data) : NULL;
}

static bool words_are(const void *start, size_t count, uint64_t pattern)
{
    const uint64_t *words = start;
    return words[0] == pattern && words[count - 1] == pattern; /* one or two: what is left of a granule */
}

/* The red zone is checked up to the end of the granule behind the last byte: the rest of the room nobody reaches by a
 * small overrun. */
const void *pool_block_damage(const struct pool_block *block)
{
    if (block->canary != POOL_CANARY)
        return &block->canary;
    const uint8_t *data = (const uint8_t *)(block + 1);
    size_t end = (block->size / SHADOW_GRANULE + 1) * SHADOW_GRANULE;
    if (block->size % 8 == 0 && words_are(data + block->size, (end - block->size) / 8, POOL_FILL_TAIL * 0x0101010101010101u))
        return NULL;
    for (size_t i = block->size; i < end; i++)
        if (data[i] != POOL_FILL_TAIL)
            return data + i;
    return NULL;
}

uint32_t pool_block_id(const struct pool_block *block)
{
    return (uint32_t)LABEL_POOL << 24 | (uint32_t)(block->sequence & 0xFFFFFF);
}
