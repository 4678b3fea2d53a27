/*
 * Scheduling points: where another processor, another thread or the clock may come in between. Going on is the default; anything else is a deviation.
 */
#include "ke/point.h"

#include "ke/end.h"
#include "ke/footprint.h"
#include "ke/state.h"

#define OPTIONS_MAX 64

static unsigned add(struct choice_option *options, unsigned n, uint8_t kind, uint32_t value)
{
    if (n < OPTIONS_MAX)
        options[n++] = (struct choice_option){kind, value};
    return n;
}

static unsigned add_threads(struct choice_option *options, unsigned n)
{
    const struct ke_cpu *cpu = ke->cpu;
    if (cpu->irql >= DISPATCH_LEVEL || cpu->current->idle)
        return n;
    for (int priority = KE_PRIORITIES - 1; priority >= cpu->current->priority; priority--) {
        if (!(ke->ready_mask >> priority & 1))
            continue;
        list_each(node, &ke->ready[priority])
        {
            struct ke_thread *thread = list_of(node, struct ke_thread, ready_link);
            if (thread->affinity >> cpu->number & 1)
                n = add(options, n, MOVE_THREAD, thread->id);
        }
    }
    return n;
}

/* One idle processor stands for all; NULL: none. */
static struct ke_cpu *idle_processor(void)
{
    for (uint32_t i = 1; i < ke->cpu_count; i++) {
        struct ke_cpu *cpu = &ke->cpus[(ke->cpu->number + i) % ke->cpu_count];
        if (cpu->idle && cpu->irql < DISPATCH_LEVEL && !ke_cpu_can_move(cpu))
            return cpu;
    }
    return NULL;
}

/* Lines that may interrupt here and now, or would if their device were as fast as it can be; or that interrupt an idle processor, where the ISR and what it queues
   run beside what runs here. */
static unsigned add_interrupts(struct choice_option *options, unsigned n)
{
    const struct ke_cpu *idle = idle_processor();
    for (uint32_t line = 0; line < KE_LINES; line++) {
        if (ke_interrupt_possible(ke->cpu, line))
            n = add(options, n, MOVE_INTERRUPT, line);
        if (idle && ke_interrupt_possible(idle, line))
            n = add(options, n, MOVE_INTERRUPT_THERE, line);
    }
    return n;
}

/*
 * The clock may interrupt any processor: here, or one that is idle, where what comes due runs beside what runs here. Devices'
 * moments are not the clock's: they go on by themselves.
 */
static unsigned add_clock(struct choice_option *options, unsigned n)
{
    if (ke->cpu->irql < DISPATCH_LEVEL && ke_due_first())
        n = add(options, n, MOVE_TIME, 0);
    if (!ke->timers.count)
        return n;
    const struct ke_cpu *idle = idle_processor();
    return idle ? add(options, n, MOVE_CLOCK, idle->number) : n;
}

static unsigned add_pulls(struct choice_option *options, unsigned n)
{
    for (uint32_t device = 0; device < KE_PULLABLE_MAX; device++)
        if (ke->pullable >> device & 1)
            n = add(options, n, MOVE_PULL, device);
    return n;
}

void ke_on_pull(void (*pull)(uint32_t device))
{
    ke->pull = pull;
}

void ke_pullable(uint32_t device, bool may_be)
{
    sim_assert(device < KE_PULLABLE_MAX);
    ke->pullable = may_be ? ke->pullable | 1u << device : ke->pullable & ~(1u << device);
}

static unsigned enumerate(struct choice_option *options)
{
    unsigned n = add(options, 0, MOVE_STAY, ke->cpu->number);
    for (uint32_t i = 1; i < ke->cpu_count; i++) {
        struct ke_cpu *cpu = &ke->cpus[(ke->cpu->number + i) % ke->cpu_count];
        if (ke_cpu_can_move(cpu))
            n = add(options, n, MOVE_PROCESSOR, cpu->number);
    }
    n = add_threads(options, n);
    if (ke->cpu->irql < DISPATCH_LEVEL && !list_empty(&ke->cpu->dpcs))
        n = add(options, n, MOVE_DPC, ke->cpu->number);
    n = add_clock(options, n);
    if (ke->devices.count || ke->lines_pending)
        n = add_interrupts(options, n);
    if (ke->pullable)
        n = add_pulls(options, n);
    return n;
}

static struct ke_thread *ready_thread(uint32_t id)
{
    list_each(node, &ke->threads)
    {
        struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        if (thread->id == id)
            return thread;
    }
    return NULL;
}

static void move(struct choice_option option)
{
    switch (option.kind) {
    case MOVE_PROCESSOR:
        ke_cpu_move_to(&ke->cpus[option.value]);
        ke_cpu_service();
        break;
    case MOVE_THREAD:
        ke_thread_preempt_by(ready_thread(option.value));
        ke_cpu_service();
        break;
    case MOVE_INTERRUPT:
        ke_interrupt_now(option.value);
        break;
    case MOVE_INTERRUPT_THERE:
        ke_interrupt_there(option.value, idle_processor());
        break;
    case MOVE_DPC:
        ke_dpc_drain();
        break;
    case MOVE_TIME:
        ke_time_jump();
        break;
    case MOVE_CLOCK:
        ke_time_jump_on(&ke->cpus[option.value]);
        break;
    case MOVE_PULL:
        ke->pull(option.value);
        break;
    default:
        break;
    }
}

void ke_step(void)
{
    if (++ke->steps > ke->step_limit)
        ke_end_run(KE_OUT_OF_STEPS, "the run was cut after %llu scheduling points", (unsigned long long)ke->step_limit);
}

void ke_point_at(const struct choice_place *place)
{
    ke_step();
    if (!choice_open())
        return;
    struct choice_option options[OPTIONS_MAX];
    unsigned n = enumerate(options);
    unsigned answer = choose(place, options, n);
    sim_assert(answer < n);
    if (answer)
        move(options[answer]);
    ke_footprint_resumed();
}

void ke_point(void)
{
    struct ke_thread *self = ke_current();
    struct choice_place place = {.kind = CHOICE_POINT, .context = self->id, .routine = (uint16_t)(self->gate ? self->gate->id : DDI_NONE)};
    ke_point_at(&place);
}

void ke_point_before(uint32_t object)
{
    if (!choice_open())
        return;
    struct choice_place place = {.kind = CHOICE_POINT, .context = ke_current()->id, .object = object};
    ke_point_at(&place);
}

void ke_access_point(uint32_t access, uint32_t nth)
{
    struct choice_place place = {.kind = CHOICE_POINT, .context = ke_current()->id, .access = access, .nth = nth};
    ke_point_at(&place);
}

#define FUTILE_POLLS 1000 /* a single look at a held lock is no hang yet */
#define POLL_TICKS 10 /* one microsecond: a poll of memory or of a lock costs that, so that a polled time-out ends */

void ke_spin_poll(void)
{
    footprint_all();
    ke->steps++;
    ke->cpu->yielded = true;
    if (ke_cpu_leave()) {
        footprint_all();
        ke->cpu->futile_polls = 0;
        ke_cpu_service();
        return;
    }
    ke_time_pass(POLL_TICKS);
    struct ke_due *first = ke_due_first();
    if (!first && ke->cpu->irql >= DISPATCH_LEVEL && ++ke->cpu->futile_polls == FUTILE_POLLS)
        ke_end_run(KE_HANG, "processor %u polls memory that nothing can change any more", ke->cpu->number);
    if (first && first->time_100ns > ke->now && ke->cpu->irql < DISPATCH_LEVEL && !ke->ready_mask)
        ke_time_jump();
}

#define FUTILE_STEP_100NS 100000u    /* 10 ms */
#define FUTILE_LIMIT_100NS 600000000u /* a minute */

void ke_futile_poll(uint64_t since_100ns, const char *what)
{
    struct ke_thread *self = ke_current(), *ready = ke->cpu->irql < DISPATCH_LEVEL ? ke_ready_for(ke->cpu) : NULL;
    ke->steps++;
    ke->cpu->yielded = true;
    if (ready && ready->priority >= self->priority)
        ke_thread_preempt_by(ready);
    else if (!ke_cpu_leave() && ke->now - since_100ns > FUTILE_LIMIT_100NS)
        ke_end_run(KE_HANG, "%s is asked for ever: it has given the same answer for a minute, and nothing else can happen", what);
    else
        ke_time_pass(FUTILE_STEP_100NS);
    ke_cpu_service();
}
