/*
 * User memory: regions of processes. A region's pages lie in ARENA_USER (a module's data: aliased from there), so that
 * a second, system address exists for MDLs. Who may touch what is decided here by region; the host lets everything
 * through.
 */
#include "mm/state.h"

#include "crt/module.h"
#include "host/host.h"
#include "image/image.h"

#include <string.h>

#define TWICE_STEP ((size_t)1 << 20) /* arena.c maps ARENA_USER in pieces of this: an alias must not cross a border */

struct user_span {
    struct list link;
    uint8_t *start;
    size_t size;
};

static size_t whole_pages(size_t size)
{
    size_t page = host_page_size() > PAGE_SIZE ? host_page_size() : PAGE_SIZE;
    return size ? (size + page - 1) / page * page : page;
}

void mm_user_boot(void)
{
    mm_user_pages_boot();
    list_init(&mm->regions);
    list_init(&mm->user_spans);
}

/* --- pages ------------------------------------------------------------------------------------------------ */

static void shorten(struct user_span *span, size_t size)
{
    span->start += size;
    span->size -= size;
    if (span->size)
        return;
    list_remove(&span->link);
    sim_free(span, sizeof *span);
}

static uint8_t *take(size_t size)
{
    list_each(node, &mm->user_spans)
    {
        struct user_span *span = list_of(node, struct user_span, link);
        if (span->size < size)
            continue;
        uint8_t *start = span->start;
        shorten(span, size);
        return start;
    }
    return arena_grow(ARENA_USER, size);
}

void *mm_user_span_take(size_t size)
{
    size = whole_pages(size);
    uint8_t *start = take(size);
    if (!start)
        return NULL;
    mm_user_pages_untold(start, size);
    return start;
}

void mm_user_span_give(void *start, size_t size)
{
    struct user_span *span = sim_alloc(sizeof *span);
    span->start = start;
    span->size = whole_pages(size);
    list_prepend(&mm->user_spans, &span->link);
}

static void *alias_of(const void *user)
{
    return (uint8_t *)user + ARENA_SEGMENT_SIZE * (ARENA_ALIAS - ARENA_USER);
}

static uint8_t *user_of(const void *alias)
{
    return (uint8_t *)alias - ARENA_SEGMENT_SIZE * (ARENA_ALIAS - ARENA_USER);
}

/* --- regions ------------------------------------------------------------------------------------------------ */

static struct mm_region *region_new(struct ps_process *process, void *start, size_t size, bool writable, void *alias,
                                    const char *what)
{
    struct mm_region *region = sim_alloc(sizeof *region);
    *region = (struct mm_region){
        .process = process, .start = start, .size = size, .writable = writable, .alias = alias, .what = what};
    list_append(&mm->regions, &region->link);
    return region;
}

struct mm_region *mm_user_alloc(struct ps_process *process, size_t size, const char *what)
{
    struct mm_region *region = mm_user_alloc_stack(process, size, what);
    if (region)
        mm_user_pages_untold(region->start, region->size);
    return region;
}

struct mm_region *mm_user_alloc_stack(struct ps_process *process, size_t size, const char *what)
{
    size = whole_pages(size);
    uint8_t *start = take(size);
    if (!start)
        return NULL;
    mm_user_pages_zero(start, size);
    return region_new(process, start, size, true, alias_of(start), what);
}

struct mm_region *mm_user_constant(struct ps_process *process, void *start, size_t size)
{
    return region_new(process, start, size, false, NULL, "constants of the module");
}

void *mm_shared_take(size_t size)
{
    uint8_t *start = mm_user_span_take(size);
    if (start)
        memset(start, 0, whole_pages(size));
    return start;
}

struct mm_region *mm_user_view(struct ps_process *process, void *start, size_t size, bool writable)
{
    struct mm_region *region = region_new(process, start, size, writable, alias_of(start), "view of a section");
    region->shared = true;
    return region;
}

static bool any_locked(const uint8_t *start, size_t size)
{
    for (size_t at = 0; at < size; at += PAGE_SIZE)
        if (mm_page_counted(&mm->locked, start + at))
            return true;
    return false;
}

void mm_shared_give(void *start, size_t size)
{
    if (!any_locked(start, whole_pages(size)))
        mm_user_span_give(start, size);
}

/* Pages that an MDL still holds are not used again: a driver may yet write to them. */
static void region_drop(struct mm_region *region)
{
    if (region->alias && !region->shared && !any_locked(region->start, region->size))
        mm_user_span_give(user_of(region->alias), region->size);
    list_remove(&region->link);
    sim_free(region, sizeof *region);
    mm->cache.process = NULL;
    mm->region_seen = NULL;
}

void mm_user_free(struct mm_region *region)
{
    region_drop(region);
}

void mm_user_release(struct ps_process *process)
{
    list_each_safe(node, &mm->regions)
    {
        struct mm_region *region = list_of(node, struct mm_region, link);
        if (region->process == process)
            region_drop(region);
    }
}

static bool holds(const struct mm_region *region, const struct ps_process *process, const void *start, size_t size)
{
    size_t offset = (size_t)((const uint8_t *)start - region->start);
    return region->process == process && offset < region->size && size <= region->size - offset;
}

/* A process's regions do not overlap, so whichever is found is the one. */
struct mm_region *mm_region_at(struct ps_process *process, const void *start, size_t size)
{
    if (mm->region_seen && holds(mm->region_seen, process, start, size))
        return mm->region_seen;
    list_each(node, &mm->regions)
    {
        struct mm_region *region = list_of(node, struct mm_region, link);
        if (holds(region, process, start, size))
            return mm->region_seen = region;
    }
    return NULL;
}

struct mm_region *mm_region_anywhere(const void *address)
{
    list_each(node, &mm->regions)
    {
        struct mm_region *region = list_of(node, struct mm_region, link);
        if ((size_t)((const uint8_t *)address - region->start) < region->size)
            return region;
    }
    return NULL;
}

bool mm_is_user_range(const void *address)
{
    if (arena_holds(address))
        return arena_of(address) == ARENA_USER;
    const struct image_file *file = image_file_at((uintptr_t)address);
    if (file)
        return file->descriptor->kind != NTSIM_MODULE_DRIVER;
    return (const uint8_t *)address < arena_base || mm_region_anywhere(address);
}

/* --- a module's data as user memory ------------------------------------------------------------------------- */

/* What the host's page tables say: which arena pages lie at a module's data. Not the machine's state; mm_user_map_again makes
 * the one follow the other. */
static struct adoption {
    uint8_t *start, *shared;
} adoptions[64];

static struct adoption *adoption_of(uint8_t *start)
{
    struct adoption *at = adoptions;
    while (at->start && at->start != start) {
        at++;
        sim_assert(at < adoptions + sizeof adoptions / sizeof *adoptions);
    }
    at->start = start;
    return at;
}

static void map_pages(uint8_t *start, size_t size, uint8_t *shared)
{
    adoption_of(start)->shared = shared;
    while (size) {
        size_t piece = TWICE_STEP - (size_t)(shared - arena_start(ARENA_USER)) % TWICE_STEP;
        if (piece > size)
            piece = size;
        bool mapped = host_alias(start, piece, shared);
        sim_assert(mapped);
        start += piece;
        shared += piece;
        size -= piece;
    }
}

/* The pages at `start` may be those of an earlier process, whose arena pages somebody else has now: what they hold is
 * no good. */
static void fill_pristine(uint8_t *start, size_t size, uint8_t *to)
{
    const struct image_file *file = image_file_at((uintptr_t)start);
    for (size_t i = 0; file && i < file->segment_count; i++) {
        const struct host_segment *segment = &file->segments[i];
        size_t offset = (size_t)(start - (uint8_t *)segment->start);
        if (file->pristine[i] && offset < segment->size)
            memcpy(to, file->pristine[i] + offset, size < segment->size - offset ? size : segment->size - offset);
    }
}

struct mm_region *mm_user_adopt(struct ps_process *process, void *start, size_t size)
{
    sim_assert((uintptr_t)start % host_page_size() == 0);
    size = whole_pages(size);
    uint8_t *shared = mm_user_span_take(size);
    if (!shared)
        return NULL;
    if (adoption_of(start)->shared != shared)
        map_pages(start, size, shared);
    fill_pristine(start, size, shared);
    return region_new(process, start, size, true, alias_of(shared), "data of the module");
}

/* host_alias takes the old content along, so the restored one is put aside. */
static void map_again(struct mm_region *region, uint8_t *shared)
{
    uint8_t *aside = sim_alloc(region->size);
    memcpy(aside, shared, region->size);
    map_pages(region->start, region->size, shared);
    memcpy(shared, aside, region->size);
    sim_free(aside, region->size);
}

void mm_user_map_again(void)
{
    list_each(node, &mm->regions)
    {
        struct mm_region *region = list_of(node, struct mm_region, link);
        if (!region->alias || arena_of(region->start) == ARENA_USER)
            continue;
        uint8_t *shared = user_of(region->alias);
        if (adoption_of(region->start)->shared != shared)
            map_again(region, shared);
    }
}
