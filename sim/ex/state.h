/*
 * What only sim/ex knows: its one struct in the arena, waiting, and the checks that its routines share.
 */
#ifndef NTSIM_EX_STATE_H
#define NTSIM_EX_STATE_H

#include "arena/map.h"
#include "ex/ex.h"

struct ex_state {
    struct map resources;      /* ERESOURCE -> struct ex_resource */
    struct list resource_list; /* in order of initialisation */
    struct map push_locks;     /* EX_PUSH_LOCK -> struct push_lock, while held */
    struct map run_onces;      /* RTL_RUN_ONCE -> struct run_once, while somebody waits */
    struct map rundowns;       /* EX_RUNDOWN_REF -> struct rundown, while somebody waits */
    struct map lookasides;     /* GENERAL_LOOKASIDE -> struct ex_lookaside */
    struct list lookaside_list;
    struct map timers; /* EX_TIMER -> struct ex_timer */
    struct list timer_list;
    uint32_t resolution_100ns; /* of the clock, as ExSetTimerResolution left it */
    uint32_t resolution_requests;
    uint64_t uuid_time;
    struct list providers; /* struct provider.link of etw.c, oldest first */
    uint64_t last_provider;
};
extern struct ex_state *ex;

/* A thread that waits for a lock; on its own stack. The releaser hands the lock over before it signals. */
struct ex_waiter {
    struct list link;
    struct ke_thread *thread;
    bool exclusive;
    KEVENT event;
};
/* Waits at the end of `queue` until ex_wake. [moves] */
void ex_wait(struct ex_waiter *waiter, struct list *queue, bool exclusive);
void ex_wake(struct ex_waiter *waiter);

/* Memory of a driver that a routine reads and changes in its name. [moves] at level 2, so it comes before anything is looked at. */
static inline void ex_touch(const volatile void *object, size_t size, uintptr_t site)
{
    mm_touch(object, size, MM_WRITE | MM_ATOMIC, site);
}

/* Rule Q58: normal kernel APCs must not come in between: critical or guarded region, or APC_LEVEL. Threads of the system start that way. */
bool ex_apcs_held_back(void);
/* 0xC4 as Driver Verifier raises it for locks. */
_Noreturn void ex_lock_violation(ULONG_PTR code, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4, const void *lock, const char *kind, const char *sentence);
/* What was released is not the caller's: 0xC4/0x1007 when nobody owns it, 0x1004 when another thread does. */
_Noreturn void ex_not_owned(const void *lock, const struct ke_thread *owner, const char *kind);

void ex_arm(struct ex_armed *armed, const void *routine);
struct ke_call ex_call_of(enum ke_routine kind, const struct ex_armed *armed, const void *holder, const char *holder_kind);

#endif
