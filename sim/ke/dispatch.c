/*
 * Which thread runs on a processor: ready queues by priority, preemption, and the switch itself. Semantics 63.
 */
#include "ke/footprint.h"
#include "ke/lock_order.h"
#include "ke/state.h"
#include "ke/sync.h"

/* A context has just got the processor: the one that left for good may be reaped now, and events follow. */
static void arrive(void)
{
    struct ke_thread *gone = ke->gone;
    ke->gone = NULL;
    sync_now();
    if (gone) {
        ke_stack_free(gone);
        if (ke->thread_gone_hook)
            ke->thread_gone_hook(gone);
    }
    ke_footprint_resumed();
}

static noreturn void thread_entry(void *argument)
{
    struct ke_thread *thread = argument;
    arrive();
    ke_sync_acquire(&thread->start);
    ke_lower(PASSIVE_LEVEL);
    thread->start(thread->start_context);
    ke_thread_exit(STATUS_SUCCESS);
}

static void switch_to(struct ke_thread *next)
{
    struct ke_cpu *cpu = ke->cpu;
    struct ke_thread *old = cpu->current;
    ke_footprint_writes_processor(cpu);
    next->state = KE_RUNNING;
    next->cpu = cpu->number;
    if (next == old)
        return;
    old->saved_irql = cpu->irql;
    cpu->current = next;
    cpu->irql = next->saved_irql;
    cpu->idle = false;
    event_state->now.context = next->id & 0xFFFFFF;
    emit(EV_SWITCH, next->id, 0, 0);
    ke_stack_seen(old);
    ke_stack_came(next);
    host_fiber_switch(&old->fiber, &next->fiber);
    arrive();
}

void ke_ready_insert(struct ke_thread *thread, bool head)
{
    footprint_all(); /* every processor, and every later choice, looks at the ready threads */
    thread->state = KE_READY;
    if (head)
        list_prepend(&ke->ready[thread->priority], &thread->ready_link);
    else
        list_append(&ke->ready[thread->priority], &thread->ready_link);
    ke->ready_mask |= 1u << thread->priority;
}

void ke_ready_remove(struct ke_thread *thread)
{
    footprint_all();
    list_remove(&thread->ready_link);
    if (list_empty(&ke->ready[thread->priority]))
        ke->ready_mask &= ~(1u << thread->priority);
}

/* The first ready thread of the highest priority that may run here; equal ones are a choice. */
struct ke_thread *ke_ready_for(const struct ke_cpu *cpu)
{
    for (uint32_t left = ke->ready_mask, priority; left; left &= ~(1u << priority)) {
        priority = 31 - (uint32_t)__builtin_clz(left);
        struct ke_thread *candidates[16];
        struct choice_option options[16];
        unsigned n = 0;
        list_each(node, &ke->ready[priority])
        {
            struct ke_thread *thread = list_of(node, struct ke_thread, ready_link);
            if (!(thread->affinity >> cpu->number & 1) || n == 16)
                continue;
            options[n] = (struct choice_option){MOVE_THREAD, thread->id};
            candidates[n++] = thread;
        }
        if (n) {
            struct choice_place place = {.kind = CHOICE_THREAD, .context = cpu->current->id};
            return candidates[choose(&place, options, n)];
        }
    }
    return NULL;
}

void ke_dispatch(void)
{
    struct ke_cpu *cpu = ke->cpu;
    struct ke_thread *next = cpu->next;
    cpu->next = NULL;
    struct ke_thread *ready = ke_ready_for(cpu);
    if (ready && (!next || ready->priority > next->priority)) {
        if (next)
            ke_ready_insert(next, true);
        next = ready;
        ke_ready_remove(ready);
    }
    switch_to(next ? next : cpu->idle_thread);
}

void ke_thread_preempt_by(struct ke_thread *thread)
{
    struct ke_thread *current = ke_current();
    if (!current->idle)
        ke_ready_insert(current, false);
    ke_ready_remove(thread);
    switch_to(thread);
}

void ke_preempt_check(void)
{
    struct ke_cpu *cpu = ke->cpu;
    struct ke_thread *next = cpu->next;
    ke_footprint_reads_processor(cpu);
    if (!next || cpu->irql >= DISPATCH_LEVEL || cpu->current->idle || next->priority <= cpu->current->priority)
        return;
    cpu->next = NULL;
    ke_ready_insert(cpu->current, true);
    switch_to(next);
}

/* Its thread is idle, but a DPC or an ISR runs on top of it: whoever is put there waits, although others may be free to take him before the routine is over. */
static bool busy_above_idle(const struct ke_cpu *cpu)
{
    return cpu->current->idle && (cpu->current->activation || cpu->draining);
}

static struct ke_cpu *idle_processor_for(const struct ke_thread *thread)
{
    for (uint32_t i = 0; i < ke->cpu_count; i++) {
        struct ke_cpu *cpu = &ke->cpus[(thread->cpu + i) % ke->cpu_count];
        ke_footprint_reads_processor(cpu);
        if (cpu->current->idle && !busy_above_idle(cpu) && !cpu->next && (thread->affinity >> cpu->number & 1))
            return cpu;
    }
    return NULL;
}

static struct ke_cpu *processor_to_preempt(const struct ke_thread *thread)
{
    struct ke_cpu *best = NULL;
    int lowest = thread->priority;
    for (uint32_t i = 0; i < ke->cpu_count; i++) {
        struct ke_cpu *cpu = &ke->cpus[(ke->cpu->number + i) % ke->cpu_count];
        ke_footprint_reads_processor(cpu);
        int priority = cpu->next ? cpu->next->priority : cpu->current->priority;
        if (priority < lowest && !busy_above_idle(cpu) && (thread->affinity >> cpu->number & 1)) {
            lowest = priority;
            best = cpu;
        }
    }
    return best;
}

/* An idle processor takes it (the last one it ran on first); else one that runs something of lower priority; else it queues. */
void ke_thread_ready(struct ke_thread *thread)
{
    emit(EV_READY, thread->id, 0, 0);
    struct ke_cpu *cpu = idle_processor_for(thread);
    if (!cpu)
        cpu = processor_to_preempt(thread);
    if (!cpu) {
        ke_ready_insert(thread, false);
        return;
    }
    if (cpu->next)
        ke_ready_insert(cpu->next, true);
    ke_footprint_writes_processor(cpu);
    thread->state = KE_READY;
    cpu->next = thread;
    cpu->yielded = false;
}

void ke_cpu_service(void)
{
    if (ke->lines_pending)
        ke_interrupts_deliver();
    struct ke_cpu *cpu = ke->cpu;
    if (cpu->clock && cpu->irql < DISPATCH_LEVEL)
        ke_clock_interrupt();
    if (ke->cpu->irql >= DISPATCH_LEVEL)
        return;
    if (ke->cpu->dpc_request)
        ke_dpc_drain();
    ke_preempt_check();
    if (ke->cpu->irql < APC_LEVEL && ke_apc_pending(ke_current()))
        ke_apc_deliver();
}

static void init_processor(struct ke_cpu *cpu, uint8_t number)
{
    cpu->number = number;
    cpu->irql = DISPATCH_LEVEL;
    list_init(&cpu->dpcs);
    struct ke_thread *idle = sim_alloc(sizeof *idle);
    ke_thread_init(idle, ke_idle_loop, NULL, "idle");
    idle->idle = true;
    idle->system = true;
    idle->priority = 0;
    idle->cpu = number;
    idle->affinity = 1ull << number;
    idle->state = KE_RUNNING;
    cpu->current = cpu->idle_thread = idle;
    cpu->idle = true;
}

void ke_start_processors(uint32_t count)
{
    ke->cpu_count = count;
    ke->cpus = sim_alloc(count * sizeof *ke->cpus);
    for (uint32_t i = 0; i < count; i++)
        init_processor(&ke->cpus[i], (uint8_t)i);
    ke->cpu = &ke->cpus[0];
}

void ke_thread_init(struct ke_thread *thread, void (*start)(void *), void *context, const char *label)
{
    thread->header.Type = ThreadObject;
    thread->id = ke_label_new(thread, LABEL_THREAD);
    thread->priority = 8;
    thread->affinity = ~0ull;
    thread->saved_irql = DISPATCH_LEVEL;
    thread->start = start;
    thread->start_context = context;
    thread->label = label;
    thread->cpu = ke->cpu ? ke->cpu->number : 0;
    list_init(&thread->ready_link);
    list_init(&thread->apcs);
    list_init(&thread->user_apcs);
    list_init(&thread->mutexes);
    list_init(&thread->irps);
    list_append(&ke->threads, &thread->all_link);
    void *stack = ke_stack_alloc();
    thread->stack_low_seen = (uintptr_t)stack + KE_STACK_SIZE;
    host_fiber_init(&thread->fiber, stack, KE_STACK_SIZE, thread_entry, thread);
}

noreturn void ke_thread_exit(NTSTATUS status)
{
    struct ke_thread *thread = ke_current();
    footprint_meets_system(); /* the list of threads, the free stacks */
    thread->exit_status = status;
    thread->terminating = true;
    ke_mutexes_check(thread);
    if (ke->thread_exit_hook)
        ke->thread_exit_hook(thread);
    emit(EV_THREAD_EXIT, thread->id, (uint32_t)status, 0);
    ke_raise(DISPATCH_LEVEL);
    ke_mutexes_abandon(thread);
    ke_order_drop(thread);
    thread->state = KE_TERMINATED;
    ke_signal(&thread->header);
    list_remove(&thread->all_link);
    ke->gone = thread;
    ke_dispatch();
    __builtin_unreachable();
}

void ke_on_thread_exit(void (*hook)(struct ke_thread *thread))
{
    ke->thread_exit_hook = hook;
}

void ke_on_thread_gone(void (*hook)(struct ke_thread *thread))
{
    ke->thread_gone_hook = hook;
}
