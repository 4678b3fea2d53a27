/*
 * Resource managers and their enlistments: what they hear, and what they answer.
 */
#include "tm/private.h"

static void call(const struct tm_enlistment *enlistment, ULONG notification)
{
    const struct tm_callback *callback = &enlistment->resource->callback;
    LARGE_INTEGER clock = {.QuadPart = ++tm->clock.QuadPart};
    struct ke_call to = {.kind = KE_NOTIFY, .routine = callback->routine, .generation = callback->generation, .holder = enlistment->resource,
                         .holder_kind = "resource manager", .armed_by = callback->armed_by, .armed_at = callback->armed_at, .armed_context = callback->armed_context,
                         .argument = {(uintptr_t)enlistment, (uintptr_t)callback->key, (uintptr_t)enlistment->key, notification, (uintptr_t)&clock, 0, 0}};
    NTSTATUS status = (NTSTATUS)ke_call(&to);
    if (!NT_SUCCESS(status))
        ke_not_modelled("a resource manager's callback that fails");
    if (clock.QuadPart > tm->clock.QuadPart)
        tm->clock = clock;
}

/* Without a callback it stays in the resource manager's queue: TmEnableCallbacks finds it there. */
void tm_notify(struct tm_enlistment *enlistment, ULONG notification)
{
    enlistment->awaiting = notification;
    enlistment->told = enlistment->resource->callback.routine;
    if (!enlistment->told)
        return;
    ob_reference(enlistment, OB_BY_LOOKUP);
    call(enlistment, notification);
    ob_dereference(enlistment, OB_BY_LOOKUP);
}

void tm_unlist(struct tm_enlistment *enlistment)
{
    list_remove(&enlistment->in_transaction);
    enlistment->listed = false;
    ob_dereference(enlistment, OB_BY_TRANSACTION);
}

static void note_clock(const LARGE_INTEGER *clock)
{
    if (clock && clock->QuadPart > tm->clock.QuadPart)
        tm->clock = *clock;
}

NTSTATUS tm_complete(struct tm_enlistment *enlistment, ULONG notification, const LARGE_INTEGER *clock)
{
    if (enlistment->awaiting != notification)
        return STATUS_TRANSACTION_NOT_REQUESTED;
    note_clock(clock);
    enlistment->awaiting = 0;
    ob_reference(enlistment, OB_BY_LOOKUP);
    tm_answered(enlistment->transaction);
    ob_dereference(enlistment, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}

/* Up to the answer to the preparation; that, or the one before, it is as well. */
NTSTATUS tm_read_only(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock)
{
    if (!tm_is_undecided(enlistment->transaction) || enlistment->read_only)
        return STATUS_TRANSACTION_NOT_REQUESTED;
    enlistment->read_only = true;
    return enlistment->awaiting ? tm_complete(enlistment, enlistment->awaiting, clock) : STATUS_SUCCESS;
}

NTSTATUS tm_rollback_by(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock)
{
    struct tm_transaction *transaction = enlistment->transaction;
    bool prepared = transaction->state == TM_PREPARING && enlistment->round == transaction->round && !enlistment->awaiting;
    if (!tm_is_undecided(transaction) || prepared)
        return STATUS_TRANSACTION_NOT_REQUESTED;
    note_clock(clock);
    tm_abort(transaction);
    return STATUS_SUCCESS;
}

/* --- the objects ---------------------------------------------------------------------------------------------------------------------------------------- */

/* WDK (enlistment objects): the last handle closed before the commit rolls the transaction back. */
static void last_enlistment_handle(void *body)
{
    struct tm_enlistment *enlistment = body;
    if (!enlistment->read_only && tm_is_undecided(enlistment->transaction))
        tm_abort(enlistment->transaction);
}

static void destroy_enlistment(void *body)
{
    struct tm_enlistment *enlistment = body;
    list_remove(&enlistment->in_resource);
    ob_dereference(enlistment->resource, OB_BY_TRANSACTION);
    ob_dereference(enlistment->transaction, OB_BY_TRANSACTION);
}

static struct tm_transaction *undecided_of(const struct tm_resource *resource)
{
    list_each(node, &resource->enlistments)
    {
        const struct tm_enlistment *enlistment = list_of(node, struct tm_enlistment, in_resource);
        if (enlistment->listed && tm_is_undecided(enlistment->transaction))
            return enlistment->transaction;
    }
    return NULL;
}

/* WDK (resource manager objects): the same for every transaction that it is enlisted in. */
static void last_resource_handle(void *body)
{
    struct tm_transaction *transaction;
    while ((transaction = undecided_of(body)) != NULL)
        tm_abort(transaction);
}

static void destroy_resource(void *body)
{
    struct tm_resource *resource = body;
    list_remove(&resource->link);
    ob_dereference(resource->manager, OB_BY_TRANSACTION);
}

void tm_enlistment_boot(void)
{
    static const struct ob_type_ops manager = {.name = "TmTm"};
    static const struct ob_type_ops resource = {.name = "TmRm", .last_handle = last_resource_handle, .destroy = destroy_resource};
    static const struct ob_type_ops enlistment = {.name = "TmEn", .last_handle = last_enlistment_handle, .destroy = destroy_enlistment};
    tm->manager_type = ob_type_create(&manager);
    tm->resource_type = ob_type_create(&resource);
    tm->enlistment_type = ob_type_create(&enlistment);
    list_init(&tm->resources);
}

void tm_callbacks_visit(uint32_t image, void (*visit)(void *context, uintptr_t enabled_by), void *context)
{
    list_each(node, &tm->resources)
    {
        const struct tm_resource *resource = list_of(node, struct tm_resource, link);
        if (resource->callback.routine && resource->callback.generation == image)
            visit(context, resource->callback.armed_by);
    }
}
