/*
 * Stamps: what an address was part of, as one number, so that whoever keeps a pointer can tell later whether it still
 * points to the same thing.
 */
#include "mm/pool_block.h"

#include "image/image.h"
#include "mm/shadow.h"

enum stamp_kind { STAMP_POOL = 1, STAMP_IMAGE, STAMP_STACK, STAMP_USER, STAMP_OTHER };

static uint64_t stamp(enum stamp_kind kind, uint64_t number)
{
    return number << 3 | kind;
}

/* The call of the driver whose frames hold the address: what lies there ends with it. 0: none, the system's own. */
static uint64_t call_at(const struct ke_thread *thread, uintptr_t address)
{
    for (const struct ke_activation *call = thread->activation; call; call = call->outer)
        if (address < (uintptr_t)call)
            return call->serial;
    return 0;
}

/* Below the stack pointer of a thread nothing lives: the function that owned it has returned. */
static uint64_t stack_stamp(const void *address)
{
    list_each(node, ke_threads())
    {
        const struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        size_t offset = (size_t)((const uint8_t *)address - (const uint8_t *)thread->fiber.stack);
        if (offset >= thread->fiber.stack_size)
            continue;
        uintptr_t low = (uintptr_t)thread->fiber.sp;
        if (thread == ke_current())
            low = (uintptr_t)__builtin_frame_address(0);
        return (uintptr_t)address >= low ? stamp(STAMP_STACK, call_at(thread, (uintptr_t)address) << 24 | (thread->id & 0xFFFFFF)) : 0;
    }
    return 0;
}

uint64_t mm_stamp(const void *address)
{
    const struct pool_block *block;
    const struct image *image;
    switch (arena_of(address)) {
    case ARENA_NONPAGED:
    case ARENA_PAGED:
        block = *shadow_at(address) <= SHADOW_FULL ? pool_block_at(address) : NULL;
        return block && block->state == POOL_LIVE ? stamp(STAMP_POOL, block->sequence) : 0;
    case ARENA_STACKS:
        return stack_stamp(address);
    case ARENA_PRIVATE:
        return stamp(STAMP_OTHER, 0);
    case ARENA_ALIAS:
        return mm_page_counted(&mm->mapped, address) ? stamp(STAMP_OTHER, 1) : 0;
    case ARENA_DEVICE:
    case ARENA_SHADOW:
        return 0;
    default:
        image = image_at((uintptr_t)address);
        if (image)
            return stamp(STAMP_IMAGE, image->id);
        return mm_region_anywhere(address) ? stamp(STAMP_USER, 0) : 0;
    }
}

void mm_stamp_fetch(const void *address)
{
    enum arena_segment segment = arena_of(address);
    if (segment == ARENA_NONPAGED || segment == ARENA_PAGED)
        __builtin_prefetch(shadow_at(address));
}
