/*
 * Dispatcher objects on stacks: they end with the routine that holds them, and whoever still signals or waits for one then reaches what lies there now. Where an object
 * on a stack was initialised, and in which call of the driver, is remembered by its address; the memory itself cannot tell.
 */
#include "ke/on_stack.h"

#include "ke/state.h"

struct on_stack {
    uint64_t stamp, at_100ns;
    uintptr_t site;
    uint32_t context;
};

void ke_on_stack_new(const void *object)
{
    if (arena_of(object) != ARENA_STACKS)
        return;
    struct on_stack *own = map_get(&ke->on_stack, (uintptr_t)object);
    if (!own) {
        own = sim_alloc(sizeof *own);
        map_set(&ke->on_stack, (uintptr_t)object, own);
    }
    *own = (struct on_stack){ke_stamp(object), ke->now, ke_call_site(), ke_current()->id};
}

/* Who let its stack go is at fault; the call stack tells who found out. */
static noreturn void gone(const struct on_stack *own, const void *object, const char *kind)
{
    struct ke_blame blame = {.pc = own->site, .object = object, .object_kind = kind, .object_id = ke_label_find(object), .armed_by = own->site, .armed_at = own->at_100ns,
                             .armed_context = own->context, .armed_what = "initialised in", .sentence = KE_STACK_GONE};
    ke_bugcheck_blame(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, (ULONG_PTR)object, 1, ke_call_site(), 0, &blame);
}

void ke_on_stack_check(const void *object, const char *kind)
{
    if (arena_of(object) != ARENA_STACKS)
        return;
    const struct on_stack *own = map_get(&ke->on_stack, (uintptr_t)object);
    if (own && own->stamp && own->stamp != ke_stamp(object))
        gone(own, object, kind);
}
