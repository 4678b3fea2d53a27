/*
 * A resource as we know it. Owners and waiters are here; the documented ERESOURCE shows them (counts, first owner, flags) and is never asked.
 *
 *   free -> shared (owners, each with a count) -> free           convert: exclusive -> shared
 *   free -> exclusive (one owner with a count) -> free
 *
 * An exclusive owner that leaves lets all shared waiters in, the last shared one lets in the oldest exclusive waiter: neither kind is starved.
 */
#ifndef NTSIM_EX_RESOURCE_H
#define NTSIM_EX_RESOURCE_H

#include "ex/state.h"

struct ex_resource {
    struct list link; /* ex->resource_list */
    PERESOURCE resource;
    uint64_t stamp; /* of the memory that holds it */
    uintptr_t site; /* who initialised it */
    struct list owners; /* struct resource_owner, first come first */
    struct list waiters; /* struct ex_waiter */
    bool exclusive;
};

enum resource_share { SHARE_FAIR, SHARE_STARVE_EXCLUSIVE, SHARE_WAIT_FOR_EXCLUSIVE };

/* The record of an initialised resource; a bug check when it is none. */
struct ex_resource *ex_resource_checked(PERESOURCE resource);
struct ex_resource *ex_resource_find(const ERESOURCE *resource); /* NULL: not initialised, or its memory is gone */
struct ex_resource *ex_resource_make(PERESOURCE resource);
void ex_resource_drop(struct ex_resource *own);

/* FALSE only without `wait`. [moves] */
bool ex_resource_exclusive(struct ex_resource *own, bool wait);
bool ex_resource_shared(struct ex_resource *own, enum resource_share how, bool wait);
void ex_resource_release(struct ex_resource *own, ERESOURCE_THREAD thread);
void ex_resource_convert(struct ex_resource *own);
/* The entry of the current thread becomes the pointer's. False: the thread has none. */
bool ex_resource_rename_owner(struct ex_resource *own, ERESOURCE_THREAD pointer);
/* How often the current thread has it, exclusively if `exclusive`. */
ULONG ex_resource_count(const struct ex_resource *own, bool exclusive);
_Noreturn void ex_resource_not_owned(const struct ex_resource *own, ERESOURCE_THREAD thread);

#endif
