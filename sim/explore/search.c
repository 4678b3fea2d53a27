/* A search is a row of stages: one strategy at one bound each. */
#include "explore/search_state.h"

#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>

static void keep_stage(struct search *search)
{
    struct search_result *result = search->result;
    if (!search->plan->shards)
        return;
    result->stages = host_resize(result->stages, (result->stage_count + 1) * sizeof *result->stages);
    result->stages[result->stage_count++] = search->stage;
    search->stage.units = NULL;
}

/* One strategy at one bound: a tree for at most `count` runs, others with the numbers from `first` on. True: all of it was run. */
static bool run_stage(struct search *search, const struct strategy *strategy, unsigned bound, uint64_t first, uint64_t count)
{
    if (search_over(search))
        return false;
    search->strategy = strategy;
    search->stage = (struct report_stage){.bound = bound, .tree = strategy->tree, .whole = true};
    snprintf(search->stage.strategy, sizeof search->stage.strategy, "%s", strategy->name);
    search->limit = search_least(count, search->left);
    search->used = 0;
    search->unlearnt = false;
    search->result->undivided = strategy->tree && search->plan->shards > 1 && (!strategy->children || (search->plan->runs && !strategy->every_way_costs));
    if (strategy->tree)
        search_deal_tree(search);
    else
        search_deal_numbers(search, first, search->limit);
    search_wait(search);
    search->stage.whole &= !search_over(search);
    if (search->left != UINT64_MAX)
        search->left -= search_least(search->left, strategy->tree ? search->used : search->limit);
    if (!search->left && !search_over(search) && !(strategy->tree && search->stage.whole))
        search->result->out_of_budget = true;
    bool whole = search->stage.whole;
    search->stage.whole &= !search->unlearnt;
    keep_stage(search);
    free(search->stage.units);
    search->stage.units = NULL;
    return whole;
}

/*
 * Bounds from `first` to `last`, each tree whole, within `limit` runs in all. Returns the bound to go on with. A tree with runs that were cut, or with points that had
 * not been learnt, is not complete; but whether to go on must not depend on it, for a shard sees its own part only.
 */
static unsigned run_bounds(struct search *search, const struct strategy *strategy, unsigned first, unsigned last, uint64_t limit)
{
    struct search_result *result = search->result;
    unsigned bound = first;
    for (; bound <= last && !search_over(search) && limit; bound++) {
        uint64_t before = result->schedules, cut = result->cut_runs;
        bool whole = run_stage(search, strategy, bound, 0, limit);
        limit -= search_least(limit, search->used);
        if (!whole)
            break;
        if (result->cut_runs > cut || search->unlearnt || result->bound != (int)bound - 1)
            continue;
        result->complete_schedules = result->schedules - before;
        result->bound = (int)bound;
        snprintf(result->strategy, sizeof result->strategy, "%s", strategy->name);
    }
    result->complete = result->bound >= 0;
    return bound;
}

/* Cheap finders first, then the largest complete delay bound that the budget allows. */
static void run_portfolio(struct search *search)
{
    unsigned next = run_bounds(search, &strategy_delay, 0, 1, 2000);
    run_stage(search, &strategy_pos, 0, 0, 1000);
    run_stage(search, &strategy_pct, 3, 0, 300);
    run_stage(search, &strategy_random, 0, 0, 1000);
    run_stage(search, &strategy_pct, 3, 300, 300);
    run_bounds(search, &strategy_delay, next, 6, UINT64_MAX);
}

static void run_named(struct search *search, const char *name)
{
    struct search_result *result = search->result;
    const struct strategy *strategy = strategy_named(name);
    unsigned bound = search->plan->bound >= 0 ? (unsigned)search->plan->bound : 3;
    if (strategy->children) {
        run_bounds(search, strategy, 0, bound, UINT64_MAX);
        return;
    }
    bool whole = run_stage(search, strategy, strategy->tree ? 0 : bound, 0, UINT64_MAX);
    result->complete = whole && strategy->tree && !result->cut_runs && !search->unlearnt;
    snprintf(result->strategy, sizeof result->strategy, "%s", name);
}

static void open_crew(struct search *search)
{
    const char *error;
    if (search->plan->jobs < 2 || !search->plan->worker)
        return;
    search->crew = crew_open(search->plan->worker, search->plan->jobs, &search->runner, &error);
    if (!search->crew)
        snprintf(search->result->broken, sizeof search->result->broken, "no worker process can be started: %s", error);
}

void search_run(const struct search_plan *plan, const struct machine_snapshot *start, struct search_result *result)
{
    struct search search = {.plan = plan, .result = result, .began_ns = host_clock_ns(), .left = plan->runs ? plan->runs : UINT64_MAX};
    *result = (struct search_result){.bound = -1, .repeatable = true};
    runner_open(&search.runner, plan, start);
    if (plan->coverage)
        runner_watch(&search.runner);
    search.runner.go_on = search_go_on;
    search.runner.context = &search;
    result->executions++;
    open_crew(&search);
    if (plan->strategy)
        run_named(&search, plan->strategy);
    else
        run_portfolio(&search);
    crew_close(search.crew);
    result->seconds = (double)(host_clock_ns() - search.began_ns) / 1e9;
    runner_close(&search.runner);
}

void search_work(const struct search_plan *plan, const struct machine_snapshot *start)
{
    struct runner runner;
    runner_open(&runner, plan, start);
    runner_watch(&runner);
    crew_work(&runner);
    runner_close(&runner);
}
