/*
 * An access as a footprint: which bytes, and whether the system, too, has business there.
 */
#include "mm/hook.h"

#include "image/image.h"
#include "mm/pool_block.h"

static bool (*lent_to_driver)(const void *address);

void mm_on_lent(bool (*lent)(const void *address))
{
    lent_to_driver = lent;
}

/* What drivers allocated, and what was lent to them; the rest of the pools is objects, IRPs and what else the system reads and writes without hooks. */
static bool is_drivers_pool(const void *address)
{
    const struct pool_block *block = pool_block_at(address);
    return block && (block->image || block->allocated_by || (lent_to_driver && lent_to_driver(address)));
}

static bool is_own_stack(uintptr_t address)
{
    const struct host_fiber *fiber = &ke_current()->fiber;
    return address - (uintptr_t)fiber->stack < fiber->stack_size;
}

void mm_footprint(uintptr_t address, size_t size, bool write)
{
    bool drivers;
    switch (arena_of((const void *)address)) {
    case ARENA_NONPAGED:
    case ARENA_PAGED:
        drivers = is_drivers_pool((const void *)address);
        break;
    case ARENA_STACKS:
        drivers = is_own_stack(address);
        break;
    case ARENA_ALIAS: /* has another address too */
        footprint_all();
        return;
    default:
        drivers = !arena_holds((const void *)address) && image_at(address);
        break;
    }
    if (!drivers)
        footprint_meets_system();
    footprint_add(address, size, write);
}
