/*
 * The order in which locks are taken, as Driver Verifier's deadlock detection keeps it: who takes two locks in one order here and in the other there may one day wait for ever, whether the
 * two meet in this run or not. Nothing is noted, and nothing costs, while a context holds one lock only.
 */
#ifndef NTSIM_KE_LOCK_ORDER_H
#define NTSIM_KE_LOCK_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ke_thread;

enum ke_lock_kind { KE_LOCK_SPIN, KE_LOCK_SHARED_SPIN, KE_LOCK_FAST_MUTEX, KE_LOCK_GUARDED_MUTEX, KE_LOCK_MUTEX, KE_LOCK_RESOURCE, KE_LOCK_PUSH, KE_LOCK_KINDS };

/* A lock that a thread sleeps for, and holds. */
struct ke_sleeping {
    const void *lock;
    uint64_t stamp; /* of its memory (ke_stamp) */
    uintptr_t site;
    uint16_t count; /* times */
    uint8_t kind;
    bool shared;
};

/*
 * The current thread has got a lock that threads sleep for. `waited`: it would have waited for as long as it takes; who only tries cannot be caught in a deadlock. Bug check 0xC4/0x1001 when
 * another order was seen; a finding where locks take part that Driver Verifier does not watch (resources, push locks).
 */
void ke_order_took(const void *lock, enum ke_lock_kind kind, bool shared, bool waited);
/* One time less. */
void ke_order_gave(struct ke_thread *thread, const void *lock);
/* The current thread has it as one of several from now on; it is no longer the thread's. */
void ke_order_shares(const void *lock);
void ke_order_lost(const void *lock);
/* The current processor has got a spin lock, as the last of those that it holds. */
void ke_order_spins(enum ke_lock_kind kind, bool shared);
/* A lock begins a new life at this address. */
void ke_order_forget(const void *lock);
/* The thread has ended. */
void ke_order_drop(struct ke_thread *thread);

#endif
