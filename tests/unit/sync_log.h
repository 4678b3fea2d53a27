/*
 * Who hands on to whom (ke/sync.h), for one object: letters in a string, r where it is released to, a where it is acquired from. A test puts letters of its own between.
 */
#ifndef NTSIM_TESTS_UNIT_SYNC_LOG_H
#define NTSIM_TESTS_UNIT_SYNC_LOG_H

#include "ke/sync.h"

#include <string.h>

static struct {
    const void *object;
    char letters[32];
    int open; /* begun, not ended */
} sync_log;

static inline void sync_log_add(char letter)
{
    size_t used = strlen(sync_log.letters);
    if (used + 1 < sizeof sync_log.letters)
        sync_log.letters[used] = letter, sync_log.letters[used + 1] = 0;
}

static inline void sync_log_acquire(struct ke_thread *thread, const void *object)
{
    (void)thread;
    if (object == sync_log.object)
        sync_log_add('a');
}

static inline void sync_log_release(const void *object)
{
    if (object == sync_log.object)
        sync_log_add('r');
}

static inline void sync_log_begin(KIRQL level)
{
    (void)level;
    sync_log.open++;
}

static inline void sync_log_end(void)
{
    sync_log.open--;
}

static inline void sync_log_levels(KIRQL from, KIRQL to)
{
    (void)from, (void)to;
}

static inline void sync_log_atomic(const volatile void *address, size_t size, uintptr_t site)
{
    (void)address, (void)size, (void)site;
}

static inline void sync_log_fresh(const void *start, size_t size)
{
    (void)start, (void)size;
}

/* From now on; NULL: no more. */
static inline void sync_log_of(const void *object)
{
    static const struct ke_sync table = {.acquire = sync_log_acquire, .release = sync_log_release, .begin = sync_log_begin, .end = sync_log_end,
                                         .raised = sync_log_levels, .lowered = sync_log_levels, .atomic = sync_log_atomic, .fresh = sync_log_fresh};
    sync_log.object = object;
    if (object)
        sync_log.letters[0] = 0, sync_log.open = 0;
    ke_on_sync(object ? &table : NULL);
}

#endif
