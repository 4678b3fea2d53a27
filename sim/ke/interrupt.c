/*
 * Lines, chains, delivery. An ISR is a nested call on the stack of what the processor does, as a DPC is; whether one
 * may come is decided by IRQL alone.
 */
#include "ke/interrupt.h"

#include "image/image.h"
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

#include <stdio.h>
#include <string.h>

#define UNCLAIMED_MAX 1000  /* NT gives up after 100,000 */
#define STUCK_MAX     10000 /* claimed, and still raised */

struct ke_line {
    struct list chain; /* struct ke_interrupt.link */
    uint16_t raised;   /* by how many sources */
    bool latched;      /* a rise that was not taken yet */
    bool in_service;
    uint8_t cpu;                /* which serves it */
    KAFFINITY affinity;         /* of all its ISRs */
    uint32_t unclaimed, served; /* since it was last low, or last claimed */
};

struct ke_interrupt_state {
    struct ke_line lines[KE_LINES];
};

static bool (*line_of_device)(const void *physical_device, uint32_t *line, KINTERRUPT_MODE *mode, bool *share);

void ke_on_line_of(bool (*line_of)(const void *physical_device, uint32_t *line, KINTERRUPT_MODE *mode, bool *share))
{
    line_of_device = line_of;
}

void ke_interrupts_boot(void)
{
    ke->interrupts = sim_alloc(sizeof *ke->interrupts);
    for (uint32_t i = 0; i < KE_LINES; i++)
        list_init(&ke->interrupts->lines[i].chain);
}

static struct ke_line *line_at(uint32_t line)
{
    sim_assert(line < KE_LINES);
    return &ke->interrupts->lines[line];
}

/* As on x64 a vector's high digit is its IRQL: 3 to 11, so that lines have different ones. */
KIRQL ke_line_irql(uint32_t line)
{
    return (KIRQL)(3 + line % 9);
}

ULONG ke_line_vector(uint32_t line)
{
    return (ULONG)ke_line_irql(line) << 4 | (line & 15);
}

bool ke_line_of_vector(ULONG vector, uint32_t *line)
{
    for (*line = 0; *line < KE_LINES; ++*line)
        if (ke_line_vector(*line) == vector)
            return true;
    return false;
}

bool ke_line_of_device(const void *physical_device, struct ke_interrupt *wanted)
{
    if (!line_of_device)
        ke_not_modelled("line-based connection without a bus driver that reported the device");
    if (!line_of_device(physical_device, &wanted->line, &wanted->mode, &wanted->share))
        return false;
    wanted->irql = ke_line_irql(wanted->line);
    return true;
}

/* --- pending ------------------------------------------------------------------------------------------------- */

static const struct ke_interrupt *first_of(const struct ke_line *line)
{
    return list_empty(&line->chain) ? NULL : list_of(line->chain.next, struct ke_interrupt, link);
}

static bool asks(const struct ke_line *line)
{
    const struct ke_interrupt *first = first_of(line);
    return first && !line->in_service && (first->mode == Latched ? line->latched : line->raised > 0);
}

static void update(uint32_t number)
{
    uint32_t bit = 1u << number;
    footprint_all();
    ke->lines_pending = asks(line_at(number)) ? ke->lines_pending | bit : ke->lines_pending & ~bit;
}

void ke_line_raise(uint32_t number)
{
    struct ke_line *line = line_at(number);
    if (line->raised++ == 0 && !list_empty(&line->chain))
        line->latched = true;
    update(number);
}

void ke_line_lower(uint32_t number)
{
    struct ke_line *line = line_at(number);
    sim_assert(line->raised > 0);
    if (--line->raised == 0)
        line->unclaimed = line->served = 0;
    update(number);
}

static bool masked(const struct ke_cpu *cpu, uint32_t number)
{
    return cpu->irql >= ke_line_irql(number) || !(line_at(number)->affinity >> cpu->number & 1);
}

/* -1: none. */
static int best_for(const struct ke_cpu *cpu)
{
    int best = -1;
    for (uint32_t left = ke->lines_pending; left; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(left);
        if (!masked(cpu, i) && (best < 0 || ke_line_irql(i) > ke_line_irql((uint32_t)best)))
            best = (int)i;
    }
    return best;
}

bool ke_interrupt_waits_for(const struct ke_cpu *cpu)
{
    return best_for(cpu) >= 0;
}

bool ke_interrupt_possible(const struct ke_cpu *cpu, uint32_t number)
{
    if (masked(cpu, number) || line_at(number)->in_service)
        return false;
    return ke->lines_pending >> number & 1 || ke_due_of_line(number);
}

/* --- delivery ------------------------------------------------------------------------------------------------ */

static bool call_isr(struct ke_interrupt *interrupt)
{
    KIRQL old = ke_raise(interrupt->synchronize_irql);
    interrupt->running = true;
    ke_sync_begin(interrupt->irql);
    ke_sync_raised(interrupt->irql, interrupt->synchronize_irql);
    ke_sync_acquire(interrupt);
    ke_lock_here(interrupt->lock, (uintptr_t)interrupt->call.routine, ke->cpu->irql);
    bool claimed = (BOOLEAN)ke_call(&interrupt->call);
    ke_unlock_here(interrupt->lock);
    ke_sync_release(&interrupt->running);
    ke_sync_lowered(interrupt->irql, interrupt->synchronize_irql);
    ke_sync_end();
    interrupt->running = false;
    set_irql(old);
    return claimed;
}

/* Level: until one claims it; the line tells whether another device waits. Latched: nothing tells, so all are asked. */
static bool call_chain(struct ke_line *line)
{
    bool claimed = false;
    list_each(node, &line->chain) /* nobody leaves the chain of a line in service */
    {
        struct ke_interrupt *interrupt = list_of(node, struct ke_interrupt, link);
        if (!call_isr(interrupt))
            continue;
        claimed = true;
        if (interrupt->mode == LevelSensitive)
            break;
    }
    return claimed;
}

static noreturn void storm(uint32_t number, const char *what, uint32_t times)
{
    char isrs[160] = "", place[96];
    list_each(node, &line_at(number)->chain)
    {
        const struct ke_interrupt *interrupt = list_of(node, struct ke_interrupt, link);
        size_t used = strlen(isrs);
        image_describe((uintptr_t)interrupt->call.routine, place, sizeof place);
        snprintf(isrs + used, sizeof isrs - used, "%s%s", used ? ", " : "", place);
    }
    ke_end_run(KE_STORM, "interrupt line %u was delivered %u times in a row and stays raised: %s; its ISRs: %s", number,
               times, what, isrs);
}

static void count(uint32_t number, bool claimed)
{
    struct ke_line *line = line_at(number);
    line->served++;
    line->unclaimed = claimed ? 0 : line->unclaimed + 1;
    if (line->unclaimed >= UNCLAIMED_MAX)
        storm(number, "no ISR claims it", line->unclaimed);
    if (line->served >= STUCK_MAX)
        storm(number, "it is claimed, but the device is not made to lower it", line->served);
}

static void serve(uint32_t number)
{
    struct ke_line *line = line_at(number);
    ke_footprint_unknown();
    KIRQL old = ke_raise(ke_line_irql(number));
    line->in_service = true;
    line->latched = false;
    line->cpu = ke->cpu->number;
    update(number);
    emit(EV_INTERRUPT, number, 0, 0);
    ke->steps++;
    bool claimed = call_chain(line);
    line->in_service = false;
    update(number);
    if (ke->lines_pending >> number & 1)
        count(number, claimed);
    set_irql(old);
    ke_footprint_known();
}

void ke_interrupts_deliver(void)
{
    for (int line; ke->lines_pending && (line = best_for(ke->cpu)) >= 0;)
        serve((uint32_t)line);
}

/* The device is as fast as it can be: what was due later happens now. */
static void hurry(uint32_t line)
{
    struct ke_due *due = ke_due_of_line(line);
    if (!(ke->lines_pending >> line & 1) && due)
        ke_due_fire(due);
}

void ke_interrupt_now(uint32_t line)
{
    hurry(line);
    ke_cpu_service();
}

void ke_interrupt_there(uint32_t line, struct ke_cpu *cpu)
{
    hurry(line);
    if (ke_cpu_can_move(cpu))
        ke_cpu_move_to(cpu);
    ke_cpu_service();
}

/* --- connecting ---------------------------------------------------------------------------------------------- */

static bool fits(const struct ke_interrupt *wanted)
{
    list_each(node, &line_at(wanted->line)->chain)
    {
        const struct ke_interrupt *other = list_of(node, struct ke_interrupt, link);
        if (!wanted->share || !other->share || wanted->mode != other->mode)
            return false;
    }
    return true;
}

NTSTATUS ke_interrupt_connect(const struct ke_interrupt *wanted, struct ke_interrupt **connected)
{
    KAFFINITY there = ke->cpu_count == 64 ? ~(KAFFINITY)0 : ((KAFFINITY)1 << ke->cpu_count) - 1;
    if (!wanted->call.routine || wanted->irql != ke_line_irql(wanted->line) ||
        wanted->synchronize_irql < wanted->irql || !(wanted->affinity & there) || !fits(wanted))
        return STATUS_INVALID_PARAMETER;
    struct ke_interrupt *interrupt = sim_alloc(sizeof *interrupt);
    *interrupt = *wanted;
    interrupt->connected.owner = interrupt->delivered.owner = interrupt;
    if (!interrupt->lock)
        interrupt->lock = &interrupt->own_lock;
    struct ke_call *call = &interrupt->call;
    call->kind = KE_ISR;
    call->generation = ke_generation(call->routine);
    call->holder = &interrupt->connected;
    call->holder_kind = "interrupt object";
    call->armed_by = ke_call_site();
    call->armed_at = ke->now;
    call->armed_context = ke_current()->id;
    call->argument[0] = (uintptr_t)&interrupt->delivered;
    ke_label_new(&interrupt->connected, LABEL_OTHER);
    list_append(&line_at(wanted->line)->chain, &interrupt->link);
    line_at(wanted->line)->affinity |= wanted->affinity;
    ke_sync_release(interrupt);
    *connected = interrupt;
    update(wanted->line);
    return STATUS_SUCCESS;
}

void ke_interrupt_disconnect(struct ke_interrupt *interrupt)
{
    struct ke_line *line = line_at(interrupt->line);
    while (line->in_service) {
        struct ke_cpu *cpu = &ke->cpus[line->cpu];
        footprint_all();
        if (cpu != ke->cpu && ke_cpu_can_move(cpu))
            ke_cpu_move_to(cpu);
        else if (!ke_cpu_leave())
            ke_end_run(KE_DEADLOCK, "IoDisconnectInterrupt waits for an ISR that cannot go on");
    }
    list_remove(&interrupt->link);
    ke_sync_acquire(&interrupt->running);
    line->unclaimed = line->served = 0;
    line->affinity = 0;
    list_each(node, &line->chain) line->affinity |= list_of(node, struct ke_interrupt, link)->affinity;
    update(interrupt->line);
    ke_label_drop(&interrupt->connected);
    sim_free(interrupt, sizeof *interrupt);
}

struct ke_interrupt *ke_interrupt_of(const struct _KINTERRUPT *pointer)
{
    for (uint32_t i = 0; i < KE_LINES; i++)
        list_each(node, &ke->interrupts->lines[i].chain)
        {
            struct ke_interrupt *interrupt = list_of(node, struct ke_interrupt, link);
            if (pointer == &interrupt->connected || pointer == &interrupt->delivered)
                return interrupt;
        }
    return NULL;
}

void ke_interrupts_visit(void (*visit)(void *context, const struct ke_interrupt *interrupt), void *context)
{
    for (uint32_t i = 0; i < KE_LINES; i++)
        list_each(node, &ke->interrupts->lines[i].chain) visit(context, list_of(node, struct ke_interrupt, link));
}
