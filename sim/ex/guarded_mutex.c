/*
 * Guarded mutexes: as fast mutexes, but APCs are held back by a guarded region and the IRQL stays. Waiters wait on Gate, which is a synchronization event
 * in all but name.
 */
#include "ex/state.h"
#include "ke/lock_order.h"

static const char kind[] = "guarded mutex";

static void acquire(PKGUARDED_MUTEX mutex, bool wait)
{
    struct ke_thread *self = ke_current();
    if ((void *)mutex->Owner == (void *)self)
        ke_bugcheck_blame(MUTEX_ALREADY_OWNED, (ULONG_PTR)mutex, (ULONG_PTR)self, 0, 0,
                          &(struct ke_blame){.object = mutex, .object_kind = kind, .object_id = ke_label_find(mutex),
                                             .sentence = "this thread owns it already and would wait for itself for ever"});
    if (--mutex->Count != 0) {
        mutex->Contention++;
        ke_wait_one(&mutex->Gate, KernelMode, FALSE, NULL);
    }
    mutex->Owner = (PKTHREAD)self;
    ke_order_took(mutex, KE_LOCK_GUARDED_MUTEX, false, wait);
}

static void release(PKGUARDED_MUTEX mutex)
{
    if ((void *)mutex->Owner != (void *)ke_current())
        ex_not_owned(mutex, (const struct ke_thread *)mutex->Owner, kind);
    mutex->Owner = NULL;
    ke_order_gave(ke_current(), mutex);
    if (++mutex->Count <= 0)
        ke_event_set((PRKEVENT)&mutex->Gate);
}

static void check_unsafe(const KGUARDED_MUTEX *mutex, ULONG_PTR code)
{
    if (ke_irql() == APC_LEVEL || ke_current()->special_apc_disable)
        return;
    ex_lock_violation(code, ke_irql(), (ULONG_PTR)(LONG_PTR)ke_current()->kernel_apc_disable, (ULONG_PTR)mutex, mutex, kind,
                      "the unsafe form needs all APCs held back: APC_LEVEL or a guarded region");
}

/* WDK: KeInitializeGuardedMutex. */
VOID KeInitializeGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    ddi_enter(KeInitializeGuardedMutex, NULL);
    ex_touch(Mutex, sizeof *Mutex, gate_.site);
    *Mutex = (KGUARDED_MUTEX){.Count = 1};
    ke_event_init((PRKEVENT)&Mutex->Gate, SynchronizationEvent, FALSE);
    ke_order_forget(Mutex);
    ke_label_new(Mutex, LABEL_MUTEX);
    ke_label_new(&Mutex->Gate, LABEL_MUTEX);
}

/* WDK: KeAcquireGuardedMutex. */
VOID KeAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    ddi_enter(KeAcquireGuardedMutex, Mutex);
    ex_touch(Mutex, sizeof *Mutex, gate_.site);
    ke_current()->special_apc_disable--;
    acquire(Mutex, true);
    Mutex->SpecialApcDisable = ke_current()->special_apc_disable;
}

/* WDK: KeTryToAcquireGuardedMutex. */
BOOLEAN KeTryToAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    ddi_enter(KeTryToAcquireGuardedMutex, Mutex);
    ex_touch(Mutex, sizeof *Mutex, gate_.site);
    if (Mutex->Count != 1) {
        mm_poll_failed(Mutex);
        return FALSE;
    }
    ke_current()->special_apc_disable--;
    acquire(Mutex, false);
    Mutex->SpecialApcDisable = ke_current()->special_apc_disable;
    return TRUE;
}

/* WDK: KeReleaseGuardedMutex. APCs that were held back come when the routine leaves. */
VOID KeReleaseGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    ddi_enter(KeReleaseGuardedMutex, Mutex);
    ex_touch(Mutex, sizeof *Mutex, gate_.site);
    release(Mutex);
    ke_current()->special_apc_disable++;
}

/* WDK: KeAcquireGuardedMutexUnsafe. */
VOID KeAcquireGuardedMutexUnsafe(PKGUARDED_MUTEX FastMutex)
{
    ddi_enter(KeAcquireGuardedMutexUnsafe, FastMutex);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    check_unsafe(FastMutex, 0x39);
    acquire(FastMutex, true);
}

/* WDK: KeReleaseGuardedMutexUnsafe. */
VOID KeReleaseGuardedMutexUnsafe(PKGUARDED_MUTEX FastMutex)
{
    ddi_enter(KeReleaseGuardedMutexUnsafe, FastMutex);
    ex_touch(FastMutex, sizeof *FastMutex, gate_.site);
    check_unsafe(FastMutex, 0x3A);
    release(FastMutex);
}
