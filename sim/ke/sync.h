/*
 * Who happens before whom (search.md 9). The kernel, and what is above it, say here where one context hands on what it has done to another: it releases to an
 * object, and whoever acquires from the object later comes after. Nobody listens unless data races are looked for; verify registers the table.
 *
 * A context is a thread, or what interrupts one: begin and end bracket a DPC, an ISR or the clock's work on the stack of the interrupted thread. The interrupted
 * thread is not ordered with it. raised and lowered tell of IRQL as a driver sees it; it excludes on one processor only.
 */
#ifndef NTSIM_KE_SYNC_H
#define NTSIM_KE_SYNC_H

#include "ke/ke.h"

struct ke_sync {
    void (*acquire)(struct ke_thread *thread, const void *object);
    void (*release)(const void *object);
    void (*begin)(KIRQL level); /* at which it interrupts; 0: the clock, which only passes on */
    void (*end)(void);
    void (*raised)(KIRQL from, KIRQL to);
    void (*lowered)(KIRQL to, KIRQL from);
    void (*atomic)(const volatile void *address, size_t size, uintptr_t site); /* an interlocked operation of a driver */
    void (*fresh)(const void *start, size_t size); /* memory begins a new life: nobody has touched it */
};

/* NULL: nobody listens. */
extern const struct ke_sync *ke_sync;
void ke_on_sync(const struct ke_sync *table);

static inline void ke_sync_acquire(const void *object)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->acquire(ke_current(), object);
}

static inline void ke_sync_acquire_for(struct ke_thread *thread, const void *object)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->acquire(thread, object);
}

static inline void ke_sync_release(const void *object)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->release(object);
}

/* Acquires and releases: an operation that all who use the object are ordered by. */
static inline void ke_sync_both(const void *object)
{
    ke_sync_acquire(object);
    ke_sync_release(object);
}

static inline void ke_sync_begin(KIRQL level)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->begin(level);
}

static inline void ke_sync_end(void)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->end();
}

static inline void ke_sync_raised(KIRQL from, KIRQL to)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->raised(from, to);
}

static inline void ke_sync_lowered(KIRQL to, KIRQL from)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->lowered(to, from);
}

static inline void ke_sync_atomic(const volatile void *address, size_t size, uintptr_t site)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->atomic(address, size, site);
}

static inline void ke_sync_fresh(const void *start, size_t size)
{
    if (__builtin_expect(ke_sync != NULL, 0))
        ke_sync->fresh(start, size);
}

/* Spin locks that the current processor holds, the last taken first. Returns how many there are. */
unsigned ke_locks_held(const void **locks, unsigned room);

#endif
