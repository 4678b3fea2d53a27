#include "ke/armed.h"

#include "image/image.h"
#include "ke/on_stack.h"
#include "ke/state.h"

static uint64_t (*stamp_of)(const void *address);
static void (*stamp_fetch)(const void *address);

void ke_on_stamp(uint64_t (*stamp)(const void *address), void (*fetch)(const void *address))
{
    stamp_of = stamp;
    stamp_fetch = fetch;
}

void ke_armed_fetch(const struct ke_armed *armed)
{
    __builtin_prefetch(armed->object);
    if (stamp_fetch)
        stamp_fetch(armed->object);
}

uint64_t ke_stamp(const void *address)
{
    return stamp_of ? stamp_of(address) : 0;
}

struct ke_armed *ke_armed_find(const void *object)
{
    return map_get(&ke->armed, (uintptr_t)object);
}

struct ke_armed *ke_armed_new(void *object, enum ke_label kind)
{
    struct ke_armed *armed = ke_armed_find(object);
    if (armed && armed->queued && armed->stamp == ke_stamp(object))
        ke_finding_between("initialized-while-armed", ke_call_site(), armed->armed_by, "%s %u is initialised again while it is %s: it is still in the kernel's list",
                           kind == LABEL_TIMER ? "timer" : "DPC", armed->id & 0xFFFFFF, kind == LABEL_TIMER ? "set" : "queued");
    if (armed && armed->queued) /* initialised again while armed: the old entry stays in its queue, as on NT nobody knows it any more */
        armed = NULL;
    if (!armed) {
        armed = sim_alloc(sizeof *armed);
        list_init(&armed->link);
        map_set(&ke->armed, (uintptr_t)object, armed);
    }
    armed->object = object;
    armed->id = ke_label_new(object, kind);
    armed->target = -1;
    armed->importance = MediumImportance;
    return armed;
}

void ke_armed_note(struct ke_armed *armed, void *routine)
{
    armed->stamp = ke_stamp(armed->object);
    armed->armed_by = ke_call_site();
    armed->armed_at = ke->now;
    armed->armed_context = ke_current()->id;
    armed->routine = routine;
    armed->image = routine ? ke_generation(routine) : 0;
    armed->sequence = ke->arm_sequence++;
}

static struct ke_blame blame_of(const struct ke_armed *armed, const char *kind)
{
    return (struct ke_blame){.routine = (uintptr_t)armed->routine, .object_kind = kind, .object = armed->object, .object_id = armed->id,
                             .armed_by = armed->armed_by, .armed_at = armed->armed_at, .armed_context = armed->armed_context};
}

/* The image first: it says more than the memory of the object, which often went with it. */
void ke_armed_check(const struct ke_armed *armed, const char *kind)
{
    struct ke_blame blame = blame_of(armed, kind);
    uintptr_t lost = (uintptr_t)armed->routine;
    struct image *image = image_last_at(lost);
    bool image_gone = armed->image && (!image || !image->loaded || image->id != armed->image);
    if (!image_gone && armed->stamp && !stamp_of(armed->object)) {
        image = image_last_at((uintptr_t)armed->object);
        lost = (uintptr_t)armed->object;
        image_gone = image && !image->loaded;
    }
    KIRQL irql = ke->cpu->irql;
    if (image_gone) {
        blame.sentence = "its driver's image is gone";
        if (irql >= DISPATCH_LEVEL)
            ke_bugcheck_blame(SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD, lost, irql, 8, lost, &blame);
        ke_bugcheck_blame(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS, lost, 8, lost, 0, &blame);
    }
    if (armed->stamp && stamp_of(armed->object) != armed->stamp) {
        blame.sentence = "the memory that holds it was freed";
        if (arena_of(armed->object) == ARENA_STACKS) {
            blame.sentence = KE_STACK_GONE;
            blame.pc = armed->armed_by;
        }
        ke_bugcheck_blame(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, (ULONG_PTR)armed->object, 0, (ULONG_PTR)armed->armed_by, 0, &blame);
    }
}

/* --- memory that is given back ------------------------------------------------------------------------------------------------------------------------- */

noreturn static void armed_in_freed(const struct ke_armed *armed, bool timer, const void *start, size_t size)
{
    struct ke_blame blame = blame_of(armed, timer ? "timer" : "DPC");
    blame.pc = ke_call_site();
    blame.sentence = timer ? "the memory that is freed holds a timer that is set" : "the memory that is freed holds a DPC that is queued";
    ke_bugcheck_blame(TIMER_OR_DPC_INVALID, timer ? 0 : 1, (ULONG_PTR)armed->object, (ULONG_PTR)start, (ULONG_PTR)start + size, &blame);
}

static bool lies_in(const struct ke_armed *armed, const void *start, size_t size)
{
    return armed && (uintptr_t)armed->object - (uintptr_t)start < size && armed->stamp && armed->stamp == ke_stamp(armed->object);
}

/* Few are armed at a time, as a rule; when many are, the block is asked word by word. */
static void no_timer_within(const void *start, size_t size)
{
    if (ke->timers.count <= size / sizeof(KTIMER)) {
        uint32_t at = 0;
        for (struct ke_due *due; (due = ke_heap_next(&ke->timers, &at));)
            if (lies_in(ke_timer_of(due), start, size))
                armed_in_freed(ke_timer_of(due), true, start, size);
        return;
    }
    for (size_t at = 0; at + sizeof(KTIMER) <= size; at += _Alignof(KTIMER)) {
        const struct ke_armed *armed = ke_armed_find((const char *)start + at);
        if (lies_in(armed, start, size) && armed->due.ticket)
            armed_in_freed(armed, true, start, size);
    }
}

void ke_armed_none_within(const void *start, size_t size)
{
    no_timer_within(start, size);
    for (uint32_t i = 0; i < ke->cpu_count; i++)
        list_each(node, &ke->cpus[i].dpcs)
        {
            const struct ke_armed *armed = list_of(node, struct ke_armed, link);
            if (lies_in(armed, start, size))
                armed_in_freed(armed, false, start, size);
        }
}
