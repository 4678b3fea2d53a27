/*
 * Threads that sleep until somebody wakes those of an address: what locks in an application's own memory are made of.
 */
#ifndef NTSIM_WIN32_PARK_H
#define NTSIM_WIN32_PARK_H

#include "win32/private.h"

#include "win32/synchapi.h"

struct win32_parked { /* on the sleeper's stack */
    struct list link;
    const struct ps_process *process;
    const void *address;
    KEVENT *woken;
};

/* All in the kernel. From park_begin on nobody's waking is missed; park_end sleeps, and gives STATUS_TIMEOUT, or what else ended the sleep. */
void win32_park_begin(struct win32_parked *parked, const void *address);
NTSTATUS win32_park_end(struct win32_parked *parked, LARGE_INTEGER *timeout);
/* The first that came, or all. */
void win32_unpark(const void *address, bool all);

/* A slim lock from inside the kernel (slim_lock.c). False: the thread is to end; it does not hold the lock so. */
bool win32_slim_enter(SRWLOCK *lock, bool shared);
bool win32_slim_leave(SRWLOCK *lock, bool shared);

/* A critical section from inside the kernel (critical.c). False: the thread is to end. */
bool win32_section_enter(CRITICAL_SECTION *section);
bool win32_section_leave(CRITICAL_SECTION *section); /* false: this thread is not inside */

#endif
