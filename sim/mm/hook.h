/*
 * The check of one access, as fast as it must be: it comes with every load and store of a driver. Private to the hooks.
 */
#ifndef NTSIM_MM_HOOK_H
#define NTSIM_MM_HOOK_H

#include "choice/footprint.h"
#include "mm/shadow.h"
#include "mm/state.h"

/* All that is not the common case: user memory, mappings, images, and every access that is wrong. Comes back when the
 * access is allowed. */
void mm_access_slow(uintptr_t address, size_t size, bool write, uintptr_t site);
/* Interlocked operations that the kernel exports (ke/interlocked.c), which tells the observers itself. */
void mm_check_atomic(const volatile void *address, size_t size, uintptr_t site);
/* The same read again and again, with nothing else in between: others may have to move first. [moves] */
void mm_spin_seen(void);

/* Pool that may be touched at this IRQL, and kernel stacks, by a driver. (A stack's guard page is the host's matter.)
 */
static inline bool hook_is_plain(uintptr_t address, size_t size)
{
    enum arena_segment segment = arena_of((const void *)address);
    if (segment == ARENA_NONPAGED || (segment == ARENA_PAGED && event_state->now.irql < DISPATCH_LEVEL))
        return shadow_allows((const void *)address, size);
    return segment == ARENA_STACKS;
}

/*
 * Whether the read repeats: a small table of addresses, where every read that is not in it starts the count anew, and
 * so does every write. A loop that looks at up to eight addresses and changes nothing is seen after SPIN_READS reads.
 */
#define SPIN_READS 16

static inline void hook_count_read(uintptr_t address)
{
    struct mm_spin *spin = &mm->spin;
    uintptr_t *slot = &spin->recent[(address >> 3 ^ address >> 7) % SPIN_SLOTS];
    if (*slot != address) {
        *slot = address;
        spin->reads = 0;
    } else if (++spin->reads >= SPIN_READS) {
        mm_spin_seen();
    }
}

/* Stacks are looked at by who asks what a context has changed (mm_stores_since). */
static inline void hook_count_write(uintptr_t address)
{
    struct mm_spin *spin = &mm->spin;
    spin->reads = 0;
    if (arena_of((const void *)address) != ARENA_STACKS)
        spin->stored[spin->stores++ % STORES_KEPT] = address;
}

/* Notes the access where somebody asks (choice/footprint.h). */
void mm_footprint(uintptr_t address, size_t size, bool write);

/* Behind all that may let others run: at the access itself. */
static inline void hook_footprint(uintptr_t address, size_t size, bool write)
{
    if (__builtin_expect(footprint_open != NULL, 0))
        mm_footprint(address, size, write);
}

static inline void hook_access(uintptr_t address, size_t size, unsigned access, uintptr_t site)
{
    if (__builtin_expect(mm_observer != NULL, 0))
        mm_observer(address, size, access, site);
    if (access & MM_WRITE)
        hook_count_write(address);
    else
        hook_count_read(address);
    if (!hook_is_plain(address, size) || mm_in_user_mode(ke_current()))
        mm_access_slow(address, size, access & MM_WRITE, site);
    hook_footprint(address, size, access & MM_WRITE);
}

#define HOOK_SITE() ((uintptr_t)__builtin_return_address(0))

#endif
