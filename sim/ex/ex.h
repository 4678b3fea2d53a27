/*
 * The executive's locks, lists and timers. What a driver owns (FAST_MUTEX, ERESOURCE, EX_PUSH_LOCK, ...) holds the documented state and nothing of the
 * host; who waits, and what must outlive the driver's memory, is in records here, found by the object's address.
 */
#ifndef NTSIM_EX_H
#define NTSIM_EX_H

#include "mm/mm.h"

void ex_boot(void);

/* Who armed a callback, kept where the pointer is kept. */
struct ex_armed {
    const void *routine;
    uint32_t generation, context;
    uintptr_t by;
    uint64_t at;
};

/* --- for rules and views ------------------------------------------------------------------------------------------------------------------ */
/* The first live ERESOURCE, or lookaside list, that lies in the range; NULL: none. */
const void *ex_resource_within(const void *start, size_t size);
const void *ex_lookaside_within(const void *start, size_t size);
/* Bug check 0xC4/0xD2 or 0xC4/0xCC when there is one in memory that is about to go. */
void ex_none_within(const void *start, size_t size);
/* The system's look at all lookaside lists, once a second on NT: 0xCE when one lies in memory that is gone. */
void ex_lookasides_scan(void);
/* Every lookaside list that was initialised and not deleted, oldest first. */
void ex_lookasides_visit(void (*visit)(void *context, const void *list, uintptr_t initialized_by), void *context);

struct ex_timer_info {
    const void *timer;
    uint32_t id;
    struct ex_armed armed; /* the callback; by, at, context: of the last ExSetTimer */
    bool set, running;
    uint64_t due_100ns, period_100ns;
};
/* Every timer that was allocated and not deleted, oldest first. */
void ex_timers_visit(void (*visit)(void *context, const struct ex_timer_info *info), void *context);

#define EX_OWNERS_SHOWN 8
struct ex_resource_info {
    const void *resource;
    uintptr_t initialized_by;
    bool exclusive;
    unsigned owners, waiters; /* the first few are shown */
    struct {
        const struct ke_thread *thread; /* or what ExSetResourceOwnerPointer put in its place: to compare, not to follow */
        uint32_t count;
    } owner[EX_OWNERS_SHOWN];
    struct {
        const struct ke_thread *thread;
        bool exclusive;
    } waiter[EX_OWNERS_SHOWN];
};
/* Every ERESOURCE that was initialised and not deleted, oldest first; its memory may be gone. */
void ex_resources_visit(void (*visit)(void *context, const struct ex_resource_info *info), void *context);

/* An image goes: bug check 0xC4/0xDD when an event provider that it registered is left. `start`: its address. */
void ex_providers_left(uint32_t image, uintptr_t start);

#endif
