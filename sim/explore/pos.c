/*
 * Partial-order sampling (Yuan, Yang, Gu: "Partial order aware concurrency sampling", CAV 2018): every pending operation has a random priority, the highest goes first;
 * when one has gone, those that touch the same object draw anew. Orders that differ only in independent operations are thereby sampled less often.
 *
 * What a context is about to do is known from where it was last asked. An operation without an object (an interlocked one) is taken to meet nobody: to take it to meet
 * all others without made the walk worse on most of the benchmarks (tests/bench/search_table.c).
 */
#include "explore/strategy.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

struct pending {
    uint32_t priority; /* 0: not drawn yet */
    uint32_t object; /* of what it does next; 0: none, or not known */
};

struct pos {
    uint64_t seed, state;
    struct pending pending[MOVERS];
};

static void *create(const struct strategy_settings *settings)
{
    struct pos *self = host_take(1, sizeof *self);
    self->seed = settings->seed;
    return self;
}

static bool begin(void *context, uint64_t number)
{
    struct pos *self = context;
    self->state = seed_of(self->seed ^ 0x505F53, number);
    memset(self->pending, 0, sizeof self->pending);
    return true;
}

static struct pending *pending_of(struct pos *self, struct choice_option option)
{
    struct pending *pending = &self->pending[mover_of(option)];
    if (!pending->priority)
        pending->priority = (uint32_t)mix64(&self->state) | 1;
    return pending;
}

/* It goes: it draws anew for what it does next, and so do those that it meets. */
static void execute(struct pos *self, struct pending *gone)
{
    for (unsigned i = 0; gone->object && i < MOVERS; i++)
        if (self->pending[i].object == gone->object)
            self->pending[i].priority = 0;
    gone->priority = 0;
    gone->object = 0;
}

static unsigned answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct pos *self = context;
    if (place->kind == CHOICE_ALLOCATION)
        return allocation_fails(&self->state);
    if (place->kind == CHOICE_POINT)
        pending_of(self, options[0])->object = place->object;
    unsigned best = 0;
    for (unsigned i = 1; i < n; i++)
        if (pending_of(self, options[i])->priority > pending_of(self, options[best])->priority)
            best = i;
    execute(self, pending_of(self, options[best]));
    return best;
}

static void end(void *context, bool cut)
{
    (void)context;
    (void)cut;
}

const struct strategy strategy_pos = {"pos", false, create, begin, answer, end, free, NULL, false};
