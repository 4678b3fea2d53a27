/*
 * Push locks: shared or exclusive, not recursive, to be taken with APCs held back. The word is 0 when free; bit 0 says held, bit 1 that somebody waits, the
 * rest counts shared owners. Served oldest first, so that a waiter for exclusive ownership is not starved.
 */
#include "ex/state.h"
#include "ke/lock_order.h"

#define HELD 1u
#define WAITING 2u
#define SHARE 16u

struct push_lock { /* while the lock is held */
    struct ke_thread *owner; /* exclusive */
    ULONG shared;
    struct list waiters;
};

static const char kind[] = "push lock";

static struct push_lock *record_of(const EX_PUSH_LOCK *lock)
{
    return map_get(&ex->push_locks, (uintptr_t)lock);
}

static struct push_lock *record_make(const EX_PUSH_LOCK *lock)
{
    struct push_lock *own = record_of(lock);
    if (own)
        return own;
    own = sim_alloc(sizeof *own);
    list_init(&own->waiters);
    map_set(&ex->push_locks, (uintptr_t)lock, own);
    return own;
}

static void show(PEX_PUSH_LOCK lock, struct push_lock *own)
{
    bool held = own->owner || own->shared;
    *lock = own->shared * SHARE | (list_empty(&own->waiters) ? 0 : WAITING) | (held ? HELD : 0);
    if (held)
        return;
    map_set(&ex->push_locks, (uintptr_t)lock, NULL);
    sim_free(own, sizeof *own);
}

static void check(const EX_PUSH_LOCK *lock, ULONG flags)
{
    if (flags & ~3u)
        ke_bugcheck_blame(INVALID_PUSH_LOCK_FLAGS, flags, (ULONG_PTR)lock, 0, 0, &(struct ke_blame){.object = lock, .object_kind = kind});
    if (!ex_apcs_held_back())
        ex_lock_violation(0x37, ke_irql(), 0, (ULONG_PTR)lock, lock, kind, "a push lock needs normal kernel APCs held back: KeEnterCriticalRegion");
}

static bool may_have(const struct push_lock *own, bool exclusive)
{
    if (exclusive)
        return !own->owner && !own->shared;
    return !own->owner && list_empty(&own->waiters);
}

static void grant(struct push_lock *own, struct ke_thread *thread, bool exclusive)
{
    if (exclusive)
        own->owner = thread;
    else
        own->shared++;
}

static void acquire(PEX_PUSH_LOCK lock, bool exclusive)
{
    struct push_lock *own = record_make(lock);
    if (own->owner == ke_current())
        ex_lock_violation(0x1000, (ULONG_PTR)lock, 0, 0, lock, kind, "this thread owns it exclusively already and would wait for itself for ever");
    if (may_have(own, exclusive)) {
        grant(own, ke_current(), exclusive);
        show(lock, own);
    } else {
        *lock |= WAITING;
        struct ex_waiter waiter;
        ex_wait(&waiter, &own->waiters, exclusive);
    }
    ke_order_took(lock, KE_LOCK_PUSH, !exclusive, true);
}

/* The oldest waiter, and those behind it that may share with it. */
static void serve(struct push_lock *own)
{
    while (!list_empty(&own->waiters)) {
        struct ex_waiter *waiter = list_of(own->waiters.next, struct ex_waiter, link);
        if (own->owner || (waiter->exclusive && own->shared))
            return;
        grant(own, waiter->thread, waiter->exclusive);
        ex_wake(waiter);
    }
}

static void release(PEX_PUSH_LOCK lock, bool exclusive)
{
    struct push_lock *own = record_of(lock);
    if (own && !exclusive && own->owner == ke_current())
        ex_lock_violation(0x1007, (ULONG_PTR)lock, 0, 0, lock, kind, "it is released as shared, and this thread has acquired it exclusively");
    if (!own || (exclusive ? own->owner != ke_current() : !own->shared))
        ex_not_owned(lock, own ? own->owner : NULL, kind);
    if (exclusive)
        own->owner = NULL;
    else
        own->shared--;
    ke_order_gave(ke_current(), lock);
    serve(own);
    show(lock, own);
}

/* WDK: ExInitializePushLock. */
VOID ExInitializePushLock(PEX_PUSH_LOCK PushLock)
{
    ddi_enter(ExInitializePushLock, NULL);
    ex_touch(PushLock, sizeof *PushLock, gate_.site);
    map_set(&ex->push_locks, (uintptr_t)PushLock, NULL); /* of memory that was freed with the lock held */
    *PushLock = 0;
    ke_order_forget(PushLock);
    ke_label_new(PushLock, LABEL_LOCK);
}

/* WDK: ExAcquirePushLockExclusive (a macro over this). */
VOID ExAcquirePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    ddi_enter(ExAcquirePushLockExclusiveEx, PushLock);
    ex_touch(PushLock, sizeof *PushLock, gate_.site);
    check(PushLock, Flags);
    acquire(PushLock, true);
}

/* WDK: ExAcquirePushLockShared (a macro over this). */
VOID ExAcquirePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    ddi_enter(ExAcquirePushLockSharedEx, PushLock);
    ex_touch(PushLock, sizeof *PushLock, gate_.site);
    check(PushLock, Flags);
    acquire(PushLock, false);
}

/* WDK: ExReleasePushLockExclusive (a macro over this). */
VOID ExReleasePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    ddi_enter(ExReleasePushLockExclusiveEx, PushLock);
    ex_touch(PushLock, sizeof *PushLock, gate_.site);
    check(PushLock, Flags);
    release(PushLock, true);
}

/* WDK: ExReleasePushLockShared (a macro over this). */
VOID ExReleasePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    ddi_enter(ExReleasePushLockSharedEx, PushLock);
    ex_touch(PushLock, sizeof *PushLock, gate_.site);
    check(PushLock, Flags);
    release(PushLock, false);
}
