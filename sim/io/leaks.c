/*
 * What a driver left behind when its image went: nothing holds the driver because of it, and nobody gives it back any
 * more. Read off the state as it is, as the holders are.
 */
#include "hal/hal.h"
#include "io/state.h"

#include <stdio.h>

/* Of one kind, from one place and of one name is one leak. */
void io_leak_add(struct io_leak_search *search, const char *kind, const char *object, size_t bytes, uintptr_t where)
{
    size_t known = search->n < search->room ? search->n : search->room;
    for (size_t i = 0; i < known; i++) {
        struct io_leak *leak = &search->leaks[i];
        if (leak->where != where || strcmp(leak->kind, kind) != 0 || strcmp(leak->object, object) != 0)
            continue;
        leak->count++;
        leak->bytes += bytes;
        return;
    }
    if (search->n++ >= search->room)
        return;
    struct io_leak *leak = &search->leaks[known];
    *leak = (struct io_leak){.kind = kind, .bytes = bytes, .count = 1, .where = where};
    snprintf(leak->object, sizeof leak->object, "%s", object);
}

static void by_block(void *context, const struct mm_block *block)
{
    char tag[5] = "";
    for (int i = 0; i < 4; i++)
        tag[i] = (char)(block->tag >> 8 * i & 0x7F);
    io_leak_add(context, "pool", tag, block->size, block->allocated_by);
}

static void by_device(void *context, const struct mm_device *device)
{
    char object[64];
    snprintf(object, sizeof object, "device memory at 0x%llx", (unsigned long long)device->physical);
    io_leak_add(context, "I/O space", object, device->size, device->site);
}

static void by_claim(void *context, const struct hal_claim *claim)
{
    const char *kind = claim->type == CmResourceTypeInterrupt ? "interrupt line"
                       : claim->type == CmResourceTypePort    ? "ports from"
                       : claim->type == CmResourceTypeMemory  ? "memory from"
                                                              : "resource";
    char object[64];
    snprintf(object, sizeof object, "%s 0x%llx", kind, (unsigned long long)claim->start);
    io_leak_add(context, "resource claim", object, 0, claim->site);
}

bool io_leak_is_ours(const struct io_leak_search *search, uintptr_t site)
{
    const struct image *image = site ? image_last_at(site) : NULL;
    return image && image->id == search->driver->image_id;
}

/* Of earlier loads too: it is why a later one fails. */
static void by_link(void *context, const void *link, uintptr_t created_by)
{
    WCHAR wide[80];
    char name[80] = "?";
    if (!io_leak_is_ours(context, created_by))
        return;
    if (ob_name(link, wide, sizeof wide / sizeof *wide))
        for (size_t i = 0; i == 0 || wide[i - 1]; i++)
            name[i] = wide[i] < 0x80 ? (char)wide[i] : '?';
    io_leak_add(context, "symbolic link", name, 0, created_by);
}

static void by_lock(struct io_leak_search *search)
{
    list_each(node, mm_locks())
    {
        const struct mm_lock *lock = list_of(node, struct mm_lock, link);
        if (lock->image == search->driver->image_id && !lock->own)
            io_leak_add(search, "locked pages", "", lock->length, lock->site);
    }
}

/* Those that it allocated itself, by time: not in an earlier load. */
static void by_irp(struct io_leak_search *search)
{
    list_each(node, &io->irps)
    {
        const struct io_irp *own = list_of(node, struct io_irp, all);
        if (own->kind != IO_IRP_DRIVERS || own->foreign || own->created_at < search->driver->loaded_at)
            continue;
        if (io_leak_is_ours(search, own->created_by))
            io_leak_add(search, "IRP", "", 0, own->created_by);
    }
}

size_t io_driver_leaks(const char *service, struct io_leak *leaks, size_t room)
{
    struct io_leak_search search = {.driver = io_driver_named(service), .leaks = leaks, .room = room};
    if (!search.driver || search.driver->state != IO_GONE)
        return 0;
    uint32_t image = search.driver->image_id;
    ob_links_visit(by_link, &search);
    mm_pool_visit(image, by_block, &search);
    mm_device_visit(image, by_device, &search);
    hal_claims_visit(image, by_claim, &search);
    by_lock(&search);
    by_irp(&search);
    io_leaks_registered(&search);
    return search.n;
}
