/*
 * Rundown protection: references that can be taken until somebody waits for the end. The word holds twice the number of references; bit 0 says that the
 * rundown is active, so that nothing more can be taken. The cache-aware forms differ from the others in memory only.
 */
#include "ex/state.h"

#define ACTIVE 1u
#define REFERENCE 2u

struct rundown { /* while somebody waits */
    struct list waiters;
};

struct _EX_RUNDOWN_REF_CACHE_AWARE {
    EX_RUNDOWN_REF reference;
    ULONG_PTR reserved[7]; /* a cache line */
};

static void initialize(PEX_RUNDOWN_REF reference, ULONG_PTR word, uintptr_t site)
{
    ex_touch(reference, sizeof *reference, site);
    reference->Count = word;
}

static BOOLEAN acquire(PEX_RUNDOWN_REF reference, ULONG count, uintptr_t site)
{
    ex_touch(reference, sizeof *reference, site);
    if (reference->Count & ACTIVE)
        return FALSE;
    reference->Count += (ULONG_PTR)count * REFERENCE;
    return TRUE;
}

static void release(PEX_RUNDOWN_REF reference, ULONG count, uintptr_t site)
{
    ex_touch(reference, sizeof *reference, site);
    if (reference->Count / REFERENCE < count)
        ex_lock_violation(0x1007, (ULONG_PTR)reference, 0, 0, reference, "rundown protection", "it is released more often than it was acquired");
    reference->Count -= (ULONG_PTR)count * REFERENCE;
    struct rundown *own = reference->Count == ACTIVE ? map_get(&ex->rundowns, (uintptr_t)reference) : NULL;
    if (!own)
        return;
    map_set(&ex->rundowns, (uintptr_t)reference, NULL);
    while (!list_empty(&own->waiters))
        ex_wake(list_of(own->waiters.next, struct ex_waiter, link));
    sim_free(own, sizeof *own);
}

static void wait_for_release(PEX_RUNDOWN_REF reference, uintptr_t site)
{
    ex_touch(reference, sizeof *reference, site);
    reference->Count |= ACTIVE;
    if (reference->Count == ACTIVE)
        return;
    struct rundown *own = map_get(&ex->rundowns, (uintptr_t)reference);
    if (!own) {
        own = sim_alloc(sizeof *own);
        list_init(&own->waiters);
        map_set(&ex->rundowns, (uintptr_t)reference, own);
    }
    struct ex_waiter waiter;
    ex_wait(&waiter, &own->waiters, true);
}

/* WDK: ExInitializeRundownProtection. */
VOID ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    ddi_enter(ExInitializeRundownProtection, NULL);
    initialize(RunRef, 0, gate_.site);
    ke_label_new(RunRef, LABEL_OTHER);
}

/* WDK: ExReInitializeRundownProtection. After a rundown. */
VOID ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    ddi_enter(ExReInitializeRundownProtection, RunRef);
    initialize(RunRef, 0, gate_.site);
}

/* WDK: ExAcquireRundownProtection. FALSE: the end has begun. */
BOOLEAN ExAcquireRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    ddi_enter(ExAcquireRundownProtection, RunRef);
    return acquire(RunRef, 1, gate_.site);
}

/* WDK: ExAcquireRundownProtectionEx. */
BOOLEAN ExAcquireRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
    ddi_enter(ExAcquireRundownProtectionEx, RunRef);
    return acquire(RunRef, Count, gate_.site);
}

/* WDK: ExReleaseRundownProtection. */
VOID ExReleaseRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    ddi_enter(ExReleaseRundownProtection, RunRef);
    release(RunRef, 1, gate_.site);
}

/* WDK: ExReleaseRundownProtectionEx. */
VOID ExReleaseRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
    ddi_enter(ExReleaseRundownProtectionEx, RunRef);
    release(RunRef, Count, gate_.site);
}

/* WDK: ExRundownCompleted. After the wait: acquiring fails from now on. */
VOID ExRundownCompleted(PEX_RUNDOWN_REF RunRef)
{
    ddi_enter(ExRundownCompleted, RunRef);
    initialize(RunRef, ACTIVE, gate_.site);
}

/* WDK: ExWaitForRundownProtectionRelease. */
VOID ExWaitForRundownProtectionRelease(PEX_RUNDOWN_REF RunRef)
{
    ddi_enter(ExWaitForRundownProtectionRelease, RunRef);
    wait_for_release(RunRef, gate_.site);
}

/* --- cache-aware -------------------------------------------------------------------------------------------------------------------------- */

/* WDK: ExAllocateCacheAwareRundownProtection. Pool of the driver's: NULL when there is none. */
PEX_RUNDOWN_REF_CACHE_AWARE ExAllocateCacheAwareRundownProtection(POOL_TYPE PoolType, ULONG PoolTag)
{
    ddi_enter(ExAllocateCacheAwareRundownProtection, NULL);
    PEX_RUNDOWN_REF_CACHE_AWARE own = mm_pool_alloc(PoolType, sizeof *own, PoolTag, true, gate_.site);
    if (own)
        ke_label_new(own, LABEL_OTHER);
    return own;
}

/* WDK: ExFreeCacheAwareRundownProtection. */
VOID ExFreeCacheAwareRundownProtection(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
    ddi_enter(ExFreeCacheAwareRundownProtection, RunRefCacheAware);
    mm_pool_free(RunRefCacheAware, 0, gate_.site);
}

/* WDK: ExSizeOfRundownProtectionCacheAware. */
SIZE_T ExSizeOfRundownProtectionCacheAware(VOID)
{
    ddi_enter(ExSizeOfRundownProtectionCacheAware, NULL);
    return sizeof(struct _EX_RUNDOWN_REF_CACHE_AWARE);
}

/* WDK: ExInitializeRundownProtectionCacheAware. Memory of the driver's own, of the size told. */
VOID ExInitializeRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, SIZE_T RunRefSize)
{
    ddi_enter(ExInitializeRundownProtectionCacheAware, NULL);
    if (RunRefSize < sizeof(struct _EX_RUNDOWN_REF_CACHE_AWARE))
        ke_not_modelled("memory smaller than ExSizeOfRundownProtectionCacheAware says");
    initialize(&RunRefCacheAware->reference, 0, gate_.site);
    ke_label_new(RunRefCacheAware, LABEL_OTHER);
}

/* WDK: ExReInitializeRundownProtectionCacheAware. */
VOID ExReInitializeRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
    ddi_enter(ExReInitializeRundownProtectionCacheAware, RunRefCacheAware);
    initialize(&RunRefCacheAware->reference, 0, gate_.site);
}

/* WDK: ExAcquireRundownProtectionCacheAware. */
BOOLEAN ExAcquireRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
    ddi_enter(ExAcquireRundownProtectionCacheAware, RunRefCacheAware);
    return acquire(&RunRefCacheAware->reference, 1, gate_.site);
}

/* WDK: ExAcquireRundownProtectionCacheAwareEx. */
BOOLEAN ExAcquireRundownProtectionCacheAwareEx(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, ULONG Count)
{
    ddi_enter(ExAcquireRundownProtectionCacheAwareEx, RunRefCacheAware);
    return acquire(&RunRefCacheAware->reference, Count, gate_.site);
}

/* WDK: ExReleaseRundownProtectionCacheAware. */
VOID ExReleaseRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
    ddi_enter(ExReleaseRundownProtectionCacheAware, RunRefCacheAware);
    release(&RunRefCacheAware->reference, 1, gate_.site);
}

/* WDK: ExReleaseRundownProtectionCacheAwareEx. */
VOID ExReleaseRundownProtectionCacheAwareEx(PEX_RUNDOWN_REF_CACHE_AWARE RunRef, ULONG Count)
{
    ddi_enter(ExReleaseRundownProtectionCacheAwareEx, RunRef);
    release(&RunRef->reference, Count, gate_.site);
}

/* WDK: ExRundownCompletedCacheAware. */
VOID ExRundownCompletedCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
    ddi_enter(ExRundownCompletedCacheAware, RunRefCacheAware);
    initialize(&RunRefCacheAware->reference, ACTIVE, gate_.site);
}

/* WDK: ExWaitForRundownProtectionReleaseCacheAware. */
VOID ExWaitForRundownProtectionReleaseCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRef)
{
    ddi_enter(ExWaitForRundownProtectionReleaseCacheAware, RunRef);
    wait_for_release(&RunRef->reference, gate_.site);
}
