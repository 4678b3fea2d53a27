/*
 * Reader-writer spin locks (EX_SPIN_LOCK). The documented word counts the readers; its top bit is a writer, who sets it first and then waits for the readers to
 * leave, so that no new one comes in. What a processor spins on are words of our own, so that it is known whether it can move.
 */
#include "ke/end.h"
#include "ke/lock_order.h"
#include "ke/state.h"
#include "ke/sync.h"

#define WRITER 0x80000000u

struct ke_shared_lock { /* while the lock is held or waited for */
    KSPIN_LOCK writer, readers; /* not 0: there is one */
    uint32_t spinning;
};

static struct ke_shared_lock *record_of(EX_SPIN_LOCK *lock)
{
    struct ke_shared_lock *own = map_get(&ke->shared_locks, (uintptr_t)lock);
    if (own)
        return own;
    own = sim_alloc(sizeof *own);
    map_set(&ke->shared_locks, (uintptr_t)lock, own);
    return own;
}

static void set(EX_SPIN_LOCK *lock, ULONG word)
{
    struct ke_shared_lock *own = record_of(lock);
    *lock = (LONG)word;
    own->writer = word & WRITER;
    own->readers = word & ~WRITER;
    if (word || own->spinning)
        return;
    map_set(&ke->shared_locks, (uintptr_t)lock, NULL);
    sim_free(own, sizeof *own);
}

static _Noreturn void deadlock_on(const EX_SPIN_LOCK *lock)
{
    for (uint32_t i = 0; i < ke->cpu_count; i++)
        for (int h = 0; h < ke->cpus[i].held_count; h++)
            if ((void *)ke->cpus[i].held[h].lock == (const void *)lock)
                ke_end_run(KE_DEADLOCK, "processor %u spins on a reader-writer spin lock that processor %u holds, and nothing else can move", ke->cpu->number,
                           i);
    ke_end_run(KE_DEADLOCK, "processor %u spins on a reader-writer spin lock whose word is 0x%x and which nobody holds: never initialised, or overwritten",
               ke->cpu->number, (unsigned)*lock);
}

static void spin(EX_SPIN_LOCK *lock, const KSPIN_LOCK *word)
{
    struct ke_shared_lock *own = record_of(lock);
    own->spinning++;
    while (*word) {
        struct ke_cpu *cpu = ke->cpu;
        cpu->spins_on = word;
        emit(EV_SPIN, 0, 0, ke_label_find(lock));
        ke->steps++;
        if (!ke_cpu_leave())
            deadlock_on(lock);
        cpu->spins_on = NULL;
        if (ke->lines_pending)
            ke_cpu_service();
    }
    own->spinning--;
}

static void hold(EX_SPIN_LOCK *lock, KIRQL old, bool raised, bool shared)
{
    struct ke_cpu *cpu = ke->cpu;
    if (cpu->held_count == KE_HELD_MAX)
        ke_not_modelled("more than 32 spin locks held at once by one processor");
    cpu->held[cpu->held_count++] = (struct ke_held){.lock = (void *)lock, .site = ke_call_site(), .old_irql = old, .raised = raised, .shared = shared, .kind = KE_LOCK_SHARED_SPIN};
    if (raised)
        ke_sync_raised(old, cpu->irql);
    if (cpu->held_count > 1 || ke_current()->sleeping_count)
        ke_order_spins(KE_LOCK_SHARED_SPIN, shared);
    emit(EV_LOCK, 0, 0, event_listened ? ke_label_find(lock) : 0);
}

/* Readers come after writers, and writers after readers too; what readers leave has a place of its own. */
static const void *readers_of(const EX_SPIN_LOCK *lock)
{
    return (const char *)lock + 1;
}

static void acquire_shared(EX_SPIN_LOCK *lock, KIRQL old, bool raised)
{
    set(lock, (ULONG)*lock); /* the word is the truth: a lock may have been zeroed with the memory around it */
    if ((ULONG)*lock & WRITER)
        spin(lock, &record_of(lock)->writer);
    set(lock, (ULONG)*lock + 1);
    hold(lock, old, raised, true);
    ke_sync_acquire(lock);
}

static void acquire_exclusive(EX_SPIN_LOCK *lock, KIRQL old, bool raised)
{
    set(lock, (ULONG)*lock);
    if ((ULONG)*lock & WRITER)
        spin(lock, &record_of(lock)->writer);
    set(lock, (ULONG)*lock | WRITER);
    if ((ULONG)*lock & ~WRITER)
        spin(lock, &record_of(lock)->readers);
    hold(lock, old, raised, false);
    ke_sync_acquire(lock);
    ke_sync_acquire(readers_of(lock));
}

/* Bug check 0x10, as for other spin locks. */
static void let_go(EX_SPIN_LOCK *lock)
{
    struct ke_cpu *cpu = ke->cpu;
    int i = cpu->held_count - 1;
    while (i >= 0 && (void *)cpu->held[i].lock != (void *)lock)
        i--;
    if (i < 0)
        ke_bugcheck_blame(SPIN_LOCK_NOT_OWNED, 0, 0, 0, 0, &(struct ke_blame){.object = lock, .object_kind = "reader-writer spin lock"});
    if (cpu->held[i].raised)
        ke_sync_lowered(cpu->held[i].old_irql, cpu->irql);
    for (cpu->held_count--; i < cpu->held_count; i++)
        cpu->held[i] = cpu->held[i + 1];
    emit(EV_UNLOCK, 0, 0, event_listened ? ke_label_find(lock) : 0);
}

static _Noreturn void wrong_form(const EX_SPIN_LOCK *lock, const char *sentence)
{
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x1007, (ULONG_PTR)lock, 0, 0,
                      &(struct ke_blame){.object = lock, .object_kind = "reader-writer spin lock", .sentence = sentence});
}

static void release_shared(EX_SPIN_LOCK *lock)
{
    let_go(lock);
    if (((ULONG)*lock & ~WRITER) == 0)
        wrong_form(lock, "it is released as shared, and is held exclusively");
    set(lock, (ULONG)*lock - 1);
    ke_sync_release(readers_of(lock));
}

static void release_exclusive(EX_SPIN_LOCK *lock)
{
    let_go(lock);
    if ((ULONG)*lock != WRITER)
        wrong_form(lock, "it is released as exclusive, and is held shared");
    set(lock, 0);
    ke_sync_release(lock);
}

/* WDK: ExAcquireSpinLockShared. */
KIRQL ExAcquireSpinLockShared(PEX_SPIN_LOCK SpinLock)
{
    ddi_enter(ExAcquireSpinLockShared, SpinLock);
    KIRQL old = ke_raise(DISPATCH_LEVEL);
    acquire_shared(SpinLock, old, true);
    return old;
}

/* WDK: ExReleaseSpinLockShared. */
VOID ExReleaseSpinLockShared(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
    ddi_enter(ExReleaseSpinLockShared, SpinLock);
    release_shared(SpinLock);
    ke_lower(OldIrql);
}

/* WDK: ExAcquireSpinLockSharedAtDpcLevel. */
VOID ExAcquireSpinLockSharedAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    ddi_enter(ExAcquireSpinLockSharedAtDpcLevel, SpinLock);
    acquire_shared(SpinLock, ke->cpu->irql, false);
}

/* WDK: ExReleaseSpinLockSharedFromDpcLevel. */
VOID ExReleaseSpinLockSharedFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    ddi_enter(ExReleaseSpinLockSharedFromDpcLevel, SpinLock);
    release_shared(SpinLock);
}

/* WDK: ExAcquireSpinLockExclusive. */
KIRQL ExAcquireSpinLockExclusive(PEX_SPIN_LOCK SpinLock)
{
    ddi_enter(ExAcquireSpinLockExclusive, SpinLock);
    KIRQL old = ke_raise(DISPATCH_LEVEL);
    acquire_exclusive(SpinLock, old, true);
    return old;
}

/* WDK: ExReleaseSpinLockExclusive. */
VOID ExReleaseSpinLockExclusive(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
    ddi_enter(ExReleaseSpinLockExclusive, SpinLock);
    release_exclusive(SpinLock);
    ke_lower(OldIrql);
}

/* WDK: ExAcquireSpinLockExclusiveAtDpcLevel. */
VOID ExAcquireSpinLockExclusiveAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    ddi_enter(ExAcquireSpinLockExclusiveAtDpcLevel, SpinLock);
    acquire_exclusive(SpinLock, ke->cpu->irql, false);
}

/* WDK: ExReleaseSpinLockExclusiveFromDpcLevel. */
VOID ExReleaseSpinLockExclusiveFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    ddi_enter(ExReleaseSpinLockExclusiveFromDpcLevel, SpinLock);
    release_exclusive(SpinLock);
}

/* WDK: ExTryConvertSharedSpinLockExclusive. TRUE only for the one reader, when no writer waits. */
LOGICAL ExTryConvertSharedSpinLockExclusive(PEX_SPIN_LOCK SpinLock)
{
    ddi_enter(ExTryConvertSharedSpinLockExclusive, SpinLock);
    if (*SpinLock != 1) {
        ke_spin_poll();
        return FALSE;
    }
    set(SpinLock, WRITER);
    return TRUE;
}
