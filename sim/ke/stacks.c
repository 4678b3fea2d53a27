/*
 * Kernel stacks: equal slots in their own segment, a guard page below each, reused last-in first-out. Leftovers of earlier use must not be seen by a driver that
 * reads uninitialised locals: a stack is filled when it is handed out, and again below its live part after a restore.
 */
#include "ke/end.h"
#include "ke/state.h"

#include <string.h>

#define GUARD (64 * 1024)
#define FILL 0xA5
#define CLEAN_AT_ONCE (24 * 1024) /* NT's kernel stack: as much as a driver may rely on; deeper parts are cleaned when seen used */

struct free_stack {
    struct list link;
    void *stack;
};

/* The guard lies at the low end of each slot. */
static void *new_slot(void)
{
    uint8_t *slot = arena_grow(ARENA_STACKS, GUARD + KE_STACK_SIZE);
    sim_assert(slot != NULL);
    host_protect(slot, GUARD, HOST_NONE);
    return slot + GUARD;
}

void *ke_stack_alloc(void)
{
    void *stack;
    if (list_empty(&ke->free_stacks)) {
        stack = new_slot();
    } else {
        struct free_stack *unused = list_of(list_pop(&ke->free_stacks), struct free_stack, link);
        stack = unused->stack;
        sim_free(unused, sizeof *unused);
    }
    memset((uint8_t *)stack + KE_STACK_SIZE - CLEAN_AT_ONCE, FILL, CLEAN_AT_ONCE);
    return stack;
}

void ke_stack_free(void *stack)
{
    struct free_stack *unused = sim_alloc(sizeof *unused);
    unused->stack = stack;
    list_prepend(&ke->free_stacks, &unused->link);
    host_stack_forget(stack, KE_STACK_SIZE);
}

/* Where the live part begins. A user thread that stands in its application has its stack pointer elsewhere; that stack is user memory. */
static uint8_t *live_from(const struct ke_thread *thread)
{
    uint8_t *sp = thread->fiber.sp, *low = thread->fiber.stack;
    if (sp >= low && sp < low + KE_STACK_SIZE)
        return sp;
    return thread->kernel_floor ? thread->kernel_floor : low;
}

void ke_stacks_visit(void (*visit)(void *context, void *low, size_t size, void *stack), void *context)
{
    list_each(node, &ke->threads)
    {
        struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        uint8_t *top = (uint8_t *)thread->fiber.stack + KE_STACK_SIZE, *low = live_from(thread);
        visit(context, low, (size_t)(top - low), thread->fiber.stack);
    }
}

void ke_stacks_clean(void)
{
    list_each(node, &ke->threads)
    {
        struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        uintptr_t live = (uintptr_t)live_from(thread) & ~15ul;
        uintptr_t low = (uintptr_t)thread->fiber.stack + KE_STACK_SIZE - CLEAN_AT_ONCE;
        host_stack_forget(thread->fiber.stack, KE_STACK_SIZE);
        if (live > low)
            memset((void *)low, FILL, live - low);
    }
}
