/*
 * What a context reads and writes between two scheduling points, for strategies that want to know whether two steps commute (explore/dfs.c). Two steps are
 * independent when they may be swapped: neither changes what the other does, and the machine ends alike for everything that a driver, or a later choice, can see.
 *
 * Who is not sure says footprint_all: that step depends on every other. So the rule is the other way round from most: whatever says nothing must be known to do
 * nothing that another context could notice, and whatever enters code of which that is not known says so (ke/footprint.h tells where this is done).
 *
 * Between the two is the system's own code on a thread that is in no driver and no application: what it does is not known in full, but it reaches a driver's own
 * memory and the scheduler only by ways that tell - waking, waiting, references, freeing. It depends on its like, and on whoever touches what belongs to the system
 * (footprint_meets_system): its objects, its lists, an application's memory.
 *
 * Addresses are real ones: of a driver's memory, or of the simulator's own state that stands for something (a processor's next thread). What is left out on
 * purpose: traces and their counters, the step count, the private heap and the order in stacks' free list - no driver sees them, nothing is chosen by them.
 */
#ifndef NTSIM_CHOICE_FOOTPRINT_H
#define NTSIM_CHOICE_FOOTPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOOTPRINT_SPANS 40 /* a step that touches more depends on everything */

struct footprint_span {
    uintptr_t start, end;
    bool write;
};

struct footprint {
    bool all;
    uint16_t used;
    struct footprint_span spans[FOOTPRINT_SPANS];
};

/* The step that runs now; NULL: nobody asks. The host's: survives a reset of the machine. */
extern struct footprint *footprint_open;

void footprint_add(uintptr_t start, size_t size, bool write);
/* Whether the order of the two steps matters. */
bool footprint_conflict(const struct footprint *left, const struct footprint *right);
void footprint_copy(struct footprint *to, const struct footprint *from);

static inline void footprint_all(void)
{
    if (__builtin_expect(footprint_open != NULL, 0))
        footprint_open->all = true;
}

static inline void footprint_read(const volatile void *start, size_t size)
{
    if (__builtin_expect(footprint_open != NULL, 0))
        footprint_add((uintptr_t)start, size, false);
}

static inline void footprint_write(const volatile void *start, size_t size)
{
    if (__builtin_expect(footprint_open != NULL, 0))
        footprint_add((uintptr_t)start, size, true);
}

/* Stands for all state of the system that has no address here. */
static inline void footprint_system(void)
{
    footprint_write(&footprint_open, 1);
}

static inline void footprint_meets_system(void)
{
    footprint_read(&footprint_open, 1);
}

#endif
