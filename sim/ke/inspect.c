/*
 * Looking at the kernel without touching it.
 */
#include "ke/inspect.h"

#include "ke/state.h"
#include "host/host.h"

#include <stdlib.h>

bool ke_processor_info(uint32_t number, struct ke_processor_info *info)
{
    if (number >= ke->cpu_count)
        return false;
    const struct ke_cpu *cpu = &ke->cpus[number];
    *info = (struct ke_processor_info){.number = number,
                                       .irql = cpu->irql,
                                       .moves = cpu == ke->cpu,
                                       .idle = cpu->current == cpu->idle_thread,
                                       .draining = cpu->draining,
                                       .current = cpu->current,
                                       .next = cpu->next,
                                       .spins_on = cpu->spins_on,
                                       .held = cpu->held_count};
    for (unsigned i = 0; i < cpu->held_count && i < KE_LOCKS_SHOWN; i++) {
        info->lock[i] = cpu->held[i].lock;
        info->locked_by[i] = cpu->held[i].site;
    }
    return true;
}

/* Both lie on the thread's stack, which a driver may have overwritten: what does not is not followed. */
static bool on_stack(const struct ke_thread *thread, const void *record)
{
    return arena_of(record) == ARENA_USER || (uintptr_t)record - (uintptr_t)thread->fiber.stack < KE_STACK_SIZE - 64;
}

/* A gate is inside the activation that was there when it was entered: gates of an activation come before its routine. */
size_t ke_thread_calls(const struct ke_thread *thread, uintptr_t *calls, size_t room)
{
    size_t n = 0;
    const struct ke_gate *gate = thread->gate;
    const struct ke_activation *activation = thread->activation;
    while ((gate || activation) && n < room) {
        if (!on_stack(thread, gate ? (const void *)gate : (const void *)activation))
            break;
        if (gate) {
            calls[n++] = gate->site;
            gate = gate->outer;
        } else {
            calls[n++] = activation->routine;
            activation = activation->outer;
        }
    }
    return n;
}

const void *ke_labelled(uint32_t id)
{
    for (size_t i = 0; i < ke->labels.room; i++)
        if (ke->labels.slots[i].value == (void *)(uintptr_t)id)
            return (const void *)(uintptr_t)ke->labels.slots[i].key;
    return NULL;
}

/* --- what is armed ------------------------------------------------------------------------------------------------------------------------ */

static int by_due(const void *left, const void *right)
{
    const struct ke_due *a = &(*(struct ke_armed *const *)left)->due, *b = &(*(struct ke_armed *const *)right)->due;
    if (a->time_100ns != b->time_100ns)
        return a->time_100ns < b->time_100ns ? -1 : 1;
    return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

/* The heap is no order to tell them in. The copy is the host's: the machine's memory stays as it is. */
static void visit_timers(void (*visit)(void *context, const struct ke_armed *armed, const char *kind), void *context)
{
    struct ke_armed **timers = host_take(ke->timers.count + 1, sizeof(struct ke_armed *));
    size_t n = 0;
    uint32_t at = 0;
    for (struct ke_due *due; (due = ke_heap_next(&ke->timers, &at));)
        if ((timers[n] = ke_timer_of(due)))
            n++;
    qsort(timers, n, sizeof *timers, by_due);
    for (size_t i = 0; i < n; i++)
        visit(context, timers[i], "timer");
    free(timers);
}

void ke_armed_visit(void (*visit)(void *context, const struct ke_armed *armed, const char *kind), void *context)
{
    visit_timers(visit, context);
    for (uint32_t i = 0; i < ke->cpu_count; i++)
        list_each(node, &ke->cpus[i].dpcs) visit(context, list_of(node, struct ke_armed, link), "DPC");
}
