/*
 * The memory manager's state: one struct in the arena, one pointer. Private to sim/mm.
 */
#ifndef NTSIM_MM_STATE_H
#define NTSIM_MM_STATE_H

#include "arena/map.h"
#include "mm/mm.h"

struct pool_block;

#define POOL_CLASSES 160

struct mm_large {
    struct pool_block *block;
    size_t size; /* header and room */
};

struct mm_pool {
    struct pool_block *free[POOL_CLASSES];
    struct mm_large *large; /* every block of a page or more, in order of addresses */
    size_t large_count, large_room;
};

/* Freed blocks in the order of freeing: the longer one stays, the longer a use of it is seen for what it is. */
struct mm_quarantine {
    struct pool_block *oldest, *newest;
    size_t bytes, count;
};

#define SPIN_SLOTS 8

/* Reads that came again and again with nothing in between (hook_spin.h). */
#define STORES_KEPT 8
struct mm_spin {
    uintptr_t stored[STORES_KEPT]; /* where drivers wrote last, other than on stacks */
    uint32_t stores;
    uintptr_t recent[SPIN_SLOTS];
    uint64_t events;
    uintptr_t polled; /* by an exported routine (mm_poll_failed) */
    uint32_t reads, polls;
};

#define HOOK_FUNCTIONS 128
#define RUNTIME_SITES 64

/* What the hooks asked last. Only a memory of answers: it may be emptied at any time. */
struct mm_hook_cache {
    uintptr_t image_start, image_size; /* a loaded image */
    const struct ps_process *process;  /* with its region: */
    uintptr_t region_start, region_size;
    bool region_writable;
    uintptr_t functions[HOOK_FUNCTIONS]; /* code in no special section */
    struct { uintptr_t site; bool runtime; } sites[RUNTIME_SITES]; /* whether they are the runtime's */
};

struct mm_state {
    struct mm_pool nonpaged, paged;
    struct mm_quarantine quarantine;
    uint64_t sequence;
    bool may_fail;
    uint32_t models; /* device models that are running (mm_model_enter) */
    struct mm_spin spin;
    struct mm_hook_cache cache;
    struct list regions;    /* struct mm_region.link */
    struct mm_region *region_seen; /* the one that mm_region_at found last; NULL: none */
    struct list user_spans; /* unused parts of ARENA_USER below its mark */
    struct list locks;      /* struct mm_lock.link, oldest first */
    struct map lock_of;     /* MDL -> struct mm_lock */
    struct map locked;      /* page -> how often locked */
    struct map mapped;      /* page of ARENA_ALIAS -> how often mapped */
    struct list devices;    /* struct mm_device.link */
    struct map code_locked; /* image id -> how often its pageable sections are locked */
    struct map code_paged;  /* image id: all of it is pageable (MmPageEntireDriver) */
};
extern struct mm_state *mm;

/* Who executes: an application's own code, not a driver or the system on its behalf. */
static inline bool mm_in_user_mode(const struct ke_thread *thread)
{
    return thread->user && !thread->gate && !thread->activation && !thread->in_kernel;
}

static inline uint64_t mm_page(const void *address)
{
    return (uintptr_t)address >> PAGE_SHIFT;
}

/* Counts by page: +1 or -1 for every page of the range. */
void mm_count_pages(struct map *map, const void *start, size_t size, int change);
static inline bool mm_page_counted(const struct map *map, const void *address)
{
    return map_get(map, mm_page(address)) != NULL;
}

/* --- paging_ddi.c --- */
bool mm_code_pageable(uintptr_t code, bool in_page_section);
/* --- user.c --- */
void mm_user_boot(void);
/* The region, of whatever process, that holds the address. */
struct mm_region *mm_region_anywhere(const void *address);
/* --- user_pages.c: whole pages of ARENA_USER --- */
void mm_user_pages_boot(void);
/* Anybody may write to them, and nobody will say so. */
void mm_user_pages_untold(const void *start, size_t size);
/* Makes them zero; whoever writes to them says so (mm_user_stack_used). */
void mm_user_pages_zero(const void *start, size_t size);
/* --- user.c --- */
void mm_user_map_again(void);
/* Pages of ARENA_USER with no region: for copies of constants that an MDL describes. NULL when there are none left. */
void *mm_user_span_take(size_t size);
void mm_user_span_give(void *start, size_t size);
/* --- mdl.c --- */
void mm_mdl_boot(void);
/* --- device.c --- */
void mm_device_boot(void);

#endif
