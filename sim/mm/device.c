/*
 * Address space of device registers: reserved and never accessible, so a register is reached through the HAL's routines
 * only. Each mapping has addresses of its own.
 */
#include "mm/state.h"

#include "image/image.h"

void mm_device_boot(void)
{
    list_init(&mm->devices);
}

void *mm_device_reserve(uint64_t physical, size_t size)
{
    size_t offset = physical % PAGE_SIZE;
    uint8_t *pages = arena_grow(ARENA_DEVICE, ROUND_TO_PAGES(offset + size));
    if (!pages)
        return NULL;
    struct mm_device *device = sim_alloc(sizeof *device);
    const struct image *image = ke_caller_image();
    *device = (struct mm_device){.start = pages + offset,
                                 .size = size,
                                 .physical = physical,
                                 .site = ke_call_site(),
                                 .image = image ? image->id : 0};
    list_append(&mm->devices, &device->link);
    return device->start;
}

struct mm_device *mm_device_at(const void *address)
{
    list_each(node, &mm->devices)
    {
        struct mm_device *device = list_of(node, struct mm_device, link);
        if ((size_t)((const uint8_t *)address - device->start) < device->size)
            return device;
    }
    return NULL;
}

bool mm_device_release(void *start)
{
    struct mm_device *device = mm_device_at(start);
    if (!device || device->start != start)
        return false;
    list_remove(&device->link);
    sim_free(device, sizeof *device);
    return true;
}

void mm_device_visit(uint32_t image, void (*visit)(void *context, const struct mm_device *device), void *context)
{
    list_each(node, &mm->devices)
    {
        const struct mm_device *device = list_of(node, struct mm_device, link);
        if (device->image == image)
            visit(context, device);
    }
}
