/*
 * The order in which the kernel comes up, and running it from the host's side.
 */
#include "ke/fault.h"
#include "ke/state.h"

#include <stdarg.h>
#include <stdio.h>

struct ke_state *ke;
struct ke_cpu **ke_moving;

/* 2026-01-01 00:00:00 UTC in 100 ns since 1601: a fixed date, so that a run does not depend on the day. */
#define START_TIME 134116992000000000u

static void stop_here(void)
{
    ke_end_run(KE_STOPPED, "the search needs no more of this run");
}

void ke_boot(uint32_t processors)
{
    sim_assert(processors >= 1 && processors <= KE_PROCESSORS_MAX);
    ke = sim_alloc(sizeof *ke);
    ke->armed.near = ke->labels.near = true;
    ke_moving = &ke->cpu;
    ke->now = ke->start = START_TIME;
    ke->step_limit = UINT64_MAX;
    list_init(&ke->threads);
    list_init(&ke->free_stacks);
    ke_stacks_boot();
    for (int i = 0; i < KE_PRIORITIES; i++)
        list_init(&ke->ready[i]);
    ke_start_processors(processors);
    ke_interrupts_boot();
    choice_stop = stop_here;
    event_state->now.time_100ns = ke->now;
}

void ke_run(void)
{
    ke_faults_catch(true);
    sync_now();
    ke_stack_came(ke_current());
    host_fiber_switch(&ke->host, &ke->cpu->current->fiber);
    ke_faults_catch(false);
}

void ke_pause(void)
{
    struct ke_thread *thread = ke_current();
    host_fiber_switch(&thread->fiber, &ke->host);
    sync_now();
}

noreturn void ke_stop(void)
{
    static struct host_fiber abandoned; /* never resumed: the machine is thrown away */
    ke->end.decided = true;
    ke_stack_seen(ke_current());
    host_fiber_switch(&abandoned, &ke->host);
    __builtin_unreachable();
}

const struct ke_end *ke_end(void)
{
    return &ke->end;
}

void ke_step_limit(uint64_t steps)
{
    ke->step_limit = steps;
}

uint64_t ke_steps(void)
{
    return ke->steps;
}

void ke_session_over(void)
{
    ke->session_over = true;
    ke->settle_since = ke->now;
}

void ke_set_cancel_lock(KSPIN_LOCK *lock)
{
    ke->cancel_lock = lock;
}

uint64_t ke_now(void)
{
    return ke->now;
}

uint64_t ke_start_time(void)
{
    return ke->start;
}

uint32_t ke_cpu_number(void)
{
    return ke->cpu->number;
}

uint32_t ke_cpu_count(void)
{
    return ke->cpu_count;
}

struct list *ke_threads(void)
{
    return &ke->threads;
}

const volatile uint64_t *ke_progress(void)
{
    return &event_state->count;
}
