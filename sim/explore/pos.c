/*
 * Partial-order sampling (Yuan, Yang, Gu: "Partial order aware concurrency sampling", CAV 2018): every pending operation has a random priority, the highest goes first;
 * when one has gone, those that touch the same object draw anew. Orders that differ only in independent operations are thereby sampled less often.
 */
#include "explore/strategy.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 64

struct pending {
    uint32_t key; /* kind and value of the option; 0: free */
    uint32_t priority;
};

struct pos {
    uint64_t seed, state;
    struct pending pending[SLOTS];
};

static void *create(const struct strategy_settings *settings)
{
    struct pos *self = calloc(1, sizeof *self);
    if (self)
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

/* The context that an option lets go on; staying is the asker itself. */
static uint32_t key_of(const struct choice_place *place, struct choice_option option)
{
    if (option.kind == MOVE_STAY)
        return (place->context & 0xFFFFFF) | 0x80000000u;
    return (uint32_t)option.kind << 24 | (option.value & 0xFFFFFF);
}

static struct pending *find(struct pos *self, uint32_t key)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        struct pending *slot = &self->pending[(key + i) % SLOTS];
        if (slot->key == key)
            return slot;
        if (!slot->key) {
            *slot = (struct pending){key, (uint32_t)mix64(&self->state)};
            return slot;
        }
    }
    return &self->pending[key % SLOTS];
}

static unsigned answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct pos *self = context;
    if (n < 2)
        return 0;
    unsigned best = 0;
    for (unsigned i = 1; i < n; i++)
        if (find(self, key_of(place, options[i]))->priority > find(self, key_of(place, options[best]))->priority)
            best = i;
    find(self, key_of(place, options[best]))->priority = (uint32_t)mix64(&self->state);
    if (place->object) /* who meets the asker at this object draws anew */
        find(self, key_of(place, options[0]))->priority = (uint32_t)mix64(&self->state);
    return best;
}

static void end(void *context, bool cut)
{
    (void)context;
    (void)cut;
}

const struct strategy strategy_pos = {"pos", false, create, begin, answer, end, free};
