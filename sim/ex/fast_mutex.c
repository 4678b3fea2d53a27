/*
 * Fast mutexes. Count is 1 when free, 0 when owned, and one less for every waiter; the release hands the mutex to the oldest waiter through Event. Not
 * recursive. The safe forms raise to APC_LEVEL, so no APC comes in between; the unsafe ones leave that to the caller (rule Q58).
 */
#include "ex/state.h"
#include "ke/lock_order.h"

static const char kind[] = "fast mutex";

static void check_level(const FAST_MUTEX *mutex)
{
    if (ke_irql() > APC_LEVEL)
        ex_lock_violation(0x33, ke_irql(), (ULONG_PTR)mutex, 0, mutex, kind, "a fast mutex is acquired at IRQL <= APC_LEVEL only");
}

/* 0xC4/0x39, 0x3A. APC_LEVEL is one way to hold APCs back, a critical region another. */
static void check_unsafe(const FAST_MUTEX *mutex, ULONG_PTR code)
{
    if (ke_irql() <= APC_LEVEL && ex_apcs_held_back())
        return;
    ex_lock_violation(code, ke_irql(), (ULONG_PTR)(LONG_PTR)ke_current()->kernel_apc_disable, (ULONG_PTR)mutex, mutex, kind,
                      "the unsafe form needs APCs held back: APC_LEVEL or a critical region");
}

static void acquire(PFAST_MUTEX mutex, bool wait)
{
    struct ke_thread *self = ke_current();
    if ((void *)mutex->Owner == (void *)self)
        ke_bugcheck_blame(MUTEX_ALREADY_OWNED, (ULONG_PTR)mutex, (ULONG_PTR)self, 0, 0,
                          &(struct ke_blame){.object = mutex, .object_kind = kind, .object_id = ke_label_find(mutex),
                                             .sentence = "this thread owns it already and would wait for itself for ever"});
    if (--mutex->Count != 0) {
        mutex->Contention++;
        ke_wait_one(&mutex->Event, KernelMode, FALSE, NULL);
    }
    mutex->Owner = (PKTHREAD)self;
    ke_order_took(mutex, KE_LOCK_FAST_MUTEX, false, wait);
}

static void release(PFAST_MUTEX mutex)
{
    if ((void *)mutex->Owner != (void *)ke_current())
        ex_not_owned(mutex, (const struct ke_thread *)mutex->Owner, kind);
    mutex->Owner = NULL;
    ke_order_gave(ke_current(), mutex);
    if (++mutex->Count <= 0)
        ke_event_set(&mutex->Event);
}

/* WDK: ExInitializeFastMutex. */
VOID ExInitializeFastMutex(PFAST_MUTEX FastMutex)
{
    ddi_enter(ExInitializeFastMutex, NULL);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    *FastMutex = (FAST_MUTEX){.Count = 1};
    ke_event_init(&FastMutex->Event, SynchronizationEvent, FALSE);
    ke_order_forget(FastMutex);
    ke_label_new(FastMutex, LABEL_MUTEX);
    ke_label_new(&FastMutex->Event, LABEL_MUTEX); /* what waiters are seen to wait for */
}

/* WDK: ExAcquireFastMutex. Returns at APC_LEVEL. */
VOID ExAcquireFastMutex(PFAST_MUTEX FastMutex)
{
    ddi_enter(ExAcquireFastMutex, FastMutex);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    check_level(FastMutex);
    KIRQL old = ke_raise(APC_LEVEL);
    acquire(FastMutex, true);
    FastMutex->OldIrql = old;
}

/* WDK: ExTryToAcquireFastMutex. FALSE: somebody owns it, the IRQL is unchanged. */
BOOLEAN ExTryToAcquireFastMutex(PFAST_MUTEX FastMutex)
{
    ddi_enter(ExTryToAcquireFastMutex, FastMutex);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    check_level(FastMutex);
    if (FastMutex->Count != 1) {
        mm_poll_failed(FastMutex);
        return FALSE;
    }
    KIRQL old = ke_raise(APC_LEVEL);
    acquire(FastMutex, false);
    FastMutex->OldIrql = old;
    return TRUE;
}

/* WDK: ExReleaseFastMutex. */
VOID ExReleaseFastMutex(PFAST_MUTEX FastMutex)
{
    ddi_enter(ExReleaseFastMutex, FastMutex);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    if (ke_irql() != APC_LEVEL)
        ex_lock_violation(0x34, ke_irql(), (ULONG_PTR)(LONG_PTR)ke_current()->kernel_apc_disable, (ULONG_PTR)FastMutex, FastMutex, kind,
                          "a fast mutex is released at APC_LEVEL, where acquiring it left the driver");
    KIRQL old = (KIRQL)FastMutex->OldIrql;
    release(FastMutex);
    ke_lower(old);
}

/* WDK: ExAcquireFastMutexUnsafe. */
VOID ExAcquireFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
    ddi_enter(ExAcquireFastMutexUnsafe, FastMutex);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    check_unsafe(FastMutex, 0x39);
    acquire(FastMutex, true);
}

/* WDK: ExReleaseFastMutexUnsafe. */
VOID ExReleaseFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
    ddi_enter(ExReleaseFastMutexUnsafe, FastMutex);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    check_unsafe(FastMutex, 0x3A);
    release(FastMutex);
}
