/*
 * Other names of the spin lock routines (ke/spinlock.c): those that compilers' headers use, and the forms for DPCs, which may be threaded and so may run
 * below DISPATCH_LEVEL.
 */
#include "ke/spinlock_forms.h"

#include "ke/state.h"

KIRQL ke_lock_high(KSPIN_LOCK *lock)
{
    KIRQL old = ke_raise(HIGH_LEVEL);
    ke_lock_here(lock, ke_call_site(), old);
    return old;
}

void ke_unlock_high(KSPIN_LOCK *lock, KIRQL irql)
{
    ke_unlock_here(lock);
    ke_lower(irql);
}

static void check_lowering(KIRQL irql)
{
    if (irql > ke->cpu->irql || ke_lowers_too_far(irql))
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x31, ke->cpu->irql, irql, 0,
                          &(struct ke_blame){.sentence = "the new IRQL is higher than the one now, or lower than the one at which the routine was entered"});
}

/* Rule Q13, as in KeReleaseSpinLockFromDpcLevel. */
static void check_not_raised(const KSPIN_LOCK *lock)
{
    const struct ke_cpu *cpu = ke->cpu;
    for (int i = 0; i < cpu->held_count; i++) {
        const struct ke_held *held = &cpu->held[i];
        if (held->lock != lock || !held->raised || held->old_irql >= DISPATCH_LEVEL)
            continue;
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x1009, (ULONG_PTR)lock, held->old_irql, 0,
                          &(struct ke_blame){.object = lock, .object_kind = "spin lock", .armed_by = held->site,
                                             .sentence = "it was taken by a routine that raised IRQL, and this one does not lower it"});
    }
}

/* WDK: KfAcquireSpinLock. */
KIRQL KfAcquireSpinLock(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KfAcquireSpinLock, SpinLock);
    return ke_lock(SpinLock);
}

/* WDK: KfReleaseSpinLock. */
VOID KfReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
    ddi_enter(KfReleaseSpinLock, SpinLock);
    check_lowering(NewIrql);
    ke_unlock(SpinLock, NewIrql);
}

/* WDK: KefAcquireSpinLockAtDpcLevel. */
VOID KefAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KefAcquireSpinLockAtDpcLevel, SpinLock);
    ke_lock(SpinLock);
}

/* WDK: KefReleaseSpinLockFromDpcLevel. */
VOID KefReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KefReleaseSpinLockFromDpcLevel, SpinLock);
    check_not_raised(SpinLock);
    ke_unlock(SpinLock, DISPATCH_LEVEL);
}

/* WDK: KeAcquireSpinLockForDpc. Raises IRQL if the DPC is a threaded one. */
KIRQL KeAcquireSpinLockForDpc(PKSPIN_LOCK SpinLock)
{
    ddi_enter(KeAcquireSpinLockForDpc, SpinLock);
    return ke_lock(SpinLock);
}

/* WDK: KeReleaseSpinLockForDpc. */
VOID KeReleaseSpinLockForDpc(PKSPIN_LOCK SpinLock, KIRQL OldIrql)
{
    ddi_enter(KeReleaseSpinLockForDpc, SpinLock);
    check_lowering(OldIrql);
    ke_unlock(SpinLock, OldIrql);
}

/* WDK: KeAcquireInStackQueuedSpinLockForDpc. */
VOID KeAcquireInStackQueuedSpinLockForDpc(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
    ddi_enter(KeAcquireInStackQueuedSpinLockForDpc, SpinLock);
    LockHandle->LockQueue.Lock = SpinLock;
    LockHandle->LockQueue.Next = NULL;
    LockHandle->OldIrql = ke_lock(SpinLock);
}

/* WDK: KeReleaseInStackQueuedSpinLockForDpc. */
VOID KeReleaseInStackQueuedSpinLockForDpc(PKLOCK_QUEUE_HANDLE LockHandle)
{
    ddi_enter(KeReleaseInStackQueuedSpinLockForDpc, LockHandle->LockQueue.Lock);
    check_lowering(LockHandle->OldIrql);
    ke_unlock((KSPIN_LOCK *)LockHandle->LockQueue.Lock, LockHandle->OldIrql);
}
