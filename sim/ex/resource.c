/*
 * Resources (reader-writer locks with recursion): who owns, who waits, who is next.
 */
#include "ex/resource.h"

#include "ke/lock_order.h"

struct resource_owner {
    struct list link;
    ERESOURCE_THREAD thread; /* or a pointer that ExSetResourceOwnerPointer put in its place */
    ULONG count;
};

static ERESOURCE_THREAD current(void)
{
    return (ERESOURCE_THREAD)ke_current();
}

/* --- the record --------------------------------------------------------------------------------------------------------------------------- */

struct ex_resource *ex_resource_find(const ERESOURCE *resource)
{
    struct ex_resource *own = map_get(&ex->resources, (uintptr_t)resource);
    return own && mm_stamp(resource) == own->stamp ? own : NULL;
}

struct ex_resource *ex_resource_checked(PERESOURCE resource)
{
    if ((uintptr_t)resource & 7)
        ex_lock_violation(0x3D, 0, 0, (ULONG_PTR)resource, resource, "resource", "the resource is not aligned");
    struct ex_resource *own = ex_resource_find(resource);
    if (!own)
        ex_lock_violation(0x1002, (ULONG_PTR)resource, 0, 0, resource, "resource", "it was never initialised, or deleted");
    return own;
}

struct ex_resource *ex_resource_make(PERESOURCE resource)
{
    struct ex_resource *own = map_get(&ex->resources, (uintptr_t)resource);
    if (own)
        ex_resource_drop(own); /* its memory was freed without ExDeleteResourceLite */
    own = sim_alloc(sizeof *own);
    own->resource = resource;
    own->stamp = mm_stamp(resource);
    own->site = ke_call_site();
    list_init(&own->owners);
    list_init(&own->waiters);
    list_append(&ex->resource_list, &own->link);
    map_set(&ex->resources, (uintptr_t)resource, own);
    return own;
}

static void remove_owner(struct resource_owner *owner)
{
    list_remove(&owner->link);
    sim_free(owner, sizeof *owner);
}

void ex_resource_drop(struct ex_resource *own)
{
    list_each_safe(node, &own->owners) remove_owner(list_of(node, struct resource_owner, link));
    list_each_safe(waiter, &own->waiters) list_remove(waiter);
    list_remove(&own->link);
    map_set(&ex->resources, (uintptr_t)own->resource, NULL);
    sim_free(own, sizeof *own);
}

const void *ex_resource_within(const void *start, size_t size)
{
    list_each(node, &ex->resource_list)
    {
        const struct ex_resource *own = list_of(node, struct ex_resource, link);
        if ((uintptr_t)own->resource - (uintptr_t)start < size && mm_stamp(own->resource) == own->stamp)
            return own->resource;
    }
    return NULL;
}

/* --- owners ------------------------------------------------------------------------------------------------------------------------------- */

static struct resource_owner *owner_of(const struct ex_resource *own, ERESOURCE_THREAD thread)
{
    list_each(node, &own->owners)
    {
        struct resource_owner *owner = list_of(node, struct resource_owner, link);
        if (owner->thread == thread)
            return owner;
    }
    return NULL;
}

static struct ex_resource_info describe(const struct ex_resource *own)
{
    struct ex_resource_info info = {.resource = own->resource, .initialized_by = own->site, .exclusive = own->exclusive};
    list_each(node, &own->owners)
    {
        const struct resource_owner *owner = list_of(node, struct resource_owner, link);
        if (info.owners++ < EX_OWNERS_SHOWN) {
            info.owner[info.owners - 1].thread = (const struct ke_thread *)owner->thread;
            info.owner[info.owners - 1].count = owner->count;
        }
    }
    list_each(node, &own->waiters)
    {
        const struct ex_waiter *waiter = list_of(node, struct ex_waiter, link);
        if (info.waiters++ < EX_OWNERS_SHOWN) {
            info.waiter[info.waiters - 1].thread = waiter->thread;
            info.waiter[info.waiters - 1].exclusive = waiter->exclusive;
        }
    }
    return info;
}

void ex_resources_visit(void (*visit)(void *context, const struct ex_resource_info *info), void *context)
{
    list_each(node, &ex->resource_list)
    {
        struct ex_resource_info info = describe(list_of(node, struct ex_resource, link));
        visit(context, &info);
    }
}

static unsigned waiting(const struct ex_resource *own, bool exclusive)
{
    unsigned n = 0;
    list_each(node, &own->waiters) n += list_of(node, struct ex_waiter, link)->exclusive == exclusive;
    return n;
}

/* What a debugger, or a driver that looks, sees. */
static void show(struct ex_resource *own)
{
    PERESOURCE resource = own->resource;
    resource->ActiveEntries = 0;
    list_each(node, &own->owners) resource->ActiveEntries++;
    resource->ActiveCount = resource->ActiveEntries != 0;
    resource->Flag = (USHORT)((resource->Flag & ~ResourceOwnedExclusive) | (own->exclusive ? ResourceOwnedExclusive : 0));
    resource->NumberOfSharedWaiters = waiting(own, false);
    resource->NumberOfExclusiveWaiters = waiting(own, true);
    const struct resource_owner *first = list_empty(&own->owners) ? NULL : list_of(own->owners.next, struct resource_owner, link);
    resource->OwnerEntry.OwnerThread = first ? first->thread : 0;
    resource->OwnerEntry.OwnerCount = first ? first->count & 0x3FFFFFFF : 0;
}

static void grant(struct ex_resource *own, ERESOURCE_THREAD thread, bool exclusive)
{
    struct resource_owner *owner = owner_of(own, thread);
    if (!owner) {
        owner = sim_alloc(sizeof *owner);
        owner->thread = thread;
        list_append(&own->owners, &owner->link);
    }
    owner->count++;
    own->exclusive = exclusive;
}

/* Lets in the oldest waiter of a kind, or all of them. */
static void let_in(struct ex_resource *own, bool exclusive, bool all)
{
    list_each_safe(node, &own->waiters)
    {
        struct ex_waiter *waiter = list_of(node, struct ex_waiter, link);
        if (waiter->exclusive != exclusive)
            continue;
        grant(own, (ERESOURCE_THREAD)waiter->thread, exclusive);
        ex_wake(waiter);
        if (!all)
            return;
    }
}

/* --- acquiring ---------------------------------------------------------------------------------------------------------------------------- */

static bool take(struct ex_resource *own, bool exclusive)
{
    grant(own, current(), exclusive);
    show(own);
    return true;
}

static bool wait_for(struct ex_resource *own, bool exclusive, bool wait)
{
    if (!wait) {
        mm_poll_failed(own->resource);
        return false;
    }
    own->resource->ContentionCount++;
    if (exclusive)
        own->resource->NumberOfExclusiveWaiters++;
    else
        own->resource->NumberOfSharedWaiters++;
    struct ex_waiter waiter;
    ex_wait(&waiter, &own->waiters, exclusive);
    return true;
}

static bool exclusive(struct ex_resource *own, bool wait)
{
    bool mine = owner_of(own, current()) != NULL;
    if (list_empty(&own->owners) || (own->exclusive && mine))
        return take(own, true);
    if (mine && wait)
        ex_lock_violation(0x1000, (ULONG_PTR)own->resource, 0, 0, own->resource, "resource",
                          "this thread has it shared and wants it exclusively: it would wait for itself for ever");
    return wait_for(own, true, wait);
}

/* Shared ownership on top of exclusive is one more exclusive. */
static bool shared(struct ex_resource *own, enum resource_share how, bool wait)
{
    bool mine = owner_of(own, current()) != NULL;
    if (own->exclusive)
        return mine ? take(own, true) : wait_for(own, false, wait);
    bool behind = waiting(own, true) && how != SHARE_STARVE_EXCLUSIVE && (!mine || how == SHARE_WAIT_FOR_EXCLUSIVE);
    return behind ? wait_for(own, false, wait) : take(own, false);
}

bool ex_resource_exclusive(struct ex_resource *own, bool wait)
{
    PERESOURCE resource = own->resource;
    bool got = exclusive(own, wait);
    if (got)
        ke_order_took(resource, KE_LOCK_RESOURCE, false, wait);
    return got;
}

bool ex_resource_shared(struct ex_resource *own, enum resource_share how, bool wait)
{
    PERESOURCE resource = own->resource;
    bool got = shared(own, how, wait);
    if (got)
        ke_order_took(resource, KE_LOCK_RESOURCE, true, wait);
    return got;
}

/* --- releasing ---------------------------------------------------------------------------------------------------------------------------- */

_Noreturn void ex_resource_not_owned(const struct ex_resource *own, ERESOURCE_THREAD thread)
{
    struct ke_blame blame = {.object = own->resource, .object_kind = "resource", .object_id = ke_label_find(own->resource),
                             .sentence = "it is released by, or in the name of, a thread that does not own it"};
    ke_bugcheck_blame(RESOURCE_NOT_OWNED, (ULONG_PTR)own->resource, thread, (ULONG_PTR)own->resource->OwnerTable, 0, &blame);
}

/* An owner may be a pointer, or a thread that has ended. */
static struct ke_thread *thread_of(ERESOURCE_THREAD owner)
{
    if (owner == current())
        return ke_current();
    list_each(node, ke_threads())
    {
        struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        if ((ERESOURCE_THREAD)thread == owner)
            return thread;
    }
    return NULL;
}

void ex_resource_release(struct ex_resource *own, ERESOURCE_THREAD thread)
{
    struct resource_owner *owner = owner_of(own, thread);
    if (!owner)
        ex_resource_not_owned(own, thread);
    if (--owner->count == 0)
        remove_owner(owner);
    if (thread_of(thread))
        ke_order_gave(thread_of(thread), own->resource);
    if (list_empty(&own->owners)) {
        bool shared_next = waiting(own, false) && (own->exclusive || !waiting(own, true));
        own->exclusive = false;
        let_in(own, !shared_next, shared_next);
    }
    show(own);
}

void ex_resource_convert(struct ex_resource *own)
{
    if (!own->exclusive || !owner_of(own, current()))
        ex_resource_not_owned(own, current());
    own->exclusive = false;
    ke_order_shares(own->resource);
    let_in(own, false, true);
    show(own);
}

bool ex_resource_rename_owner(struct ex_resource *own, ERESOURCE_THREAD pointer)
{
    struct resource_owner *mine = owner_of(own, current());
    if (!mine)
        return false;
    ke_order_lost(own->resource);
    struct resource_owner *theirs = owner_of(own, pointer);
    if (theirs) {
        theirs->count += mine->count;
        remove_owner(mine);
    } else {
        mine->thread = pointer;
    }
    show(own);
    return true;
}

ULONG ex_resource_count(const struct ex_resource *own, bool exclusive)
{
    const struct resource_owner *owner = owner_of(own, current());
    return owner && (own->exclusive || !exclusive) ? owner->count : 0;
}
