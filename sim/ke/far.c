/*
 * Deadlines that are far away. A heap of a million is in no cache, and each step down it waits for memory; so what is due from a horizon on lies aside in no order
 * until the heap is empty. Then the earliest are brought, as many as a cache holds, and the horizon moves. Each pass goes through memory from end to end.
 */
#include "ke/state.h"

enum { SAMPLE = 64 };

static uint32_t larger_of(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Times of some slots that are in use, in order. There is at least one. */
static uint32_t sample(const struct ke_heap_slot *slots, uint32_t count, uint64_t *times)
{
    uint32_t taken = 0;
    for (uint32_t i = 0; i < SAMPLE; i++) {
        uint64_t at = (uint64_t)i * count / SAMPLE, end = (uint64_t)(i + 1) * count / SAMPLE;
        while (at < end && !slots[at].due)
            at++;
        if (at == end)
            continue;
        uint32_t place = taken++;
        for (; place && times[place - 1] > slots[at].time_100ns; place--)
            times[place] = times[place - 1];
        times[place] = slots[at].time_100ns;
    }
    return taken;
}

/* Puts those that are left together. */
static void close_up(struct ke_heap *heap)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < heap->far_used; i++) {
        if (!heap->far[i].due)
            continue;
        if (i != kept) {
            heap->far[kept] = heap->far[i];
            heap->where[heap->far[kept].ticket] = KE_FAR | kept;
        }
        kept++;
    }
    heap->far_used = kept;
}

static void make_room(struct ke_heap *heap)
{
    if (heap->far_live < heap->far_room / 2) {
        close_up(heap);
        return;
    }
    uint32_t room = heap->far_room ? heap->far_room * 2 : KE_NEAR;
    heap->far = ke_heap_larger(heap->far, heap->far_room, room, sizeof *heap->far);
    heap->far_room = room;
}

void ke_far_add(struct ke_heap *heap, struct ke_heap_slot slot)
{
    if (heap->far_used == heap->far_room)
        make_room(heap);
    heap->where[slot.ticket] = KE_FAR | heap->far_used;
    heap->far[heap->far_used++] = slot;
    heap->far_live++;
}

void ke_far_remove(struct ke_heap *heap, uint32_t index)
{
    heap->far[index].due = NULL;
    heap->far_live--;
}

void ke_far_divide(struct ke_heap *heap)
{
    uint64_t times[SAMPLE];
    heap->horizon = times[sample(heap->slots + 1, heap->used, times) / 2];
    uint32_t all = heap->used;
    heap->used = 0;
    for (uint32_t i = 1; i <= all; i++)
        if (heap->slots[i].time_100ns < heap->horizon)
            ke_heap_append(heap, heap->slots[i]);
        else
            ke_far_add(heap, heap->slots[i]);
    ke_heap_order(heap);
    heap->limit = larger_of(KE_NEAR, 2 * heap->used);
}

/* Before what time the heap's new part is due: about KE_NEAR of them, one at least. 0: all of them. */
static uint64_t next_horizon(const struct ke_heap *heap)
{
    uint64_t times[SAMPLE];
    if (heap->far_live <= KE_NEAR)
        return 0;
    uint32_t taken = sample(heap->far, heap->far_used, times);
    return times[(uint64_t)taken * KE_NEAR / heap->far_live] + 1;
}

void ke_far_approach(struct ke_heap *heap)
{
    heap->horizon = next_horizon(heap);
    for (uint32_t i = 0; i < heap->far_used; i++) {
        if (!heap->far[i].due || (heap->horizon && heap->far[i].time_100ns >= heap->horizon))
            continue;
        ke_heap_append(heap, heap->far[i]);
        ke_far_remove(heap, i);
    }
    close_up(heap);
    ke_heap_order(heap);
    heap->limit = larger_of(KE_NEAR, 2 * heap->used);
}
