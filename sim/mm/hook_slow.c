/*
 * Accesses that are not plain: which memory is it, may the one who runs touch it here and now, and if not, what would
 * NT have done?
 */
#include "mm/hook.h"

#include "crt/module.h"
#include "image/image.h"
#include "ke/fault.h"
#include "ke/point.h"
#include "mm/pool_block.h"

#include <stdio.h>

void (*mm_observer)(uintptr_t address, size_t size, unsigned access, uintptr_t site);

/* A read that polls between two events is a poll; one after an event is the first of a new count. */
void mm_spin_seen(void)
{
    struct mm_spin *spin = &mm->spin;
    footprint_all(); /* whether this is a poll depends on what others read before */
    spin->reads = 0;
    if (mm->models)
        return;
    if (spin->events == event_state->count)
        ke_spin_poll();
    spin->events = event_state->count;
}

void mm_model_enter(void)
{
    mm->models++;
}

void mm_model_leave(void)
{
    mm->models--;
}

bool mm_poll_failed(const volatile void *address)
{
    struct mm_spin *spin = &mm->spin;
    footprint_all();
    if (spin->polled != (uintptr_t)address)
        spin->polls = 0;
    spin->polled = (uintptr_t)address;
    if (++spin->polls < SPIN_READS)
        return false;
    spin->polls = 0;
    ke_spin_poll();
    return true;
}

/* The first bytes of what is still there, of the last few places. */
uint64_t mm_stores_since(uint32_t *stores)
{
    const struct mm_spin *spin = &mm->spin;
    uint64_t hash = 14695981039346656037u;
    uint32_t n = spin->stores - *stores < STORES_KEPT ? spin->stores - *stores : STORES_KEPT;
    for (uint32_t i = spin->stores - n; i != spin->stores; i++) {
        const uint8_t *at = (const uint8_t *)spin->stored[i % STORES_KEPT];
        bool there = arena_of(at) == ARENA_NONPAGED ? shadow_allows(at, 1) : image_at((uintptr_t)at) != NULL;
        hash = (hash ^ (uintptr_t)at) * 1099511628211u;
        hash = (hash ^ (there ? *at : 0)) * 1099511628211u;
    }
    *stores = spin->stores;
    return hash;
}

/* --- pool --------------------------------------------------------------------------------------------------- */

/* What Driver Verifier's special pool raises, which sees it at the access as we do. */
static noreturn void bad_pool_access(struct pool_block *block, uintptr_t address, bool write, uintptr_t site)
{
    struct ke_blame blame = pool_blame(block, (const void *)address, site);
    if (block->state == POOL_LIVE && *shadow_at((const void *)address) == SHADOW_GIVEN_UP)
        ke_bugcheck_blame(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, address, write, site, 0, &blame);
    bool inside = address - (uintptr_t)block_data(block) < (block->size ? block->size : 1);
    ULONG code = block->state != POOL_LIVE && inside ? DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL
                                                     : DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION;
    ke_bugcheck_blame(code, address, write, site, 0, &blame);
}

static noreturn void paged_too_high(uintptr_t address, bool write, uintptr_t site)
{
    struct ke_blame blame = {.pc = site,
                             .sentence = "paged pool is touched at DISPATCH_LEVEL or above: it may be paged out"};
    ke_bugcheck_blame(DRIVER_IRQL_NOT_LESS_OR_EQUAL, address, ke_irql(), write, site, &blame);
}

/* The granule that the write begins in, or a later one that it reaches: written from now on. */
static void note_written(uintptr_t address, size_t size)
{
    uintptr_t first = (address + SHADOW_GRANULE - 4) & ~(uintptr_t)(SHADOW_GRANULE - 1); /* its first four bytes, or some of them, are written */
    for (uintptr_t granule = first; granule < address + size; granule += SHADOW_GRANULE)
        if (*shadow_at((const void *)granule) == SHADOW_UNWRITTEN)
            *shadow_at((const void *)granule) = SHADOW_FULL;
}

static void pool_access(uintptr_t address, size_t size, bool write, uintptr_t site)
{
    const void *bad;
    if (write)
        note_written(address, size);
    if (!shadow_allows_range((const void *)address, size, &bad)) {
        struct pool_block *block = pool_block_at(bad);
        if (!block)
            ke_fault_driver((uintptr_t)bad, write, site);
        bad_pool_access(block, (uintptr_t)bad, write, site);
    }
    if (arena_of((const void *)address) == ARENA_PAGED && event_state->now.irql >= DISPATCH_LEVEL &&
        !mm_page_counted(&mm->locked, (const void *)address))
        paged_too_high(address, write, site);
}

/* --- user memory -------------------------------------------------------------------------------------------- */

static bool region_allows(const struct ps_process *process, uintptr_t address, size_t size, bool write)
{
    struct mm_hook_cache *cache = &mm->cache;
    size_t offset = address - cache->region_start;
    if (cache->process != process || process == NULL || offset >= cache->region_size ||
        size > cache->region_size - offset) {
        const struct mm_region *region = mm_region_at((struct ps_process *)process, (const void *)address, size);
        if (!region)
            return false;
        cache->process = process;
        cache->region_start = (uintptr_t)region->start;
        cache->region_size = region->size;
        cache->region_writable = region->writable;
    }
    return cache->region_writable || !write;
}

/* At DISPATCH_LEVEL even the right process's memory may be paged out, unless an MDL holds the pages. */
static bool user_allows(const struct ke_thread *thread, uintptr_t address, size_t size, bool write)
{
    if (!region_allows(thread->process, address, size, write))
        return false;
    return event_state->now.irql < DISPATCH_LEVEL || mm_page_counted(&mm->locked, (const void *)address);
}

/* --- what lies outside of the arena: images, and nothing else ----------------------------------------------- */

static bool in_cached_image(uintptr_t address)
{
    return address - mm->cache.image_start < mm->cache.image_size;
}

/* A driver's image is the drivers', an application's is its process's. Without a region of its own (not registered) a
 * module may still read and write itself. */
static bool image_allows(uintptr_t address, bool user)
{
    const struct image_file *file = image_file_at(address);
    if (!file)
        return false;
    bool driver = file->descriptor->kind == NTSIM_MODULE_DRIVER;
    if (user)
        return !driver && !mm_region_anywhere((const void *)address);
    if (!driver || !image_at(address))
        return false;
    mm->cache.image_start = file->start;
    mm->cache.image_size = file->end - file->start;
    return true;
}

static bool outside_allows(const struct ke_thread *thread, uintptr_t address, size_t size, bool write, bool user)
{
    if (!user && in_cached_image(address))
        return true;
    return user_allows(thread, address, size, write) || image_allows(address, user);
}

/* --- the rest ----------------------------------------------------------------------------------------------- */

/* The record that GetExceptionInformation hands out is ours, and may be read. */
static bool is_exception_record(const struct ke_thread *thread, uintptr_t address, bool write)
{
    return thread->exception && !write && address - (uintptr_t)thread->exception < 512;
}

static noreturn void refuse(uintptr_t address, bool write, uintptr_t site, const char *sentence)
{
    struct ke_blame blame = {.pc = site, .sentence = sentence};
    ke_bugcheck_blame(PAGE_FAULT_IN_NONPAGED_AREA, address, write, site, 0, &blame);
}

/* What Windows has in its own structures is documented nowhere; a driver that reads it knows one version of Windows. A write there does harm in any. */
static noreturn void opaque(uintptr_t address, bool write, uintptr_t site)
{
    if (!write)
        ke_not_modelled_at(site, "a look into memory of the system's that is opaque to drivers: what Windows has there is not documented");
    refuse(address, write, site, "the memory belongs to the system and is opaque to drivers");
}

/* The kernel's code may be read on Windows, and not written. */
static noreturn void system_code(uintptr_t address, bool write, uintptr_t site)
{
    struct ke_blame blame = {.pc = site, .sentence = "the machine code of the system may only be read"};
    if (!write)
        ke_not_modelled_at(site, "a look into the machine code of the system's routines: it is not that of Windows");
    ke_bugcheck_blame(ATTEMPTED_WRITE_TO_READONLY_MEMORY, address, 0, 0, 0, &blame);
}

/* Rule Q29. */
static const char *device_sentence(uintptr_t address, bool write)
{
    const struct mm_device *device = mm_device_at((const void *)address);
    if (!device)
        return "the address was device memory once, and is not mapped any more (MmUnmapIoSpace)";
    return ke_sentence("a device register (offset 0x%zx of what MmMapIoSpace mapped) is %s through a pointer: only %s_REGISTER_... may do that",
                       (size_t)((const uint8_t *)address - device->start), write ? "written" : "read", write ? "WRITE" : "READ");
}

static bool alias_allows(uintptr_t address, size_t size)
{
    return mm_page_counted(&mm->mapped, (const void *)address) &&
           mm_page_counted(&mm->mapped, (const void *)(address + size - 1));
}

static void driver_access(const struct ke_thread *thread, uintptr_t address, size_t size, bool write, uintptr_t site)
{
    switch (arena_of((const void *)address)) {
    case ARENA_NONPAGED:
    case ARENA_PAGED:
        pool_access(address, size, write, site);
        return;
    case ARENA_STACKS:
        return;
    case ARENA_USER:
        if (!user_allows(thread, address, size, write))
            ke_fault_driver(address, write, site);
        return;
    case ARENA_ALIAS:
        if (!alias_allows(address, size))
            refuse(address, write, site, "no MDL maps this address (any more)");
        return;
    case ARENA_DEVICE:
        refuse(address, write, site, device_sentence(address, write));
    case ARENA_PRIVATE:
        if (!is_exception_record(thread, address, write))
            opaque(address, write, site);
        return;
    default:
        if (outside_allows(thread, address, size, write, false))
            return;
        if (host_code_offset(address, &(uintptr_t){0}))
            system_code(address, write, site);
        ke_fault_driver(address, write, site);
    }
}

/* What a view of \Device\PhysicalMemory has for addresses: the instruction that touches them would have to be carried out by the device's model. */
static void user_device_access(uintptr_t address)
{
    if (arena_of((const void *)address) == ARENA_DEVICE && mm_device_at((const void *)address))
        ke_not_modelled("an application that touches device registers by itself, through a view of physical memory");
}

static void user_access(const struct ke_thread *thread, uintptr_t address, size_t size, bool write, uintptr_t site)
{
    user_device_access(address);
    bool allowed = arena_of((const void *)address) == ARENA_USER ? region_allows(thread->process, address, size, write)
                   : arena_holds((const void *)address)          ? is_exception_record(thread, address, write)
                                                                 : outside_allows(thread, address, size, write, true);
    if (!allowed)
        ke_fault_driver(address, write, site);
}

void mm_access_slow(uintptr_t address, size_t size, bool write, uintptr_t site)
{
    const struct ke_thread *thread = ke_current();
    if (mm->models)
        return;
    if (mm_in_user_mode(thread))
        user_access(thread, address, size, write, site);
    else
        driver_access(thread, address, size, write, site);
}

void mm_watch_write(void *address)
{
    *shadow_at(address) = SHADOW_UNWRITTEN;
}

void mm_watch_written(const void *address)
{
    if (arena_of(address) == ARENA_NONPAGED)
        note_written((uintptr_t)address, SHADOW_GRANULE);
}

bool mm_was_written(const void *address)
{
    return *shadow_at(address) != SHADOW_UNWRITTEN;
}

bool mm_is_valid(const void *address, size_t size)
{
    const void *bad;
    const struct ke_thread *thread = ke_current();
    switch (arena_of(address)) {
    case ARENA_NONPAGED:
    case ARENA_PAGED:
        return shadow_allows_range(address, size, &bad);
    case ARENA_STACKS:
        return (size_t)((const uint8_t *)address - arena_start(ARENA_STACKS)) < arena_used(ARENA_STACKS);
    case ARENA_ALIAS:
        return alias_allows((uintptr_t)address, size ? size : 1);
    case ARENA_PRIVATE:
    case ARENA_DEVICE:
    case ARENA_SHADOW:
        return false;
    default:
        return mm_region_at(thread->process, address, size ? size : 1) || image_at((uintptr_t)address);
    }
}
