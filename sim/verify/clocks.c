#include "verify/clocks.h"

#include "arena/map.h"
#include "choice/footprint.h"
#include "verify/watch.h"

#include <string.h>

#define LEVELS 16

struct clock { /* of an object: what they knew who released to it */
    uint32_t knows[STRANDS_MAX];
};

struct clocks_state {
    uint16_t used;
    struct map objects; /* address -> struct clock */
    struct strand *interrupts[KE_PROCESSORS_MAX][LEVELS];
    struct strand *spare;        /* strands of the clock, between two uses */
    uint8_t keys[KE_PROCESSORS_MAX][LEVELS]; /* their addresses are level_lock's */
};
static struct clocks_state *clocks;

void clocks_boot(void)
{
    clocks = verify->races ? sim_alloc(sizeof *clocks) : NULL;
}

static struct strand *strand_new(void)
{
    struct strand *strand = sim_alloc(sizeof *strand);
    strand->number = STRAND_NONE;
    return strand;
}

bool clocks_count(struct strand *strand)
{
    if (strand->number == STRAND_NONE && clocks->used < STRANDS_MAX) {
        strand->number = clocks->used++;
        strand->knows[strand->number] = 1;
    }
    return strand->number != STRAND_NONE;
}

static struct strand *strand_of(struct ke_thread *thread)
{
    footprint_all(); /* what is remembered of an address, and so what is reported, depends on who came last */
    if (!thread->strand)
        thread->strand = strand_new();
    return thread->strand;
}

struct strand *clocks_strand(void)
{
    return strand_of(ke_current());
}

static void join(uint32_t *into, const uint32_t *from)
{
    for (unsigned i = 0; i < clocks->used; i++)
        if (from[i] > into[i])
            into[i] = from[i];
}

static void acquire(struct strand *strand, const void *object)
{
    const struct clock *clock = map_get(&clocks->objects, (uintptr_t)object);
    if (clock)
        join(strand->knows, clock->knows);
}

void clocks_acquire(struct ke_thread *thread, const void *object)
{
    if (clocks)
        acquire(strand_of(thread), object);
}

/* What the strand does from now on is not told to who acquires: its clock moves on. */
void clocks_release(const void *object)
{
    if (!clocks)
        return;
    struct strand *strand = clocks_strand();
    struct clock *clock = map_get(&clocks->objects, (uintptr_t)object);
    if (!clock) {
        clock = sim_alloc(sizeof *clock);
        map_set(&clocks->objects, (uintptr_t)object, clock);
    }
    join(clock->knows, strand->knows);
    if (strand->number != STRAND_NONE)
        strand->knows[strand->number]++;
}

/* --- interrupts, IRQL ------------------------------------------------------------------------------------------------------------------------------- */

/* Stands for the right to be undisturbed on this processor by what interrupts at this level: a lock that only those of one processor share (rule Q35). */
static const void *level_lock(KIRQL level)
{
    return &clocks->keys[ke_cpu_number()][level];
}

static struct strand *interrupt_strand(KIRQL level)
{
    struct strand **slot = &clocks->interrupts[ke_cpu_number()][level];
    if (!*slot) {
        *slot = strand_new();
        (*slot)->level = level;
        (*slot)->interrupts = true;
    }
    return *slot;
}

/* The clock knows nothing but what it is told each time. */
static struct strand *clock_strand(void)
{
    struct strand *strand = clocks->spare;
    if (!strand)
        strand = sim_alloc(sizeof *strand);
    else
        clocks->spare = strand->outer;
    memset(strand, 0, sizeof *strand);
    strand->number = STRAND_NONE;
    return strand;
}

void clocks_begin(KIRQL level)
{
    if (!clocks)
        return;
    struct ke_thread *thread = ke_current();
    struct strand *strand = level ? interrupt_strand(level) : clock_strand();
    strand->outer = strand_of(thread);
    thread->strand = strand;
    if (level)
        acquire(strand, level_lock(level));
}

void clocks_end(void)
{
    if (!clocks)
        return;
    struct ke_thread *thread = ke_current();
    struct strand *strand = thread->strand;
    if (strand->interrupts)
        clocks_release(level_lock(strand->level));
    thread->strand = strand->outer;
    if (strand->interrupts)
        return;
    strand->outer = clocks->spare;
    clocks->spare = strand;
}

static KIRQL first_level(KIRQL from)
{
    return from < DISPATCH_LEVEL ? DISPATCH_LEVEL : (KIRQL)(from + 1);
}

void clocks_raised(KIRQL from, KIRQL to)
{
    if (!clocks)
        return;
    for (KIRQL level = first_level(from); level <= to && level < LEVELS; level++)
        acquire(clocks_strand(), level_lock(level));
}

void clocks_lowered(KIRQL to, KIRQL from)
{
    if (!clocks)
        return;
    for (KIRQL level = first_level(to); level <= from && level < LEVELS; level++)
        clocks_release(level_lock(level));
}
