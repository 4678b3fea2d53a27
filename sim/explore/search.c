#include "explore/search.h"

#include "host/host.h"
#include "verify/points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECHECK_EVERY 1000 /* one pass in so many is run twice and compared (search.md 4) */

/* A strategy's answers, noted: what was taken at each choice, for running the same again. */
struct recorder {
    const struct strategy *strategy;
    void *self;
    uint8_t *taken;
    size_t used, room;
    bool stopped; /* the strategy saw no use in the rest */
};

static unsigned record(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct recorder *recorder = context;
    unsigned answer = recorder->strategy->answer(recorder->self, place, options, n);
    recorder->stopped = answer == CHOICE_STOP;
    if (recorder->used == recorder->room) {
        recorder->room = recorder->room ? recorder->room * 2 : 1024;
        recorder->taken = host_resize(recorder->taken, recorder->room);
    }
    recorder->taken[recorder->used++] = (uint8_t)answer;
    return answer;
}

/* The same again, turned into deviations by place. */
struct again {
    const struct recorder *recorder;
    size_t at;
    struct replay places;
    struct schedule *schedule;
};

static unsigned repeat(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct again *again = context;
    unsigned answer = again->at < again->recorder->used ? again->recorder->taken[again->at++] : 0;
    if (answer >= n)
        answer = 0;
    if (again->schedule) {
        uint32_t occurrence = replay_count(&again->places, place);
        if (answer)
            schedule_add(again->schedule, &(struct deviation){.place = *place, .occurrence = occurrence, .move = options[answer]});
    }
    return answer;
}

struct search {
    const struct search_plan *plan;
    const struct machine_snapshot *start;
    struct search_result *result;
    uint64_t began_ns, last_progress_ns;
    uint64_t horizon;
    struct recorder recorder;
};

static bool budget_left(struct search *search)
{
    struct search_result *result = search->result;
    uint64_t now = 0;
    if (search->plan->interrupted && *search->plan->interrupted)
        result->out_of_budget = true;
    if (search->plan->runs && result->schedules + result->stopped_runs >= search->plan->runs)
        result->out_of_budget = true;
    if ((result->executions & 63) == 0) {
        now = host_clock_ns();
        result->seconds = (double)(now - search->began_ns) / 1e9;
        if (search->plan->seconds > 0 && result->seconds >= search->plan->seconds)
            result->out_of_budget = true;
        if (search->plan->on_progress && now - search->last_progress_ns > 200000000u) {
            search->last_progress_ns = now;
            search->plan->on_progress(search->plan->context, result);
        }
    }
    return !result->out_of_budget;
}

/* The failing (or a sampled passing) run once more: its hash must be the same, or nothing that is said here holds. */
static bool repeats(struct search *search, uint64_t hash, struct schedule *schedule)
{
    struct again again = {.recorder = &search->recorder, .schedule = schedule};
    struct schedule none = {0};
    replay_start(&again.places, &none);
    search_once(search->start, repeat, &again);
    replay_end(&again.places);
    search->result->executions++;
    if (event_state->hash == hash)
        return true;
    search->result->repeatable = false;
    snprintf(search->result->unrepeatable, sizeof search->result->unrepeatable, "run %llu ended differently when it was run again",
             (unsigned long long)search->result->schedules);
    return false;
}

static void found(struct search *search, const struct strategy *strategy, const struct search_failure *failure, uint64_t hash)
{
    struct search_result *result = search->result;
    result->found = true;
    result->failure = *failure;
    result->first_failure = result->schedules;
    snprintf(result->strategy, sizeof result->strategy, "%s", strategy->name);
    result->schedule.processors = ke_cpu_count();
    result->schedule.level = search->plan->level;
    if (!repeats(search, hash, &result->schedule))
        return;
    result->deviations_before = result->schedule.count;
    result->executions += search_shorten(search->start, &result->schedule, failure);
}

/* True: go on with this strategy. */
static bool step(struct search *search, const struct strategy *strategy, void *self, uint64_t number)
{
    struct search_result *result = search->result;
    if (!strategy->begin(self, number))
        return false;
    search->recorder.used = 0;
    search->recorder.stopped = false;
    struct search_failure failure = search_once(search->start, record, &search->recorder);
    uint64_t hash = event_state->hash;
    bool cut = failure.outcome == KE_OUT_OF_STEPS;
    strategy->end(self, cut);
    result->executions++;
    if (search->recorder.stopped) {
        result->stopped_runs++;
        return budget_left(search);
    }
    result->schedules++;
    result->cut_runs += cut;
    if (failure.failed) {
        found(search, strategy, &failure, hash);
        return false;
    }
    if (result->schedules % RECHECK_EVERY == 0 && !repeats(search, hash, NULL))
        return false;
    return budget_left(search);
}

/* Runs one strategy at one bound up to `limit` runs. True: the tree was exhausted. */
static bool run_strategy(struct search *search, const struct strategy *strategy, unsigned bound, uint64_t limit)
{
    struct strategy_settings settings = {.seed = search->plan->seed, .bound = bound, .horizon = search->horizon};
    void *self = strategy->create(&settings);
    uint64_t cut_before = search->result->cut_runs;
    bool exhausted = false;
    points_adopt();
    search->recorder.strategy = strategy;
    search->recorder.self = self;
    for (uint64_t number = 0; number < limit; number++) {
        uint64_t before = search->result->executions;
        if (step(search, strategy, self, number))
            continue;
        exhausted = search->result->executions == before;
        break;
    }
    strategy->destroy(self);
    return exhausted && strategy->tree && search->result->cut_runs == cut_before;
}

static bool over(const struct search *search)
{
    return search->result->found || search->result->out_of_budget || !search->result->repeatable;
}

/* Bounds 0, 1, 2, ... up to `last`, each tree whole, within `limit` runs in all. */
static void run_bounds(struct search *search, const struct strategy *strategy, unsigned last, uint64_t limit)
{
    uint64_t before = search->result->schedules;
    for (unsigned bound = 0; bound <= last && !over(search);) {
        uint64_t used = search->result->schedules - before, at_start = search->result->schedules;
        if (used >= limit || !run_strategy(search, strategy, bound, limit - used))
            return;
        if (points_adopt()) /* the tree had fewer points than there are: once more */
            continue;
        search->result->complete_schedules = search->result->schedules - at_start;
        search->result->bound = (int)bound++;
        search->result->complete = true;
        snprintf(search->result->strategy, sizeof search->result->strategy, "%s", strategy->name);
    }
}

/* Cheap finders first, then the largest complete delay bound that the budget allows. */
static void run_portfolio(struct search *search)
{
    run_bounds(search, &strategy_delay, 1, 2000);
    for (int round = 0; round < 2 && !over(search); round++) {
        run_strategy(search, round ? &strategy_random : &strategy_pos, 0, 1000);
        if (!over(search))
            run_strategy(search, &strategy_pct, 3, 300);
    }
    search->result->complete = search->result->bound >= 0;
    if (!over(search))
        run_bounds(search, &strategy_delay, 6, UINT64_MAX);
}

static void run_named(struct search *search, const char *name)
{
    const struct strategy *strategy = strategy_named(name);
    unsigned bound = search->plan->bound >= 0 ? (unsigned)search->plan->bound : 3;
    if (strategy == &strategy_dfs || strategy == &strategy_plain) {
        bool whole;
        do
            whole = run_strategy(search, strategy, 0, UINT64_MAX) && !over(search);
        while (whole && points_adopt());
        search->result->complete = whole;
        snprintf(search->result->strategy, sizeof search->result->strategy, "%s", name);
    } else if (strategy->tree) {
        run_bounds(search, strategy, bound, UINT64_MAX);
    } else {
        run_strategy(search, strategy, bound, UINT64_MAX);
        snprintf(search->result->strategy, sizeof search->result->strategy, "%s", name);
    }
}

static unsigned count_choices(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)place;
    (void)options;
    *(uint64_t *)context += n > 1;
    return 0;
}

#define LEARNING_RUNS 32

/* Level 2: which accesses are shared is learnt first, and then holds for whole strategies. */
static void learn(struct search *search)
{
    points_forget();
    run_strategy(search, &strategy_random, 0, LEARNING_RUNS);
    points_adopt();
    search->horizon = 0;
    search_once(search->start, count_choices, &search->horizon);
    search->result->executions++;
}

void search_run(const struct search_plan *plan, const struct machine_snapshot *start, struct search_result *result)
{
    struct search search = {.plan = plan, .start = start, .result = result, .began_ns = host_clock_ns()};
    *result = (struct search_result){.bound = -1, .repeatable = true};
    search_once(start, count_choices, &search.horizon);
    result->executions++;
    if (plan->level > 1)
        learn(&search);
    if (plan->strategy && !over(&search))
        run_named(&search, plan->strategy);
    else if (!over(&search))
        run_portfolio(&search);
    result->seconds = (double)(host_clock_ns() - search.began_ns) / 1e9;
    free(search.recorder.taken);
}
