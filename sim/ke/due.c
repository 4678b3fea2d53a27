/*
 * Everything with a deadline: a heap by (time, sequence), so that equal times fire in the order of arming (heap.c). Time moves when nothing else can, to the
 * first of them.
 */
#include "ke/armed.h"
#include "ke/end.h"
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

static bool before(const struct ke_due *a, const struct ke_due *b)
{
    return a->time_100ns < b->time_100ns || (a->time_100ns == b->time_100ns && a->sequence < b->sequence);
}

/* What fires at CLOCK_LEVEL has a heap of its own: it comes due although the processor masks the others. */
static struct ke_heap *heap_of(const struct ke_due *due)
{
    return due->irql ? &ke->devices : &ke->timers;
}

void ke_due_arm(struct ke_due *due, uint64_t time_100ns)
{
    struct ke_heap *heap = heap_of(due);
    footprint_all(); /* what is armed is asked for at every point */
    ke_due_disarm(due);
    due->time_100ns = time_100ns;
    due->sequence = ke->due_sequence++;
    ke_heap_add(heap, due);
}

void ke_due_disarm(struct ke_due *due)
{
    if (!due->ticket)
        return;
    footprint_all();
    ke_heap_remove(heap_of(due), due);
}

struct ke_due *ke_due_first(void)
{
    struct ke_due *timer = ke_heap_first(&ke->timers), *device = ke_heap_first(&ke->devices);
    return !timer || (device && before(device, timer)) ? device : timer;
}

/* What the next expiries will look at, among so many that no cache has it. */
static void fetch_next(const struct ke_heap *heap)
{
    if (heap->count < KE_NEAR)
        return;
    for (uint32_t i = 1; i < 6 && i <= heap->used; i++) {
        const struct ke_armed *armed = ke_timer_of(heap->slots[i].due);
        if (armed)
            ke_armed_fetch(armed);
    }
}

void ke_due_fire(struct ke_due *due)
{
    ke_footprint_unknown();
    KIRQL irql = ke_raise(due->irql ? due->irql : DISPATCH_LEVEL);
    ke_due_disarm(due);
    fetch_next(heap_of(due));
    image_settle();
    ke_sync_begin(0);
    due->fire(due);
    ke_sync_end();
    set_irql(irql);
    ke_footprint_known();
}

void ke_device_events(void)
{
    for (struct ke_due *due; (due = ke_heap_first(&ke->devices)) && due->time_100ns <= ke->now && ke->cpu->irql < due->irql;)
        ke_due_fire(due);
}

struct ke_due *ke_due_of_line(uint32_t line)
{
    struct ke_due *best = NULL;
    uint32_t at = 0;
    for (struct ke_due *due; (due = ke_heap_next(&ke->devices, &at));)
        if (due->has_line && due->line == line && (!best || before(due, best)))
            best = due;
    return best;
}

/* Runs on the moving processor, interrupting what it does. */
void ke_clock_interrupt(void)
{
    ke->cpu->clock = false;
    ke_footprint_unknown();
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    for (struct ke_due *due; (due = ke_due_first()) && due->time_100ns <= ke->now;)
        ke_due_fire(due);
    ke_lower(irql);
    ke_footprint_known();
}

#define BACKGROUND_ONLY_100NS (10ull * 60 * 10000000) /* design 4.11: ten minutes of nothing but periodic work count as settled */

static bool all_background(const struct ke_heap *heap)
{
    uint32_t at = 0;
    for (struct ke_due *due; (due = ke_heap_next(heap, &at));)
        if (!due->background)
            return false;
    return true;
}

static bool settled(const struct ke_due *first)
{
    if (!first->background) {
        ke->settle_since = first->time_100ns;
        return false;
    }
    if (!all_background(&ke->timers) || !all_background(&ke->devices))
        return false;
    return first->time_100ns > ke->settle_since + BACKGROUND_ONLY_100NS;
}

/* The first deadline becomes now. False: there is none (or only periodic work, for long enough). */
static bool advance(void)
{
    footprint_all();
    struct ke_due *first = ke_due_first();
    if (!first || ((ke->settler || ke->session_over) && settled(first)))
        return false;
    if (first->time_100ns > ke->now) {
        ke->now = first->time_100ns;
        sync_now();
        emit(EV_TIME, 0, 0, 0);
    }
    ke_step();
    return true;
}

bool ke_time_jump(void)
{
    if (!advance())
        return false;
    ke_clock_interrupt();
    return true;
}

void ke_time_jump_on(struct ke_cpu *cpu)
{
    if (!advance())
        return;
    cpu->clock = true;
    ke_cpu_move_to(cpu);
    ke_cpu_service();
}

void ke_time_pass(uint64_t ticks_100ns)
{
    footprint_all();
    ke->now += ticks_100ns;
    event_state->now.time_100ns = ke->now;
    ke_device_events();
    struct ke_due *first = ke_heap_first(&ke->timers);
    if (first && first->time_100ns <= ke->now)
        ke->cpu->clock = true;
    if (ke->cpu->clock || ke->lines_pending)
        ke_cpu_service();
}
