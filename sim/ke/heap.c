/*
 * The heap of deadlines: four children to a slot, so that they lie side by side and a million deadlines are ten levels. Where a deadline stands is not noted
 * in it but beside the heap, by its ticket: moving one changes no memory but the heap's own, which is small enough for a cache.
 */
#include "ke/state.h"

#include <string.h>

#define FIRST_ROOM 32

/* Without a jump: which of two random deadlines is earlier, no processor guesses right. */
static bool slot_before(const struct ke_heap_slot *a, const struct ke_heap_slot *b)
{
    return (a->time_100ns < b->time_100ns) | ((a->time_100ns == b->time_100ns) & (a->sequence < b->sequence));
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
    heap->where[slot.ticket] = index;
}

static void sift_up(struct ke_heap *heap, uint32_t index, struct ke_heap_slot slot)
{
    while (index > 1 && slot_before(&slot, &heap->slots[parent_of(index)])) {
        put(heap, index, heap->slots[parent_of(index)]);
        index = parent_of(index);
    }
    put(heap, index, slot);
}

/* 0: there is none. */
static uint32_t least_child_of(const struct ke_heap *heap, uint32_t index)
{
    uint32_t first = first_child_of(index), end = first + 4 <= heap->used + 1 ? first + 4 : heap->used + 1;
    uint32_t least = first < end ? first : 0;
    for (uint32_t child = first + 1; child < end; child++)
        least = slot_before(&heap->slots[child], &heap->slots[least]) ? child : least;
    return least;
}

/* Whoever comes near the top is looked at soon. Once each: what goes up passes these slots. */
static void fetch_due(uint32_t index, const struct ke_due *due)
{
    if (index < 22 || index >= 86) /* three steps below the first */
        return;
    __builtin_prefetch(due);
    __builtin_prefetch((const char *)due + 64);
    __builtin_prefetch((const char *)due + 128);
}

static void sift_down(struct ke_heap *heap, uint32_t index, struct ke_heap_slot slot)
{
    for (uint32_t child; (child = least_child_of(heap, index)) && slot_before(&heap->slots[child], &slot); index = child) {
        put(heap, index, heap->slots[child]);
        fetch_due(index, heap->slots[child].due);
    }
    put(heap, index, slot);
}

void *ke_heap_larger(void *array, uint32_t old, uint32_t room, size_t size)
{
    void *copy = sim_alloc(room * size);
    if (old) {
        memcpy(copy, array, old * size);
        sim_free(array, old * size);
    }
    return copy;
}

void ke_heap_append(struct ke_heap *heap, struct ke_heap_slot slot)
{
    if (heap->used + 1 >= heap->room) {
        uint32_t room = heap->room ? heap->room * 2 : FIRST_ROOM;
        heap->slots = ke_heap_larger(heap->slots, heap->room, room, sizeof *heap->slots);
        heap->room = room;
    }
    put(heap, ++heap->used, slot);
}

void ke_heap_order(struct ke_heap *heap)
{
    for (uint32_t index = heap->used > 1 ? parent_of(heap->used) : 0; index; index--)
        sift_down(heap, index, heap->slots[index]);
}

/* Tickets that are free are linked through `where`. */
static uint32_t take_ticket(struct ke_heap *heap)
{
    uint32_t ticket = heap->free_ticket;
    if (ticket) {
        heap->free_ticket = heap->where[ticket];
        return ticket;
    }
    if (heap->tickets + 1 >= heap->ticket_room) {
        uint32_t room = heap->ticket_room ? heap->ticket_room * 2 : FIRST_ROOM;
        heap->where = ke_heap_larger(heap->where, heap->ticket_room, room, sizeof *heap->where);
        heap->ticket_room = room;
    }
    return ++heap->tickets;
}

static void leave_ticket(struct ke_heap *heap, struct ke_due *due)
{
    heap->where[due->ticket] = heap->free_ticket;
    heap->free_ticket = due->ticket;
    due->ticket = 0;
}

static bool is_far(const struct ke_heap *heap, const struct ke_due *due)
{
    return heap->horizon && due->time_100ns >= heap->horizon;
}

void ke_heap_add(struct ke_heap *heap, struct ke_due *due)
{
    due->ticket = take_ticket(heap);
    heap->count++;
    struct ke_heap_slot slot = {due->time_100ns, due->sequence, due, due->ticket};
    if (!is_far(heap, due) && heap->used >= (heap->limit ? heap->limit : KE_NEAR))
        ke_far_divide(heap);
    if (is_far(heap, due)) {
        ke_far_add(heap, slot);
    } else {
        ke_heap_append(heap, slot);
        sift_up(heap, heap->used, slot);
    }
}

static void remove_near(struct ke_heap *heap, uint32_t index)
{
    struct ke_heap_slot last = heap->slots[heap->used--];
    if (index > heap->used)
        return;
    if (index > 1 && slot_before(&last, &heap->slots[parent_of(index)]))
        sift_up(heap, index, last);
    else
        sift_down(heap, index, last);
}

void ke_heap_remove(struct ke_heap *heap, struct ke_due *due)
{
    uint32_t index = heap->where[due->ticket];
    leave_ticket(heap, due);
    heap->count--;
    if (index & KE_FAR)
        ke_far_remove(heap, index & ~KE_FAR);
    else
        remove_near(heap, index);
}

struct ke_due *ke_heap_first(struct ke_heap *heap)
{
    if (!heap->used && heap->count)
        ke_far_approach(heap);
    return heap->used ? heap->slots[1].due : NULL;
}

struct ke_due *ke_heap_next(const struct ke_heap *heap, uint32_t *at)
{
    if (*at < heap->used)
        return heap->slots[++*at].due;
    while (*at - heap->used < heap->far_used) {
        struct ke_due *due = heap->far[(*at)++ - heap->used].due;
        if (due)
            return due;
    }
    return NULL;
}
