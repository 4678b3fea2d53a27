/*
 * Everything with a deadline: a binary heap by (time, sequence), so that equal times fire in the order of arming. Time moves when nothing else can, to the first
 * of them.
 */
#include "ke/end.h"
#include "ke/state.h"

#include <string.h>

static bool before(const struct ke_due *a, const struct ke_due *b)
{
    return a->time_100ns < b->time_100ns || (a->time_100ns == b->time_100ns && a->sequence < b->sequence);
}

static void put(uint32_t index, struct ke_due *due)
{
    ke->heap[index] = due;
    due->heap_index = index;
}

static void sift_up(uint32_t index, struct ke_due *due)
{
    while (index > 1 && before(due, ke->heap[index / 2])) {
        put(index, ke->heap[index / 2]);
        index /= 2;
    }
    put(index, due);
}

static void sift_down(uint32_t index, struct ke_due *due)
{
    for (;;) {
        uint32_t child = index * 2;
        if (child > ke->heap_used)
            break;
        if (child < ke->heap_used && before(ke->heap[child + 1], ke->heap[child]))
            child++;
        if (!before(ke->heap[child], due))
            break;
        put(index, ke->heap[child]);
        index = child;
    }
    put(index, due);
}

static void grow_heap(void)
{
    uint32_t room = ke->heap_room ? ke->heap_room * 2 : 32;
    struct ke_due **heap = sim_alloc(room * sizeof *heap);
    if (ke->heap_room) {
        memcpy(heap, ke->heap, ke->heap_room * sizeof *heap);
        sim_free(ke->heap, ke->heap_room * sizeof *heap);
    }
    ke->heap = heap;
    ke->heap_room = room;
}

void ke_due_arm(struct ke_due *due, uint64_t time_100ns)
{
    ke_due_disarm(due);
    due->time_100ns = time_100ns;
    due->sequence = ke->due_sequence++;
    if (ke->heap_used + 1 >= ke->heap_room)
        grow_heap();
    sift_up(++ke->heap_used, due);
}

void ke_due_disarm(struct ke_due *due)
{
    uint32_t index = due->heap_index;
    if (!index)
        return;
    due->heap_index = 0;
    struct ke_due *last = ke->heap[ke->heap_used--];
    if (last == due)
        return;
    if (index > 1 && before(last, ke->heap[index / 2]))
        sift_up(index, last);
    else
        sift_down(index, last);
}

struct ke_due *ke_due_first(void)
{
    return ke->heap_used ? ke->heap[1] : NULL;
}

/* Runs on the moving processor, interrupting what it does. */
void ke_clock_interrupt(void)
{
    ke->cpu->clock = false;
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    for (struct ke_due *due; (due = ke_due_first()) && due->time_100ns <= ke->now;) {
        ke_due_disarm(due);
        due->fire(due);
    }
    ke_lower(irql);
}

#define BACKGROUND_ONLY_100NS (10ull * 60 * 10000000) /* design 4.11: ten minutes of nothing but periodic work count as settled */

static bool settled(const struct ke_due *first)
{
    if (!first->background) {
        ke->settle_since = first->time_100ns;
        return false;
    }
    for (uint32_t i = 1; i <= ke->heap_used; i++)
        if (!ke->heap[i]->background)
            return false;
    return first->time_100ns > ke->settle_since + BACKGROUND_ONLY_100NS;
}

/* Nothing else can move: the first deadline becomes now. False: there is none (or only periodic work, for long enough). */
bool ke_time_jump(void)
{
    struct ke_due *first = ke_due_first();
    if (!first || ((ke->settler || ke->session_over) && settled(first)))
        return false;
    if (first->time_100ns > ke->now) {
        ke->now = first->time_100ns;
        sync_now();
        emit(EV_TIME, 0, 0, 0);
    }
    ke->steps++;
    ke_clock_interrupt();
    return true;
}

void ke_time_pass(uint64_t ticks_100ns)
{
    ke->now += ticks_100ns;
    event_state->now.time_100ns = ke->now;
    struct ke_due *first = ke_due_first();
    if (first && first->time_100ns <= ke->now)
        ke->cpu->clock = true;
    if (ke->cpu->clock)
        ke_cpu_service();
}
