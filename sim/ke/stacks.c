/*
 * Kernel stacks: equal slots in their own segment, a guard page below each, reused last-in first-out. Leftovers of earlier use must not be seen by a driver that
 * reads uninitialised locals: a stack is filled when it is handed out, and again below its live part after a restore.
 */
#include "ke/end.h"
#include "ke/state.h"

#include <string.h>

#define GUARD (64 * 1024)
#define SLOT (GUARD + KE_STACK_SIZE)
#define FILL 0xA5
#define CLEAN_AT_ONCE (24 * 1024) /* NT's kernel stack: as much as a driver may rely on; deeper parts are cleaned when seen used */
#define UNSEEN (8 * 1024)         /* how far our own routines may reach below the lowest place where we look (ke_stack_seen) */

/*
 * The host's, by slot, for it tells what the memory holds now, whatever run wrote it: how many bytes from the top down may hold leftovers, and whether
 * the guard is there. A run notes how low it came in the thread (stack_low_seen); ke_stacks_used collects that before the run is thrown away.
 */
static struct {
    uint32_t dirty;
    bool guarded;
} slots[ARENA_SEGMENT_SIZE / SLOT];

struct free_stack {
    struct list link;
    void *stack;
};

static size_t slot_of(const void *stack)
{
    return (size_t)((const uint8_t *)stack - arena_start(ARENA_STACKS)) / SLOT;
}

/* What is left of an earlier machine: anything. */
void ke_stacks_boot(void)
{
    for (size_t i = 0; i < sizeof slots / sizeof *slots && slots[i].guarded; i++)
        slots[i].dirty = CLEAN_AT_ONCE;
}

/* The guard lies at the low end of each slot. */
static void *new_slot(void)
{
    uint8_t *slot = arena_grow(ARENA_STACKS, SLOT);
    sim_assert(slot != NULL);
    size_t number = slot_of(slot);
    if (!slots[number].guarded) {
        host_protect(slot, GUARD, HOST_NONE);
        slots[number].guarded = true;
        slots[number].dirty = CLEAN_AT_ONCE;
    }
    return slot + GUARD;
}

/* Fills what may hold leftovers below `live`. */
static void clean(uint8_t *stack, uint8_t *live)
{
    size_t dirty = slots[slot_of(stack)].dirty;
    uint8_t *low = stack + KE_STACK_SIZE - dirty;
    if (low < live)
        memset(low, FILL, (size_t)(live - low));
    slots[slot_of(stack)].dirty = 0;
}

static void note_used(const struct ke_thread *thread)
{
    size_t top = (size_t)thread->fiber.stack + KE_STACK_SIZE, used = top - thread->stack_low_seen;
    if (thread->stack_low_seen > top)
        return;
    used = used + UNSEEN < KE_STACK_SIZE ? used + UNSEEN : KE_STACK_SIZE;
    if (used > slots[slot_of(thread->fiber.stack)].dirty)
        slots[slot_of(thread->fiber.stack)].dirty = (uint32_t)used;
}

/* Listeners run on these stacks too, and may reach lower than any routine of ours. */
static void note_listeners(void)
{
    for (size_t i = 0; i < sizeof slots / sizeof *slots && slots[i].guarded; i++)
        if (slots[i].dirty < CLEAN_AT_ONCE)
            slots[i].dirty = CLEAN_AT_ONCE;
}

void ke_stacks_used(void)
{
    list_each(node, &ke->threads)
        note_used(list_of(node, struct ke_thread, all_link));
    if (ke->gone)
        note_used(ke->gone);
    if (event_listened)
        note_listeners();
}

void *ke_stack_alloc(void)
{
    uint8_t *stack;
    if (list_empty(&ke->free_stacks)) {
        stack = new_slot();
    } else {
        struct free_stack *unused = list_of(list_pop(&ke->free_stacks), struct free_stack, link);
        stack = unused->stack;
        sim_free(unused, sizeof *unused);
    }
    clean(stack, stack + KE_STACK_SIZE);
    return stack;
}

void ke_stack_free(const struct ke_thread *thread)
{
    void *stack = thread->fiber.stack;
    struct free_stack *unused = sim_alloc(sizeof *unused);
    note_used(thread);
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

/* To begin a count: from here on stack_low_seen says how low a run came. */
void ke_stacks_snapshot(void)
{
    list_each(node, &ke->threads)
    {
        struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        slots[slot_of(thread->fiber.stack)].dirty = CLEAN_AT_ONCE;
        note_used(thread);
        clean(thread->fiber.stack, live_from(thread));
        thread->stack_low_seen = UINTPTR_MAX;
    }
}

void ke_stacks_clean(void)
{
    list_each(node, &ke->threads)
    {
        struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        host_stack_forget(thread->fiber.stack, KE_STACK_SIZE);
        if (slots[slot_of(thread->fiber.stack)].dirty)
            clean(thread->fiber.stack, live_from(thread));
    }
}
