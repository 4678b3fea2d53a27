#include "explore/near.h"

#include <stdlib.h>

#define WAYS_MAX 64

/* One run: what the seed says, what the bounded search does about it, and what came out as deviations by place. */
struct near_run {
    void *delay;
    struct replay seed, places;
    struct schedule *taken;
};

/* The seed's answer first, the others in their order behind it. */
static void turn(struct choice_option *turned, const struct choice_option *options, unsigned n, unsigned first)
{
    turned[0] = options[first];
    for (unsigned i = 0; i < n; i++)
        if (i != first)
            turned[i < first ? i + 1 : i] = options[i];
}

static unsigned answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct near_run *run = context;
    struct choice_option turned[WAYS_MAX];
    unsigned first = replay_answer(&run->seed, place, options, n);
    uint32_t occurrence = replay_count(&run->places, place);
    if (n > WAYS_MAX)
        n = WAYS_MAX;
    turn(turned, options, n, first);
    unsigned way = strategy_delay.answer(run->delay, place, turned, n);
    way = way == 0 ? first : way <= first ? way - 1 : way;
    if (way)
        schedule_add(run->taken, &(struct deviation){.place = *place, .occurrence = occurrence, .move = options[way]});
    return way;
}

static struct search_failure run_once(const struct near_plan *plan, struct near_run *run, struct schedule *seed)
{
    struct schedule none = {0};
    run->taken->count = 0;
    replay_start(&run->seed, seed);
    replay_start(&run->places, &none);
    struct search_failure failure = search_once(plan->start, answer, run);
    replay_end(&run->seed);
    replay_end(&run->places);
    strategy_delay.end(run->delay, failure.outcome == KE_OUT_OF_STEPS);
    return failure;
}

/* True: found, or the budget is used up. */
static bool search_bound(const struct near_plan *plan, unsigned bound, struct near_result *result)
{
    struct schedule seed = schedule_copy(plan->seed);
    struct near_run run = {.delay = strategy_delay.create(&(struct strategy_settings){.bound = bound}), .taken = &result->schedule};
    while (!result->found && result->runs < plan->runs && strategy_delay.begin(run.delay, result->runs)) {
        result->failure = run_once(plan, &run, &seed);
        result->found = plan->wanted(plan->context, &result->failure);
        result->runs++;
    }
    strategy_delay.destroy(run.delay);
    schedule_free(&seed);
    result->bound = bound;
    return result->found || result->runs == plan->runs;
}

void near_search(const struct near_plan *plan, struct near_result *result)
{
    struct schedule header = *plan->seed;
    header.deviations = NULL;
    header.count = header.room = 0;
    *result = (struct near_result){.schedule = header};
    for (unsigned bound = plan->from; bound <= plan->to && !search_bound(plan, bound, result);)
        bound++;
    if (!result->found)
        schedule_free(&result->schedule);
}
