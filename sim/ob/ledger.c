/*
 * Drivers' references: counted like all others, and written down by call site, so that "leaked reference" comes with the line that took it. A site that takes
 * and one that drops are two entries; what a driver passes is checked to be an object before anything is touched.
 */
#include "image/image.h"
#include "ob/private.h"
#include "ke/footprint.h"
#include "ke/sync.h"

#include <string.h>

/* NT's object header is 0x30 bytes in front of the body and is what it touches first. */
#define NT_HEADER 0x30

noreturn static void no_object(const void *body)
{
    uintptr_t header = (uintptr_t)body - NT_HEADER;
    struct ke_blame blame = {.pc = ke_call_site(), .object = body, .sentence = "what was passed is not an object"};
    struct mm_block block = {0};
    if (arena_holds(body) && mm_block_at(body, &block) && !block.live)
        blame.sentence = "the object was deleted before: this pointer is no longer one";
    else if (!arena_holds(body)) {
        if (ke_irql() >= DISPATCH_LEVEL)
            ke_bugcheck_blame(0xA, header, ke_irql(), 1, blame.pc, &blame);
        ke_bugcheck_blame(0x50, header, 1, blame.pc, 0, &blame);
    }
    ke_bugcheck_blame(0x18, 0, (ULONG_PTR)body, 0, 0, &blame);
}

void *ob_checked(const void *body)
{
    if (__builtin_expect(!ob_is_object(body), 0))
        no_object(body);
    return (void *)body;
}

static struct ob_ledger_entry *new_entry(struct ob_object *object, uintptr_t site, ULONG tag)
{
    if (object->ledger_used == object->ledger_room) {
        uint32_t room = object->ledger_room ? 2 * object->ledger_room : 4;
        struct ob_ledger_entry *grown = sim_alloc(room * sizeof *grown);
        if (object->ledger) {
            memcpy(grown, object->ledger, object->ledger_used * sizeof *grown);
            sim_free(object->ledger, object->ledger_room * sizeof *object->ledger);
        } else {
            list_append(&ob->ledgers, &object->in_ledgers);
        }
        object->ledger = grown;
        object->ledger_room = room;
    }
    struct image *image = image_at(site);
    struct ob_ledger_entry *entry = &object->ledger[object->ledger_used++];
    *entry = (struct ob_ledger_entry){.site = site, .tag = tag, .image = image ? image->id : 0, .first_at = ke_now()};
    return entry;
}

static struct ob_ledger_entry *entry_for(struct ob_object *object, uintptr_t site, ULONG tag)
{
    struct ob_ledger_entry *entry = object->ledger;
    for (uint32_t i = 0; i < object->ledger_used; i++, entry++)
        if (entry->site == site && entry->tag == tag)
            return entry;
    return new_entry(object, site, tag);
}

static struct ob_ledger_entry *note(struct ob_object *object, uintptr_t site, ULONG tag)
{
    struct ob_ledger_entry *entry = entry_for(object, site, tag);
    const struct ke_thread *thread = ke_current();
    entry->last_at = ke_now();
    entry->context = thread->id;
    entry->routine = thread->gate ? ddi_rows[thread->gate->id].name : "";
    return entry;
}

/* A reference to what is already being deleted revives nothing: NT finds the count at zero. */
LONG_PTR ob_reference_by(void *body, uintptr_t site, ULONG tag)
{
    struct ob_object *object = ob_object_of(body);
    footprint_write(object, 1);
    if (object->dying) {
        struct ke_blame blame = {.pc = site, .object_kind = object->type->ops.name, .object = body, .object_id = object->id,
                                 .sentence = "its last reference is gone, it is being deleted"};
        ke_bugcheck_blame(0x18, (ULONG_PTR)object->type, (ULONG_PTR)body, 0x10, (ULONG_PTR)object->pointers, &blame);
    }
    object->held[OB_BY_DRIVER]++;
    object->pointers++;
    note(object, site, tag)->taken++;
    ob_trace_add(object, OB_BY_DRIVER, 1, site, tag);
    emit_at(EV_REFERENCE, object->id, (uint64_t)object->pointers, 0, site);
    return object->pointers;
}

/* Each driver may drop what another took; all of them together not more than all have taken. What goes then is somebody else's, and the object goes too early. */
static void check_owed(const struct ob_object *object, uintptr_t site)
{
    if (object->held[OB_BY_DRIVER] < 0)
        ke_finding_at(site, "over-dereferenced", "%s %u is dereferenced more often than drivers have referenced it: it is deleted while others still use it",
                      object->type->ops.name, object->id & 0xFFFFFF);
}

static LONG_PTR drop(void *body, uintptr_t site, ULONG tag, bool defer)
{
    struct ob_object *object = ob_object_of(body);
    footprint_write(object, 1);
    object->held[OB_BY_DRIVER]--;
    check_owed(object, site);
    ke_sync_release(object);
    LONG_PTR left = --object->pointers;
    note(object, site, tag)->dropped++;
    object->last_drop = site;
    ob_trace_add(object, OB_BY_DRIVER, -1, site, tag);
    emit_at(EV_DEREFERENCE, object->id, (uint64_t)left, 0, site);
    if (left < 0)
        ob_bad_count(object, site);
    if (left == 0)
        ob_last_reference(object, site, defer);
    return left;
}

LONG_PTR ob_dereference_by(void *body, uintptr_t site, ULONG tag)
{
    return drop(body, site, tag, false);
}

LONG_PTR ob_dereference_deferred_by(void *body, uintptr_t site, ULONG tag)
{
    return drop(body, site, tag, true);
}

void ob_hand_over(void *body, enum ob_reason reason, uintptr_t site, ULONG tag)
{
    struct ob_object *object = ob_object_of(body);
    object->held[reason]--;
    object->held[OB_BY_DRIVER]++;
    note(object, site, tag)->taken++;
    if (ob->trace_all)
        ob_trace_add(object, reason, -1, site, 0);
    ob_trace_add(object, OB_BY_DRIVER, 1, site, tag);
    emit_at(EV_REFERENCE, object->id, (uint64_t)object->pointers, 0, site);
}

size_t ob_ledger(const void *body, struct ob_ledger_entry *entries, size_t room)
{
    const struct ob_object *object = ob_object_of(body);
    size_t n = object->ledger_used < room ? object->ledger_used : room;
    if (n)
        memcpy(entries, object->ledger, n * sizeof *entries);
    return object->ledger_used;
}

void ob_ledger_free(struct ob_object *object)
{
    if (!object->ledger)
        return;
    list_remove(&object->in_ledgers);
    sim_free(object->ledger, object->ledger_room * sizeof *object->ledger);
}

/* Taken by an image's code and not dropped by it; *site, 0 before: the first place that took more than it dropped. */
static LONG_PTR left_by(const struct ob_object *object, uint32_t image, uintptr_t *site)
{
    LONG_PTR left = 0;
    for (uint32_t i = 0; i < object->ledger_used; i++) {
        const struct ob_ledger_entry *entry = &object->ledger[i];
        if (entry->image != image)
            continue;
        left += entry->taken - entry->dropped;
        if (!*site && entry->taken > entry->dropped)
            *site = entry->site;
    }
    return left < object->held[OB_BY_DRIVER] ? left : object->held[OB_BY_DRIVER];
}

void ob_references_visit(uint32_t image, void (*visit)(void *context, const void *body, LONG_PTR left, uintptr_t site), void *context)
{
    list_each(node, &ob->ledgers)
    {
        const struct ob_object *object = list_of(node, struct ob_object, in_ledgers);
        uintptr_t site = 0;
        LONG_PTR left = left_by(object, image, &site);
        if (left > 0)
            visit(context, object->body, left, site);
    }
}
