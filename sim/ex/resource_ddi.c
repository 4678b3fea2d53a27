/*
 * The exported routines for resources: what Driver Verifier checks, then ex/resource.c.
 */
#include "ex/resource.h"

#include <string.h>

static ERESOURCE_THREAD current(void)
{
    return (ERESOURCE_THREAD)ke_current();
}

/* Rule Q58: 0xC4/0x37 at an acquire, 0x38 at a release. */
static void check_apcs(const ERESOURCE *resource, ULONG_PTR code)
{
    if (!ex_apcs_held_back())
        ex_lock_violation(code, ke_irql(), (ULONG_PTR)(LONG_PTR)ke_current()->kernel_apc_disable, (ULONG_PTR)resource, resource, "resource",
                          "normal kernel APCs must be held back around a resource: KeEnterCriticalRegion");
}

static struct ex_resource *to_acquire(PERESOURCE resource, uintptr_t site)
{
    ex_touch(resource, sizeof *resource, site);
    check_apcs(resource, 0x37);
    return ex_resource_checked(resource);
}

static struct ex_resource *to_release(PERESOURCE resource, uintptr_t site)
{
    ex_touch(resource, sizeof *resource, site);
    check_apcs(resource, 0x38);
    return ex_resource_checked(resource);
}

/* --- life --------------------------------------------------------------------------------------------------------------------------------- */

static void initialize(PERESOURCE resource)
{
    memset(resource, 0, sizeof *resource);
    InitializeListHead(&resource->SystemResourcesList);
}

/* WDK: ExInitializeResourceLite. Once, before ExDeleteResourceLite: 0xC4/0xD0. */
NTSTATUS ExInitializeResourceLite(PERESOURCE Resource)
{
    ddi_enter(ExInitializeResourceLite, NULL);
    ex_touch(Resource, sizeof *Resource, gate_.site);
    if (ex_resource_find(Resource))
        ex_lock_violation(0xD0, (ULONG_PTR)Resource, 0, 0, Resource, "resource", "it is initialised already");
    initialize(Resource);
    ex_resource_make(Resource);
    ke_label_new(Resource, LABEL_LOCK);
    return STATUS_SUCCESS;
}

static void check_idle(const ERESOURCE *resource, const char *what)
{
    if (resource->ActiveEntries || resource->NumberOfSharedWaiters || resource->NumberOfExclusiveWaiters)
        ke_finding("resource-in-use", "resource %u is %s while it is owned or waited for", ke_label_find(resource) & 0xFFFFFF, what);
}

/* WDK: ExReinitializeResourceLite. Nobody may own it. */
NTSTATUS ExReinitializeResourceLite(PERESOURCE Resource)
{
    ddi_enter(ExReinitializeResourceLite, Resource);
    ex_touch(Resource, sizeof *Resource, gate_.site);
    struct ex_resource *own = ex_resource_checked(Resource);
    check_idle(Resource, "reinitialised");
    ex_resource_drop(own);
    initialize(Resource);
    ex_resource_make(Resource);
    return STATUS_SUCCESS;
}

/* WDK: ExDeleteResourceLite. Before its memory goes. */
NTSTATUS ExDeleteResourceLite(PERESOURCE Resource)
{
    ddi_enter(ExDeleteResourceLite, Resource);
    ex_touch(Resource, sizeof *Resource, gate_.site);
    struct ex_resource *own = ex_resource_find(Resource);
    if (!own)
        ex_lock_violation(0xD1, (ULONG_PTR)Resource, 0, 0, Resource, "resource", "it was never initialised, or is deleted already");
    check_idle(Resource, "deleted");
    ex_resource_drop(own);
    return STATUS_SUCCESS;
}

/* --- acquiring ---------------------------------------------------------------------------------------------------------------------------- */

/* WDK: ExAcquireResourceExclusiveLite. */
BOOLEAN ExAcquireResourceExclusiveLite(PERESOURCE Resource, BOOLEAN Wait)
{
    ddi_enter(ExAcquireResourceExclusiveLite, Resource);
    return ex_resource_exclusive(to_acquire(Resource, gate_.site), Wait);
}

/* WDK: ExTryToAcquireResourceExclusiveLite. */
BOOLEAN ExTryToAcquireResourceExclusiveLite(PERESOURCE Resource)
{
    ddi_enter(ExTryToAcquireResourceExclusiveLite, Resource);
    return ex_resource_exclusive(to_acquire(Resource, gate_.site), false);
}

/* WDK: ExAcquireResourceSharedLite. Behind those who wait for exclusive ownership, unless the thread owns it already. */
BOOLEAN ExAcquireResourceSharedLite(PERESOURCE Resource, BOOLEAN Wait)
{
    ddi_enter(ExAcquireResourceSharedLite, Resource);
    return ex_resource_shared(to_acquire(Resource, gate_.site), SHARE_FAIR, Wait);
}

/* WDK: ExAcquireSharedStarveExclusive. Past those who wait for exclusive ownership. */
BOOLEAN ExAcquireSharedStarveExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
    ddi_enter(ExAcquireSharedStarveExclusive, Resource);
    return ex_resource_shared(to_acquire(Resource, gate_.site), SHARE_STARVE_EXCLUSIVE, Wait);
}

/* WDK: ExAcquireSharedWaitForExclusive. Behind those who wait for exclusive ownership, even for a thread that owns it. */
BOOLEAN ExAcquireSharedWaitForExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
    ddi_enter(ExAcquireSharedWaitForExclusive, Resource);
    return ex_resource_shared(to_acquire(Resource, gate_.site), SHARE_WAIT_FOR_EXCLUSIVE, Wait);
}

/* WDK: ExEnterCriticalRegionAndAcquireResourceShared. What it returns means something to window drivers only. */
PVOID ExEnterCriticalRegionAndAcquireResourceShared(PERESOURCE Resource)
{
    ddi_enter(ExEnterCriticalRegionAndAcquireResourceShared, Resource);
    ke_current()->kernel_apc_disable--;
    ex_resource_shared(to_acquire(Resource, gate_.site), SHARE_FAIR, true);
    return NULL;
}

/* WDK: ExEnterCriticalRegionAndAcquireResourceExclusive. */
PVOID ExEnterCriticalRegionAndAcquireResourceExclusive(PERESOURCE Resource)
{
    ddi_enter(ExEnterCriticalRegionAndAcquireResourceExclusive, Resource);
    ke_current()->kernel_apc_disable--;
    ex_resource_exclusive(to_acquire(Resource, gate_.site), true);
    return NULL;
}

/* --- releasing ---------------------------------------------------------------------------------------------------------------------------- */

/* WDK: ExReleaseResourceLite. */
VOID ExReleaseResourceLite(PERESOURCE Resource)
{
    ddi_enter(ExReleaseResourceLite, Resource);
    ex_resource_release(to_release(Resource, gate_.site), current());
}

/* WDK: ExReleaseResourceForThreadLite. */
VOID ExReleaseResourceForThreadLite(PERESOURCE Resource, ERESOURCE_THREAD ResourceThreadId)
{
    ddi_enter(ExReleaseResourceForThreadLite, Resource);
    ex_resource_release(to_release(Resource, gate_.site), ResourceThreadId);
}

/* WDK: ExReleaseResourceAndLeaveCriticalRegion. */
VOID ExReleaseResourceAndLeaveCriticalRegion(PERESOURCE Resource)
{
    ddi_enter(ExReleaseResourceAndLeaveCriticalRegion, Resource);
    ex_resource_release(to_release(Resource, gate_.site), current());
    ke_current()->kernel_apc_disable++;
}

/* WDK: ExConvertExclusiveToSharedLite. */
VOID ExConvertExclusiveToSharedLite(PERESOURCE Resource)
{
    ddi_enter(ExConvertExclusiveToSharedLite, Resource);
    ex_resource_convert(to_release(Resource, gate_.site));
}

/* The two low bits tell an owner pointer from a thread: 0x132 without them. */
static void set_owner(PERESOURCE resource, PVOID pointer, bool is_thread, uintptr_t site)
{
    ex_touch(resource, sizeof *resource, site);
    struct ex_resource *own = ex_resource_checked(resource);
    if (!is_thread && ((uintptr_t)pointer & 3) != 3)
        ke_bugcheck_blame(RESOURCE_OWNER_POINTER_INVALID, (ULONG_PTR)resource, (ULONG_PTR)resource->OwnerTable, current(), (ULONG_PTR)pointer,
                          &(struct ke_blame){.object = resource, .object_kind = "resource", .sentence = "an owner pointer has its two low bits set"});
    if (!ex_resource_rename_owner(own, (ERESOURCE_THREAD)pointer))
        ex_resource_not_owned(own, current());
}

/* WDK: ExSetResourceOwnerPointer. From then on only ExReleaseResourceForThreadLite with this pointer releases it. */
VOID ExSetResourceOwnerPointer(PERESOURCE Resource, PVOID OwnerPointer)
{
    ddi_enter(ExSetResourceOwnerPointer, Resource);
    set_owner(Resource, OwnerPointer, false, gate_.site);
}

#define FLAG_OWNER_POINTER_IS_THREAD 1u

/* WDK: ExSetResourceOwnerPointerEx. */
VOID ExSetResourceOwnerPointerEx(PERESOURCE Resource, PVOID OwnerPointer, ULONG Flags)
{
    ddi_enter(ExSetResourceOwnerPointerEx, Resource);
    set_owner(Resource, OwnerPointer, Flags & FLAG_OWNER_POINTER_IS_THREAD, gate_.site);
}

/* --- asking ------------------------------------------------------------------------------------------------------------------------------- */

/* WDK: ExIsResourceAcquiredExclusiveLite. By the current thread. */
BOOLEAN ExIsResourceAcquiredExclusiveLite(PERESOURCE Resource)
{
    ddi_enter(ExIsResourceAcquiredExclusiveLite, Resource);
    return ex_resource_count(ex_resource_checked(Resource), true) != 0;
}

/* WDK: ExIsResourceAcquiredSharedLite. How often the current thread has it, in whatever way. */
ULONG ExIsResourceAcquiredSharedLite(PERESOURCE Resource)
{
    ddi_enter(ExIsResourceAcquiredSharedLite, Resource);
    return ex_resource_count(ex_resource_checked(Resource), false);
}

/* WDK: ExGetExclusiveWaiterCount. */
ULONG ExGetExclusiveWaiterCount(PERESOURCE Resource)
{
    ddi_enter(ExGetExclusiveWaiterCount, Resource);
    return ex_resource_checked(Resource)->resource->NumberOfExclusiveWaiters;
}

/* WDK: ExGetSharedWaiterCount. */
ULONG ExGetSharedWaiterCount(PERESOURCE Resource)
{
    ddi_enter(ExGetSharedWaiterCount, Resource);
    return ex_resource_checked(Resource)->resource->NumberOfSharedWaiters;
}
