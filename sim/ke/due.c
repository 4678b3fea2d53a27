/*
 * Everything with a deadline: a heap by (time, sequence), so that equal times fire in the order of arming. Time moves when nothing else can, to the first
 * of them.
 */
#include "ke/end.h"
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

#include <string.h>

static bool before(const struct ke_due *a, const struct ke_due *b)
{
    return a->time_100ns < b->time_100ns || (a->time_100ns == b->time_100ns && a->sequence < b->sequence);
}

static bool slot_before(const struct ke_heap_slot *a, const struct ke_heap_slot *b)
{
    return a->time_100ns < b->time_100ns || (a->time_100ns == b->time_100ns && a->sequence < b->sequence);
}

/* What fires at CLOCK_LEVEL has a heap of its own: it comes due although the processor masks the others. */
static struct ke_heap *heap_of(const struct ke_due *due)
{
    return due->irql ? &ke->devices : &ke->timers;
}

static uint32_t parent_of(uint32_t index)
{
    return (index - 2) / 4 + 1;
}

static uint32_t first_child_of(uint32_t index)
{
    return 4 * index - 2;
}

static void put(struct ke_heap *heap, uint32_t index, struct ke_heap_slot slot)
{
    heap->slots[index] = slot;
    slot.due->heap_index = index;
}

static void sift_up(struct ke_heap *heap, uint32_t index, struct ke_heap_slot slot)
{
    while (index > 1 && slot_before(&slot, &heap->slots[parent_of(index)])) {
        put(heap, index, heap->slots[parent_of(index)]);
        index = parent_of(index);
    }
    put(heap, index, slot);
}

/* Among a million deadlines none of them is in a cache: what the step after the next may look at, one stretch of slots, is fetched beside this one. */
static void fetch_ahead(const struct ke_heap *heap, uint32_t index)
{
    uint64_t first = 4 * (uint64_t)first_child_of(index) - 2;
    if (first + 16 > heap->used)
        return;
    const char *start = (const char *)&heap->slots[first];
    for (size_t at = 0; at < 16 * sizeof(struct ke_heap_slot); at += 64)
        __builtin_prefetch(start + at);
}

/* 0: there is none. */
static uint32_t least_child_of(const struct ke_heap *heap, uint32_t index)
{
    fetch_ahead(heap, index);
    uint32_t first = first_child_of(index), end = first + 4 <= heap->used + 1 ? first + 4 : heap->used + 1;
    uint32_t least = first < end ? first : 0;
    for (uint32_t child = first + 1; child < end; child++)
        if (slot_before(&heap->slots[child], &heap->slots[least]))
            least = child;
    return least;
}

static void sift_down(struct ke_heap *heap, uint32_t index, struct ke_heap_slot slot)
{
    for (uint32_t child; (child = least_child_of(heap, index)) && slot_before(&heap->slots[child], &slot); index = child)
        put(heap, index, heap->slots[child]);
    put(heap, index, slot);
}

static void grow_heap(struct ke_heap *heap)
{
    uint32_t room = heap->room ? heap->room * 2 : 32;
    struct ke_heap_slot *slots = sim_alloc(room * sizeof *slots);
    if (heap->room) {
        memcpy(slots, heap->slots, heap->room * sizeof *slots);
        sim_free(heap->slots, heap->room * sizeof *slots);
    }
    heap->slots = slots;
    heap->room = room;
}

void ke_due_arm(struct ke_due *due, uint64_t time_100ns)
{
    struct ke_heap *heap = heap_of(due);
    footprint_all(); /* what is armed is asked for at every point */
    ke_due_disarm(due);
    due->time_100ns = time_100ns;
    due->sequence = ke->due_sequence++;
    if (heap->used + 1 >= heap->room)
        grow_heap(heap);
    sift_up(heap, ++heap->used, (struct ke_heap_slot){time_100ns, due->sequence, due});
}

void ke_due_disarm(struct ke_due *due)
{
    struct ke_heap *heap = heap_of(due);
    uint32_t index = due->heap_index;
    if (!index)
        return;
    footprint_all();
    due->heap_index = 0;
    struct ke_heap_slot last = heap->slots[heap->used--];
    if (last.due == due)
        return;
    if (index > 1 && slot_before(&last, &heap->slots[parent_of(index)]))
        sift_up(heap, index, last);
    else
        sift_down(heap, index, last);
}

static struct ke_due *first_of(const struct ke_heap *heap)
{
    return heap->used ? heap->slots[1].due : NULL;
}

struct ke_due *ke_due_first(void)
{
    struct ke_due *timer = first_of(&ke->timers), *device = first_of(&ke->devices);
    return !timer || (device && before(device, timer)) ? device : timer;
}

void ke_due_fire(struct ke_due *due)
{
    ke_footprint_unknown();
    KIRQL irql = ke_raise(due->irql ? due->irql : DISPATCH_LEVEL);
    ke_due_disarm(due);
    image_settle();
    ke_sync_begin(0);
    due->fire(due);
    ke_sync_end();
    set_irql(irql);
    ke_footprint_known();
}

void ke_device_events(void)
{
    for (struct ke_due *due; (due = first_of(&ke->devices)) && due->time_100ns <= ke->now && ke->cpu->irql < due->irql;)
        ke_due_fire(due);
}

struct ke_due *ke_due_of_line(uint32_t line)
{
    struct ke_due *best = NULL;
    for (uint32_t i = 1; i <= ke->devices.used; i++) {
        struct ke_due *due = ke->devices.slots[i].due;
        if (due->has_line && due->line == line && (!best || before(due, best)))
            best = due;
    }
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
    for (uint32_t i = 1; i <= heap->used; i++)
        if (!heap->slots[i].due->background)
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
    struct ke_due *first = first_of(&ke->timers);
    if (first && first->time_100ns <= ke->now)
        ke->cpu->clock = true;
    if (ke->cpu->clock || ke->lines_pending)
        ke_cpu_service();
}
