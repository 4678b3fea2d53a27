/*
 * Random walk. At every choice the default is kept with some probability, drawn anew for each run, so that runs with few and with many deviations both occur: most
 * failures need one to three, some need many.
 */
#include "explore/strategy.h"
#include "host/host.h"

#include <stdlib.h>

struct random_walk {
    uint64_t seed, state;
    uint32_t keep_of_1024;
};

static void *create(const struct strategy_settings *settings)
{
    struct random_walk *self = host_take(1, sizeof *self);
    self->seed = settings->seed;
    return self;
}

static bool begin(void *context, uint64_t number)
{
    static const uint32_t keep[] = {512, 0, 768, 896, 960, 256, 992, 1008};
    struct random_walk *self = context;
    self->state = seed_of(self->seed, number);
    self->keep_of_1024 = keep[mix64(&self->state) & 7];
    return true;
}

static unsigned answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct random_walk *self = context;
    (void)options;
    if (n < 2)
        return 0;
    uint64_t draw = mix64(&self->state);
    if ((place->kind == CHOICE_POINT || place->kind == CHOICE_ALLOCATION) && (draw & 1023) < self->keep_of_1024)
        return 0;
    return (unsigned)((draw >> 32) % n);
}

static void end(void *context, bool cut)
{
    (void)context;
    (void)cut;
}

const struct strategy strategy_random = {"random", false, create, begin, answer, end, free, NULL, false};
