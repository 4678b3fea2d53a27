/*
 * The executive comes up; and what its locks have in common.
 */
#include "ex/state.h"

struct ex_state *ex;

void ex_boot(void)
{
    ex = sim_alloc(sizeof *ex);
    list_init(&ex->resource_list);
    list_init(&ex->lookaside_list);
    list_init(&ex->timer_list);
    list_init(&ex->providers);
    ex->resolution_100ns = 156250;
}

/* --- waiting ------------------------------------------------------------------------------------------------------------------------------ */

void ex_wait(struct ex_waiter *waiter, struct list *queue, bool exclusive)
{
    waiter->thread = ke_current();
    waiter->exclusive = exclusive;
    ke_event_init(&waiter->event, SynchronizationEvent, FALSE);
    ke_label_new(&waiter->event, LABEL_OTHER);
    list_append(queue, &waiter->link);
    ke_wait_one(&waiter->event, KernelMode, FALSE, NULL);
    ke_label_drop(&waiter->event);
}

void ex_wake(struct ex_waiter *waiter)
{
    list_remove(&waiter->link);
    ke_event_set(&waiter->event);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------- */

bool ex_apcs_held_back(void)
{
    const struct ke_thread *self = ke_current();
    return ke_irql() >= APC_LEVEL || self->kernel_apc_disable || self->special_apc_disable || self->system;
}

_Noreturn void ex_lock_violation(ULONG_PTR code, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4, const void *lock, const char *kind, const char *sentence)
{
    struct ke_blame blame = {.object = lock, .object_kind = kind, .object_id = ke_label_find(lock), .sentence = sentence};
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, code, p2, p3, p4, &blame);
}

_Noreturn void ex_not_owned(const void *lock, const struct ke_thread *owner, const char *kind)
{
    if (owner)
        ex_lock_violation(0x1004, (ULONG_PTR)lock, (ULONG_PTR)owner, (ULONG_PTR)ke_current(), lock, kind, "another thread owns it");
    ex_lock_violation(0x1007, (ULONG_PTR)lock, 0, 0, lock, kind, "it is released, and nobody has acquired it");
}

/* --- callbacks ---------------------------------------------------------------------------------------------------------------------------- */

void ex_arm(struct ex_armed *armed, const void *routine)
{
    *armed = (struct ex_armed){.routine = routine,
                               .generation = routine ? ke_generation(routine) : 0,
                               .context = ke_current()->id,
                               .by = ke_call_site(),
                               .at = ke_now()};
}

struct ke_call ex_call_of(enum ke_routine kind, const struct ex_armed *armed, const void *holder, const char *holder_kind)
{
    return (struct ke_call){.kind = kind,
                            .routine = armed->routine,
                            .generation = armed->generation,
                            .holder = holder,
                            .holder_kind = holder_kind,
                            .armed_by = armed->by,
                            .armed_at = armed->at,
                            .armed_context = armed->context};
}

/* --- memory that is given back ------------------------------------------------------------------------------------------------------------ */

void ex_none_within(const void *start, size_t size)
{
    const void *found = list_empty(&ex->lookaside_list) ? NULL : ex_lookaside_within(start, size);
    if (found)
        ex_lock_violation(0xCC, (ULONG_PTR)found, (ULONG_PTR)start, size, found, "lookaside list", "the memory that is freed holds a lookaside list");
    found = list_empty(&ex->resource_list) ? NULL : ex_resource_within(start, size);
    if (found)
        ex_lock_violation(0xD2, (ULONG_PTR)found, (ULONG_PTR)start, size, found, "resource", "the memory that is freed holds a resource (ERESOURCE)");
}
