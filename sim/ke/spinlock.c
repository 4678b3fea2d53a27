/*
 * Executive spin locks. The documented word is 0 (free) or 1; who holds it is known per processor. A processor that waits for a lock cannot move until it is free.
 */
#include "ke/end.h"
#include "ke/fault.h"
#include "ke/footprint.h"
#include "ke/lock_order.h"
#include "ke/state.h"
#include "ke/sync.h"

/* Nothing else can move. */
static noreturn void deadlock(void)
{
    char waits[1000];
    ke_describe_waits(waits, sizeof waits);
    ke_end_run(KE_DEADLOCK, "%s", waits);
}

static void acquire(KSPIN_LOCK *lock, uintptr_t site, KIRQL old, bool raised)
{
    while (*lock) {
        footprint_write(lock, sizeof *lock);
        struct ke_cpu *cpu = ke->cpu;
        ke_touch(lock, sizeof *lock, site); /* memory that was freed looks like a lock that is held */
        if (ke->lines_pending && ke_interrupt_waits_for(cpu)) { /* who spins can be interrupted */
            ke_cpu_service();
            continue;
        }
        cpu->spins_on = lock;
        emit(EV_SPIN, 0, 0, ke_label_find(lock));
        ke->steps++;
        if (!ke_cpu_leave() && !(ke->cpu->irql < DISPATCH_LEVEL && ke_time_jump()))
            deadlock();
        cpu->spins_on = NULL;
        if (cpu->clock)
            ke_cpu_service();
    }
    footprint_write(lock, sizeof *lock);
    *lock = 1;
    struct ke_cpu *cpu = ke->cpu;
    if (cpu->held_count == KE_HELD_MAX)
        ke_not_modelled("more than 32 spin locks held at once by one processor");
    cpu->held[cpu->held_count++] = (struct ke_held){.lock = lock, .site = site, .old_irql = old, .raised = raised};
    if (raised)
        ke_sync_raised(old, cpu->irql);
    ke_sync_acquire(lock);
    emit(EV_LOCK, 0, 0, event_listened ? ke_label_find(lock) : 0); /* no new label because somebody listens: it would change the keys of schedules */
}

/* As all but those do that only try, and the system for interrupts: in an order with the other locks that the context holds. */
static void acquire_in_order(KSPIN_LOCK *lock, uintptr_t site, KIRQL old, bool raised)
{
    acquire(lock, site, old, raised);
    if (ke->cpu->held_count > 1 || ke_current()->sleeping_count)
        ke_order_spins(KE_LOCK_SPIN, false);
}

/* Bug check 0x10 SPIN_LOCK_NOT_OWNED: no parameters. */
static struct ke_held release(KSPIN_LOCK *lock)
{
    footprint_write(lock, sizeof *lock);
    struct ke_cpu *cpu = ke->cpu;
    for (int i = cpu->held_count - 1; i >= 0; i--) {
        if (cpu->held[i].lock != lock)
            continue;
        struct ke_held held = cpu->held[i];
        for (int j = i + 1; j < cpu->held_count; j++)
            cpu->held[j - 1] = cpu->held[j];
        cpu->held_count--;
        *lock = 0;
        ke_sync_release(lock);
        if (held.raised)
            ke_sync_lowered(held.old_irql, cpu->irql);
        emit(EV_UNLOCK, 0, 0, event_listened ? ke_label_find(lock) : 0);
        return held;
    }
    ke_bugcheck_blame(SPIN_LOCK_NOT_OWNED, 0, 0, 0, 0, &(struct ke_blame){.object = lock, .object_kind = "spin lock"});
}

void ke_lock_here(KSPIN_LOCK *lock, uintptr_t site, KIRQL old)
{
    acquire(lock, site, old, true);
}

void ke_unlock_here(KSPIN_LOCK *lock)
{
    release(lock);
}

bool ke_lock_held_here(const KSPIN_LOCK *lock)
{
    for (int i = 0; i < ke->cpu->held_count; i++)
        if (ke->cpu->held[i].lock == lock)
            return true;
    return false;
}

KIRQL ke_lock(KSPIN_LOCK *lock)
{
    KIRQL old = ke_raise(DISPATCH_LEVEL);
    acquire_in_order(lock, ke_call_site(), old, true);
    return old;
}

void ke_unlock(KSPIN_LOCK *lock, KIRQL irql)
{
    release(lock);
    ke_lower(irql);
}

/* WDK: KeInitializeSpinLock. */
VOID KeInitializeSpinLock(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KeInitializeSpinLock, NULL);
    ke_finding_paged(SpinLock, "spin lock");
    *SpinLock = 0;
    ke_order_forget(SpinLock);
    ke_label_new(SpinLock, LABEL_LOCK);
}

/* WDK: KeAcquireSpinLockRaiseToDpc. */
KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KeAcquireSpinLockRaiseToDpc, SpinLock);
    KIRQL old = ke_raise(DISPATCH_LEVEL);
    acquire_in_order(SpinLock, gate_.site, old, true);
    return old;
}

/* WDK: KeAcquireSpinLock. Above DISPATCH_LEVEL: rule Q12, by the row. */
VOID KeAcquireSpinLock(PKSPIN_LOCK SpinLock, PKIRQL OldIrql)
{
    ddi_enter(KeAcquireSpinLock, SpinLock);
    KIRQL old = ke_raise(DISPATCH_LEVEL);
    acquire_in_order(SpinLock, gate_.site, old, true);
    footprint_write(OldIrql, sizeof *OldIrql);
    *OldIrql = old;
}

/* WDK: KeReleaseSpinLock. */
VOID KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
    ddi_enter(KeReleaseSpinLock, SpinLock);
    release(SpinLock);
    if (NewIrql > ke->cpu->irql || ke_lowers_too_far(NewIrql))
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x31, ke->cpu->irql, NewIrql, 0,
                          &(struct ke_blame){.sentence = "the new IRQL is higher than the one now, or lower than the one at which the routine was entered"});
    ke_lower(NewIrql);
}

/* WDK: KeAcquireSpinLockAtDpcLevel. */
VOID KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KeAcquireSpinLockAtDpcLevel, SpinLock);
    acquire_in_order(SpinLock, gate_.site, ke->cpu->irql, false);
}

/* WDK: KeReleaseSpinLockFromDpcLevel. Rule Q13: a lock taken by a form that raised IRQL must be released by one that lowers it: 0xC4/0x1009. */
VOID KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KeReleaseSpinLockFromDpcLevel, SpinLock);
    struct ke_held held = release(SpinLock);
    if (held.raised && held.old_irql < DISPATCH_LEVEL)
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x1009, (ULONG_PTR)SpinLock, held.old_irql, 0,
                          &(struct ke_blame){.object = SpinLock, .object_kind = "spin lock", .armed_by = held.site,
                                             .sentence = "it was taken by a routine that raised IRQL, and this one does not lower it"});
}

/* WDK: KeTryToAcquireSpinLockAtDpcLevel. */
BOOLEAN KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KeTryToAcquireSpinLockAtDpcLevel, SpinLock);
    if (*SpinLock) {
        ke_spin_poll();
        return FALSE;
    }
    acquire(SpinLock, gate_.site, ke->cpu->irql, false);
    return TRUE;
}

/* WDK: KeTestSpinLock. TRUE: free. */
BOOLEAN KeTestSpinLock(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KeTestSpinLock, SpinLock);
    if (*SpinLock)
        ke_spin_poll();
    return *SpinLock == 0;
}

/* WDK: KeAcquireInStackQueuedSpinLock. */
VOID KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
    ddi_enter(KeAcquireInStackQueuedSpinLock, SpinLock);
    LockHandle->LockQueue.Lock = SpinLock;
    LockHandle->LockQueue.Next = NULL;
    LockHandle->OldIrql = ke_raise(DISPATCH_LEVEL);
    acquire_in_order(SpinLock, gate_.site, LockHandle->OldIrql, true);
}

/* WDK: KeReleaseInStackQueuedSpinLock. */
VOID KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle)
{
    ddi_enter(KeReleaseInStackQueuedSpinLock, LockHandle->LockQueue.Lock);
    release((KSPIN_LOCK *)LockHandle->LockQueue.Lock);
    ke_lower(LockHandle->OldIrql);
}

/* WDK: KeAcquireInStackQueuedSpinLockAtDpcLevel. */
VOID KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
    ddi_enter(KeAcquireInStackQueuedSpinLockAtDpcLevel, SpinLock);
    LockHandle->LockQueue.Lock = SpinLock;
    LockHandle->LockQueue.Next = NULL;
    LockHandle->OldIrql = ke->cpu->irql;
    acquire_in_order(SpinLock, gate_.site, ke->cpu->irql, false);
}

/* WDK: KeReleaseInStackQueuedSpinLockFromDpcLevel. */
VOID KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle)
{
    ddi_enter(KeReleaseInStackQueuedSpinLockFromDpcLevel, LockHandle->LockQueue.Lock);
    release((KSPIN_LOCK *)LockHandle->LockQueue.Lock);
}
