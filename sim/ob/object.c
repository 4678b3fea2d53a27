/*
 * The life of an object:
 *
 *   ob_create -> references come and go -> the last one goes -> (above PASSIVE_LEVEL: handed to a worker) -> destroy -> memory freed
 *
 * Every count is kept twice: the pointer count as NT has it, which decides, and per reason, which explains. They can only disagree with the truth when a driver
 * dropped what it had not taken; that shows when the count reaches zero while somebody of ours still holds the object: bug check 0x18.
 */
#include "mm/shadow.h"
#include "ob/private.h"
#include "ke/footprint.h"
#include "ke/sync.h"

#include <string.h>

struct ob_state *ob;

void ob_boot(void)
{
    ob = sim_alloc(sizeof *ob);
    list_init(&ob->tables);
    list_init(&ob->filters);
    ob_types_boot();
    ob_links_boot();
    ob_names_boot();
    ob_types_name();
    ob_handles_boot();
}

void ob_set_worker(void (*queue)(void (*run)(void *), void *body))
{
    ob->worker = queue;
}

void ob_set_process_ops(const struct ob_process_ops *ops)
{
    ob->process = *ops;
}

static struct ob_object *allocate(bool driver_visible, size_t body_size)
{
    size_t size = sizeof(struct ob_prefix) + ((body_size + 15) & ~(size_t)15);
    struct ob_object *object;
    struct ob_prefix *prefix;
    if (driver_visible) {
        object = sim_alloc(sizeof *object);
        prefix = mm_object_alloc(size, 0x6E4F626A);
        shadow_set(prefix, sizeof *prefix, SHADOW_SYSTEM); /* not the driver's to touch */
    } else {
        size += sizeof *object;
        object = sim_alloc(size);
        prefix = (struct ob_prefix *)(object + 1);
    }
    object->body = prefix + 1;
    object->size = size;
    prefix->object = object;
    prefix->magic = OB_MAGIC ^ (uintptr_t)object->body;
    return object;
}

void *ob_create(POBJECT_TYPE type, size_t body_size)
{
    struct ob_object *object = allocate(type->ops.driver_visible, body_size);
    object->type = type;
    object->pointers = 1;
    object->held[OB_BY_CREATE] = 1;
    if (ob->trace_all)
        ob_trace_add(object, OB_BY_CREATE, 1, 0, 0);
    type->objects++;
    if (type->label != LABEL_NONE) {
        object->id = ke_label_new(object->body, type->label);
        emit(EV_OBJECT_CREATE, object->id, type->number, 0);
    }
    return object->body;
}

static void release_memory(struct ob_object *object)
{
    struct ob_prefix *prefix = ob_prefix_of(object->body);
    bool driver_visible = object->type->ops.driver_visible;
    object->type->objects--;
    ke_label_drop(object->body);
    ob_ledger_free(object);
    ob_trace_free(object);
    prefix->magic = 0;
    prefix->object = NULL;
    if (driver_visible) {
        mm_object_free(prefix);
        sim_free(object, sizeof *object);
    } else {
        sim_free(object, object->size);
    }
}

/* PASSIVE_LEVEL, or a type that does not mind. The object may be referenced and dropped again by its own destroy: nothing comes of it. */
static void destroy(void *body)
{
    struct ob_object *object = ob_object_of(body);
    if (object->type->ops.destroy)
        object->type->ops.destroy(body);
    emit(EV_OBJECT_DELETE, ob_id(body), 0, 0);
    release_memory(object);
}

/* References that nobody gave away are still there, although the count says that there is none. */
static bool still_held(const struct ob_object *object)
{
    for (int reason = 0; reason < OB_REASONS; reason++)
        if (object->held[reason] > 0)
            return true;
    return false;
}

noreturn void ob_bad_count(struct ob_object *object, uintptr_t site)
{
    struct ke_blame blame = {.pc = site ? site : object->last_drop,
                             .object_kind = object->type->ops.name,
                             .object = object->body,
                             .object_id = ob_id(object->body),
                             .sentence = "it was dereferenced more often than it was referenced"};
    ke_bugcheck_blame(0x18, (ULONG_PTR)object->type, (ULONG_PTR)object->body, 0, (ULONG_PTR)object->pointers, &blame);
}

void ob_last_reference(struct ob_object *object, uintptr_t site, bool defer)
{
    if (object->dying)
        return;
    if (object->pointers < 0 || still_held(object))
        ob_bad_count(object, site);
    object->dying = true;
    ke_sync_acquire(object); /* what is done at its end comes after all that was done with it */
    if (!object->type->ops.quiet_end)
        ke_footprint_unknown();
    footprint_meets_system();
    bool late = defer || (ke_irql() > PASSIVE_LEVEL && !object->type->ops.any_irql);
    if (late)
        ob->worker(destroy, object->body);
    else
        destroy(object->body);
    if (!object->type->ops.quiet_end)
        ke_footprint_known();
}

void ob_reference(void *body, enum ob_reason reason)
{
    struct ob_object *object = ob_object_of(body);
    footprint_write(object, 1);
    object->pointers++;
    object->held[reason]++;
    if (__builtin_expect(ob->trace_all, 0))
        ob_trace_add(object, reason, 1, 0, 0);
}

void ob_dereference(void *body, enum ob_reason reason)
{
    struct ob_object *object = ob_object_of(body);
    footprint_write(object, 1);
    object->held[reason]--;
    ke_sync_release(object);
    if (__builtin_expect(ob->trace_all, 0))
        ob_trace_add(object, reason, -1, 0, 0);
    if (--object->pointers <= 0)
        ob_last_reference(object, 0, false);
}

POBJECT_TYPE ob_type_of(const void *body)
{
    return ob_object_of(body)->type;
}

/* Touches only memory that is known to be there: below the mark of a segment that holds bodies. */
bool ob_is_object(const void *body)
{
    enum arena_segment segment = arena_of(body);
    if ((segment != ARENA_NONPAGED && segment != ARENA_PRIVATE) || (uintptr_t)body % 16)
        return false;
    size_t offset = (size_t)((const uint8_t *)body - arena_start(segment));
    if (offset < sizeof(struct ob_prefix) || offset >= arena_used(segment))
        return false;
    const struct ob_prefix *prefix = ob_prefix_of(body);
    return prefix->magic == (OB_MAGIC ^ (uintptr_t)body) && arena_of(prefix->object) == ARENA_PRIVATE && prefix->object->body == body;
}

uint32_t ob_id(const void *body)
{
    struct ob_object *object = ob_object_of(body);
    if (!object->id)
        object->id = ke_label_of(body, LABEL_OBJECT);
    return object->id;
}

LONG_PTR ob_pointer_count(const void *body)
{
    return ob_object_of(body)->pointers;
}

LONG_PTR ob_handle_count(const void *body)
{
    return ob_object_of(body)->handles;
}

LONG_PTR ob_held(const void *body, enum ob_reason reason)
{
    return ob_object_of(body)->held[reason];
}

bool ob_is_dying(const void *body)
{
    return ob_object_of(body)->dying;
}

DISPATCHER_HEADER *ob_wait_header(void *body)
{
    const struct ob_type_ops *ops = &ob_object_of(body)->type->ops;
    if (!ops->waitable)
        return NULL;
    return ops->wait_on ? ops->wait_on(body) : body;
}
