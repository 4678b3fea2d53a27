/*
 * A search strategy: what to answer when the machine asks which way to go. One file each; a strategy keeps its own state on the host and never looks at the machine.
 *
 * Runs are numbered. `begin` prepares the run of a number and says false when there is no such run (the tree is exhausted); `answer` is asked at every choice;
 * `end` hears how the run ended. An answer may be CHOICE_STOP: the run ends there and counts as no schedule. The same seed and number give the same answers, whoever runs them.
 */
#ifndef NTSIM_EXPLORE_STRATEGY_H
#define NTSIM_EXPLORE_STRATEGY_H

#include "choice/choice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a tree: at the at-th choice that has more than one way (from 0), this way is taken. */
struct strategy_step {
    uint32_t at, way;
};

struct strategy_settings {
    uint64_t seed;
    unsigned bound; /* delays, preemptions or depth, by strategy */
    uint64_t horizon; /* choices that a run is expected to have: from the first, default run */
    const struct strategy_step *prefix; /* of a tree that is divided: only the part behind these, in order of place; between them the default way */
    size_t prefix_count;
};

/* One more deviation behind those of the run just made; the bound leaves `left` for more. */
typedef void strategy_visit(void *context, struct strategy_step step, unsigned left);

struct strategy {
    const char *name;
    bool tree; /* enumerates: exhaustion is a claim */
    void *(*create)(const struct strategy_settings *settings);
    bool (*begin)(void *self, uint64_t number);
    choice_answer *answer; /* its context is the strategy's state */
    void (*end)(void *self, bool cut);
    void (*destroy)(void *self);
    /*
     * Of a tree that can be divided (others: NULL), between a run and its `end`: every way to deviate once more behind the last deviation, within a bound, in the
     * order in which the tree is walked: after the run itself comes all that is behind the first visited, then the second, ...
     */
    void (*children)(void *self, unsigned bound, strategy_visit *visit, void *context);
    bool every_way_costs; /* so that the runs within bound k - 1 tell how many there are within k */
};

extern const struct strategy strategy_random, strategy_pos, strategy_pct, strategy_delay, strategy_preemption, strategy_dfs;
extern const struct strategy strategy_plain; /* dfs without sleep sets: for comparison */
const struct strategy *strategy_named(const char *name);

/* --- shared by strategies ------------------------------------------------------------------------------------------------------------------------------ */

/* Who goes on when an option is taken, as a small number: a processor with what runs on it, a ready thread, the clock, ... Whether it stays or is moved to, it is the same. */
#define MOVERS 64
static inline unsigned mover_of(struct choice_option option)
{
    switch (option.kind) {
    case MOVE_STAY:
    case MOVE_PROCESSOR:
        return option.value % 32;
    case MOVE_THREAD:
        return 32 + (option.value & 0xFFFFFF) % 24;
    case MOVE_INTERRUPT:
    case MOVE_INTERRUPT_THERE:
        return 56 + option.value % 4;
    case MOVE_TIME:
        return 60;
    case MOVE_CLOCK:
        return 61;
    default:
        return option.kind == MOVE_DPC ? 62 : 63;
    }
}

/* SplitMix64: good enough, tiny, and the same everywhere. */
static inline uint64_t mix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Whether an allocation fails is no matter of who goes on: one in eight does. */
static inline unsigned allocation_fails(uint64_t *state)
{
    return (mix64(state) & 7) == 0;
}

/* Seed of run `number`: a pure function, so that shards need not talk to each other. */
static inline uint64_t seed_of(uint64_t base, uint64_t number)
{
    uint64_t state = base ^ (number * 0xD1342543DE82EF95u);
    mix64(&state);
    return mix64(&state);
}

#endif
