/*
 * Questions about blocks, for reports, rules and views.
 */
#include "mm/pool_block.h"

#include "image/image.h"
#include "mm/shadow.h"

#include <ctype.h>
#include <stdio.h>

static void fill(struct mm_block *to, struct pool_block *from)
{
    bool live = from->state == POOL_LIVE;
    *to = (struct mm_block){.start = block_data(from),
                            .size = from->size,
                            .tag = from->tag,
                            .type = (POOL_TYPE)from->type,
                            .allocated_by = from->allocated_by,
                            .freed_by = live ? 0 : from->freed_by,
                            .image = from->image,
                            .sequence = from->sequence,
                            .live = live};
}

bool mm_block_at(const void *address, struct mm_block *block)
{
    struct pool_block *found = pool_block_at(address);
    if (!found || found->state == POOL_UNUSED)
        return false;
    size_t offset = (size_t)((const uint8_t *)address - (uint8_t *)block_data(found));
    if (offset >= found->size && offset)
        return false;
    fill(block, found);
    return true;
}

/* The blocks of a segment lie one behind the other, with gaps of unused granules. */
static struct pool_block *next_block(enum arena_segment segment, uint8_t *at)
{
    const uint8_t *end = arena_start(segment) + arena_used(segment);
    while (at < end && *shadow_at(at) == SHADOW_UNUSED)
        at += SHADOW_GRANULE;
    return at < end ? (struct pool_block *)at : NULL;
}

static struct pool_block *after(enum arena_segment segment, struct pool_block *block)
{
    return next_block(segment, (uint8_t *)block_data(block) + pool_class_room(block->class));
}

/* The live block of the image with the lowest sequence above `above`; NULL. Leaks are few, so looking again for each of
 * them is well enough. */
static struct pool_block *next_leak(uint32_t image, uint64_t above)
{
    static const enum arena_segment segments[] = {ARENA_NONPAGED, ARENA_PAGED};
    struct pool_block *best = NULL;
    for (int i = 0; i < 2; i++)
        for (struct pool_block *block = next_block(segments[i], arena_start(segments[i])); block;
             block = after(segments[i], block))
            if (block->state == POOL_LIVE && block->image == image && block->sequence > above &&
                (!best || block->sequence < best->sequence))
                best = block;
    return best;
}

void mm_pool_visit(uint32_t image, void (*visit)(void *context, const struct mm_block *block), void *context)
{
    struct mm_block row;
    for (struct pool_block *block = next_leak(image, 0); block; block = next_leak(image, block->sequence)) {
        fill(&row, block);
        visit(context, &row);
    }
}

void mm_pool_walk(bool paged, void (*visit)(void *context, const struct mm_block *block), void *context)
{
    enum arena_segment segment = paged ? ARENA_PAGED : ARENA_NONPAGED;
    struct mm_block row;
    for (struct pool_block *block = next_block(segment, arena_start(segment)); block; block = after(segment, block)) {
        if (block->state == POOL_UNUSED)
            continue;
        fill(&row, block);
        visit(context, &row);
    }
}

static void tag_text(ULONG tag, char text[5])
{
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)(tag >> 8 * i);
        text[i] = isprint(c) ? (char)c : '.';
    }
    text[4] = 0;
}

static int place_text(char *text, size_t size, const struct pool_block *block, const void *address)
{
    const uint8_t *data = (const uint8_t *)(block + 1), *at = address;
    if (at < data)
        return snprintf(text, size, "%zu bytes in front of", (size_t)(data - at));
    if (at < data + block->size || at == data)
        return snprintf(text, size, "%zu bytes into", (size_t)(at - data));
    return snprintf(text, size, "%zu bytes behind the end of", (size_t)(at - data - block->size));
}

struct ke_blame pool_blame(const struct pool_block *block, const void *address, uintptr_t pc)
{
    char sentence[512], tag[5], by[128], place[64];
    tag_text(block->tag, tag);
    place_text(place, sizeof place, block, address);
    bool given_up = block->state == POOL_LIVE && *shadow_at(address) == SHADOW_GIVEN_UP;
    bool freed = block->state != POOL_LIVE || given_up;
    struct ke_blame blame = {.pc = pc,
                             .object_kind = "pool block",
                             .object = block + 1,
                             .object_id = pool_block_id(block),
                             .armed_what = given_up ? "completed by" : freed ? "freed by" : "allocated by",
                             .armed_by = freed ? block->freed_by : block->allocated_by,
                             .armed_at = freed ? block->freed_at : block->allocated_at,
                             .armed_context = freed ? block->freed_context : 0};
    int used =
        snprintf(sentence, sizeof sentence, "%s a block of %llu bytes of %s pool, tag '%s'", place,
                 (unsigned long long)block->size, pool_is_paged((POOL_TYPE)block->type) ? "paged" : "nonpaged", tag);
    if (block->allocated_by)
        used += snprintf(sentence + used, sizeof sentence - (size_t)used, ", allocated by %s",
                         image_describe(block->allocated_by, by, sizeof by));
    if (given_up)
        snprintf(sentence + used, sizeof sentence - (size_t)used, ": an IRP that was completed, by %s, and is not the driver's any more",
                 image_describe(block->freed_by, by, sizeof by));
    else if (freed && block->freed_by)
        snprintf(sentence + used, sizeof sentence - (size_t)used, ", freed by %s",
                 image_describe(block->freed_by, by, sizeof by));
    else if (freed)
        snprintf(sentence + used, sizeof sentence - (size_t)used, ", freed by the system");
    blame.sentence = ke_sentence("%s", sentence);
    return blame;
}
