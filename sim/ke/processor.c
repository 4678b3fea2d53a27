/*
 * Which processor moves. The current one goes on by default; it must leave when it spins on a held lock, polls, or has nothing to do. When none can move, time does.
 */
#include "ke/end.h"
#include "ke/footprint.h"
#include "ke/state.h"

bool ke_cpu_can_move(const struct ke_cpu *cpu)
{
    if (cpu->clock && cpu->irql < DISPATCH_LEVEL)
        return true;
    if (ke->lines_pending && ke_interrupt_waits_for(cpu))
        return true;
    if (cpu->spins_on)
        return *cpu->spins_on == 0;
    if (!cpu->current->idle || cpu->irql >= DISPATCH_LEVEL)
        return true;
    return cpu->next || !list_empty(&cpu->dpcs) || !cpu->idle;
}

void ke_cpu_move_to(struct ke_cpu *cpu)
{
    struct ke_thread *from = ke_current();
    ke->cpu->yielded = false;
    ke->cpu = cpu;
    sync_now();
    emit(EV_PROCESSOR, cpu->number, 0, 0);
    ke_stack_seen(from);
    ke_stack_came(cpu->current);
    host_fiber_switch(&from->fiber, &cpu->current->fiber);
    sync_now();
    ke_footprint_resumed();
    struct ke_thread *gone = ke->gone;
    sim_assert(gone == NULL);
}

static unsigned others_that_can_move(struct ke_cpu **cpus, struct choice_option *options, bool yielded)
{
    unsigned n = 0;
    for (uint32_t i = 1; i < ke->cpu_count; i++) {
        struct ke_cpu *cpu = &ke->cpus[(ke->cpu->number + i) % ke->cpu_count];
        if (!ke_cpu_can_move(cpu))
            continue;
        if (cpu->yielded != yielded) {
            footprint_all(); /* it is passed over for what another step did */
            continue;
        }
        options[n] = (struct choice_option){MOVE_PROCESSOR, cpu->number};
        cpus[n++] = cpu;
    }
    return n;
}

bool ke_cpu_leave(void)
{
    struct ke_cpu *cpus[KE_PROCESSORS_MAX];
    struct choice_option options[KE_PROCESSORS_MAX];
    unsigned n = others_that_can_move(cpus, options, false);
    if (!n)
        n = others_that_can_move(cpus, options, true);
    if (!n)
        return false;
    struct choice_place place = {.kind = CHOICE_PROCESSOR, .context = ke_current()->id};
    ke_cpu_move_to(cpus[choose(&place, options, n)]);
    return true;
}

/* Nothing can move and nothing is due. */
static void quiescent(void)
{
    if (ke->settler) {
        struct ke_thread *settler = ke->settler;
        ke->settler = NULL;
        ke_wait_wake(settler, STATUS_SUCCESS);
        return;
    }
    if (ke->session_over)
        ke_end_run(KE_QUIET, "%s", "");
    char waits[1000];
    ke_describe_waits(waits, sizeof waits);
    ke_end_run(KE_DEADLOCK, "%s", waits);
}

static bool has_work(struct ke_cpu *cpu)
{
    ke_footprint_reads_processor(cpu);
    return cpu->clock || (ke->lines_pending && ke_interrupt_waits_for(cpu)) || cpu->next || !list_empty(&cpu->dpcs) || ke_ready_for(cpu);
}

void ke_idle_loop(void *argument)
{
    (void)argument;
    for (;;) {
        struct ke_cpu *cpu = ke->cpu;
        if (has_work(cpu)) {
            cpu->idle = false;
            cpu->dpc_request = !list_empty(&cpu->dpcs);
            ke_cpu_service();
            if (cpu->next || ke_ready_for(cpu))
                ke_dispatch();
            continue;
        }
        cpu->idle = true;
        if (ke_due_first() || ke->lines_pending) /* the last one to become idle is the one that the clock interrupts */
            footprint_all();
        if (ke_cpu_leave())
            continue;
        footprint_all();
        if (!ke_time_jump())
            quiescent();
    }
}

void ke_settle(void)
{
    struct ke_thread *self = ke_current();
    sim_assert(!ke->settler);
    ke->settler = self;
    ke->settle_since = ke->now;
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    self->state = KE_WAITING;
    self->wait_count = 0;
    ke_dispatch();
    ke_lower(irql);
}
