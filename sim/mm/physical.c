/*
 * Physical addresses as a driver sees them: made up, but the same in every run, contiguous where the virtual ones are,
 * and one for all mappings of a page. Devices find memory by them.
 */
#include "mm/state.h"

#include "image/image.h"

#define PHYSICAL_ARENA 0x100000000u  /* the arena's first byte; below are device registers */
#define PHYSICAL_IMAGE 0x4000000000u /* simulated addresses of images, less their high bits */
#define IMAGE_BITS     0x3FFFFFFFFFu

uint64_t mm_physical(const void *address)
{
    const struct mm_device *device = mm_device_at(address);
    if (device)
        return device->physical + (uint64_t)((const uint8_t *)address - device->start);
    if (!arena_holds(address))
        return PHYSICAL_IMAGE + (image_simulated((uintptr_t)address) & IMAGE_BITS);
    size_t offset = (size_t)((const uint8_t *)address - arena_base);
    if (arena_of(address) == ARENA_ALIAS)
        offset -= ARENA_SEGMENT_SIZE * (ARENA_ALIAS - ARENA_USER);
    return PHYSICAL_ARENA + offset;
}

void *mm_from_physical(uint64_t physical)
{
    uint64_t offset = physical - PHYSICAL_ARENA;
    if (offset >= ARENA_SEGMENTS * ARENA_SEGMENT_SIZE)
        return NULL;
    enum arena_segment segment = (enum arena_segment)(offset >> ARENA_SHIFT);
    bool memory =
        segment == ARENA_NONPAGED || segment == ARENA_PAGED || segment == ARENA_STACKS || segment == ARENA_USER;
    return memory && (offset & (ARENA_SEGMENT_SIZE - 1)) < arena_used(segment) ? arena_base + offset : NULL;
}
