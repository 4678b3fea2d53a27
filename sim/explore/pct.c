/*
 * PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): random priorities for contexts, and at d-1 random moments the running one falls to the bottom. Finds a
 * failure of depth d with probability at least 1/(n k^(d-1)).
 */
#include "explore/strategy.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 16
#define CLOCK_LAST 1u /* below everybody: time that went before all others once would go for ever where a timer is periodic (search.md 3) */

struct pct {
    uint64_t seed, state, step, horizon;
    unsigned depth;
    uint64_t change[DEPTH_MAX];
    uint32_t priority[MOVERS];
    uint32_t lowest;
};

static void *create(const struct strategy_settings *settings)
{
    struct pct *self = host_take(1, sizeof *self);
    self->seed = settings->seed;
    self->horizon = settings->horizon ? settings->horizon : 100;
    self->depth = settings->bound ? settings->bound : 3;
    if (self->depth > DEPTH_MAX)
        self->depth = DEPTH_MAX;
    return self;
}

static bool begin(void *context, uint64_t number)
{
    struct pct *self = context;
    self->state = seed_of(self->seed ^ 0x504354, number);
    self->step = 0;
    self->lowest = DEPTH_MAX;
    memset(self->priority, 0, sizeof self->priority);
    for (unsigned i = 0; i + 1 < self->depth; i++)
        self->change[i] = mix64(&self->state) % self->horizon;
    return true;
}

/* Processors, threads and the clock are contexts alike. */
static uint32_t *priority_of(struct pct *self, struct choice_option option)
{
    uint32_t *priority = &self->priority[mover_of(option)];
    if (!*priority)
        *priority = DEPTH_MAX + 1 + (uint32_t)(mix64(&self->state) & 0xFFFFFF);
    return priority;
}

static unsigned answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct pct *self = context;
    if (n < 2)
        return 0;
    if (place->kind == CHOICE_ALLOCATION)
        return allocation_fails(&self->state);
    for (unsigned i = 0; i + 1 < self->depth; i++)
        if (self->change[i] == self->step)
            *priority_of(self, options[0]) = self->lowest--;
    self->step++;
    unsigned best = 0;
    for (unsigned i = 1; i < n; i++)
        if (*priority_of(self, options[i]) > *priority_of(self, options[best]))
            best = i;
    if (options[best].kind == MOVE_TIME || options[best].kind == MOVE_CLOCK)
        *priority_of(self, options[best]) = CLOCK_LAST;
    return best;
}

static void end(void *context, bool cut)
{
    (void)context;
    (void)cut;
}

const struct strategy strategy_pct = {"pct", false, create, begin, answer, end, free, NULL, false};
