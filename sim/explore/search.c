#include "explore/search.h"

#include "explore/crew.h"
#include "explore/units.h"
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TASK_RUNS      256        /* numbered runs in one task */
#define PROGRESS_NS    200000000u
#define WAIT_MS        50

struct search {
    const struct search_plan *plan;
    struct search_result *result;
    struct runner runner;
    struct crew *crew; /* NULL: this process does the tasks */
    uint64_t began_ns, last_progress_ns, asked;
    uint64_t left;     /* of the budget of runs: of all shards together */
    /* the stage */
    const struct strategy *strategy;
    struct report_stage stage;
    uint64_t limit, used; /* of a tree: runs of all shards together */
    bool unlearnt;
};

static uint64_t least(uint64_t left, uint64_t right)
{
    return left < right ? left : right;
}

static uint64_t left_of_stage(const struct search *search)
{
    return search->limit - least(search->limit, search->used);
}

/* --- the budget ------------------------------------------------------------------------------------------------------------------------------------ */

static bool over(const struct search *search)
{
    const struct search_result *result = search->result;
    return result->found || result->out_of_budget || !result->repeatable || result->broken[0];
}

static void show_progress(struct search *search, uint64_t now, uint64_t under_way)
{
    struct search_result shown = *search->result;
    if (!search->plan->on_progress || now - search->last_progress_ns < PROGRESS_NS)
        return;
    search->last_progress_ns = now;
    shown.schedules += under_way;
    shown.orders = search->plan->coverage ? coverage_figures(search->plan->coverage).orders : 0;
    search->plan->on_progress(search->plan->context, &shown);
}

/* Time and interruption; runs are counted where they are dealt. */
static bool time_left(struct search *search, uint64_t under_way)
{
    const struct search_plan *plan = search->plan;
    uint64_t now = host_clock_ns();
    search->result->seconds = (double)(now - search->began_ns) / 1e9;
    if ((plan->interrupted && *plan->interrupted) || (plan->seconds > 0 && search->result->seconds >= plan->seconds))
        search->result->out_of_budget = true;
    show_progress(search, now, under_way);
    return !search->result->out_of_budget;
}

static bool go_on(void *context, uint64_t runs, uint64_t next)
{
    struct search *search = context;
    (void)next;
    if (search->plan->interrupted && *search->plan->interrupted)
        search->result->out_of_budget = true;
    if ((search->asked++ & 63) == 0)
        return time_left(search, runs);
    return !search->result->out_of_budget;
}

/* --- what came of a task ----------------------------------------------------------------------------------------------------------------------------- */

static void not_repeatable(struct search *search, uint64_t run, const char *why)
{
    search->result->repeatable = false;
    snprintf(search->result->unrepeatable, sizeof search->result->unrepeatable, "run %llu ended differently when it was run again: %s", (unsigned long long)run, why);
}

/* The run is made once more in this process, where it is shortened and told too. */
static void found(struct search *search, const struct task_answer *answer)
{
    struct search_result *result = search->result;
    const struct machine_snapshot *start = search->runner.start;
    result->found = true;
    result->first_failure = result->schedules;
    snprintf(result->strategy, sizeof result->strategy, "%s", search->strategy->name);
    result->schedule.processors = ke_cpu_count();
    result->schedule.level = search->plan->level;
    result->failure = recorder_repeat(start, task_answer_taken(answer), answer->taken, &result->schedule);
    result->executions++;
    if (event_state->hash != answer->hash) {
        not_repeatable(search, result->schedules, "the processes do not agree");
        return;
    }
    result->deviations_before = result->schedule.count;
    result->executions += search_shorten(start, &result->schedule, &result->failure);
}

static void note_unit(struct report_stage *stage, uint64_t unit, uint64_t runs)
{
    if (stage->count == stage->room) {
        stage->room = stage->room ? stage->room * 2 : 64;
        stage->units = host_resize(stage->units, stage->room * sizeof *stage->units);
    }
    stage->units[stage->count++] = (struct report_unit){unit, runs};
}

static void count_runs(struct search *search, const struct crew_job *job, const struct task_answer *answer)
{
    struct search_result *result = search->result;
    result->schedules += answer->runs;
    result->executions += answer->executions;
    result->cut_runs += answer->cut;
    search->stage.cut += answer->cut;
    if (search->plan->coverage && answer->covered)
        coverage_merge_flat(search->plan->coverage, task_answer_covered(answer), answer->covered);
    result->stopped_runs += answer->stopped;
    search->used += answer->runs + answer->stopped;
    search->stage.whole &= answer->exhausted;
    search->unlearnt |= answer->unlearnt;
    if (search->strategy->tree && search->plan->shards)
        note_unit(&search->stage, job->unit, answer->runs);
    else if (!search->strategy->tree)
        search->stage.end = answer->exhausted ? job->task->end : answer->runs ? answer->number + 1 : search->stage.end;
}

/* More runs than the budget has: the same task again, shorter, so that what is counted is what one process would have done. */
static struct task_answer *within(struct search *search, const struct crew_job *job)
{
    struct task *task = host_take(1, task_size(job->task));
    memcpy(task, job->task, task_size(job->task));
    task->limit = left_of_stage(search);
    task->announce = false;
    struct task_answer *answer = runner_do(&search->runner, task);
    free(task);
    return answer;
}

static void count_job(struct search *search, const struct crew_job *job)
{
    struct search_result *result = search->result;
    const struct task_answer *answer = job->answer;
    struct task_answer *shorter = NULL;
    if (!job->task) { /* another shard's */
        search->used += job->size;
        return;
    }
    if (search->strategy->tree && answer->runs + answer->stopped > left_of_stage(search))
        answer = shorter = within(search, job);
    count_runs(search, job, answer);
    result->failed_unit = job->unit;
    result->failed_number = answer->number;
    if (answer->unrepeatable)
        not_repeatable(search, result->schedules, answer->text);
    else if (answer->failed)
        found(search, answer);
    free(shorter);
}

/* --- dealing ------------------------------------------------------------------------------------------------------------------------------------------ */

static uint64_t under_way(const struct crew *crew)
{
    const struct crew_job *job;
    uint64_t runs = 0;
    for (size_t i = 0; (job = crew_job(crew, i)); i++)
        runs += job->answer ? job->answer->runs : job->runs;
    return runs;
}

/* Time is up: what the workers have said so far counts, in whatever order. */
static void count_the_rest(struct search *search)
{
    const struct crew_job *job;
    for (; (job = crew_job(search->crew, 0)) && !search->result->found; crew_take(search->crew)) {
        struct task_answer so_far = {.runs = job->runs, .executions = job->runs, .number = job->next ? job->next - 1 : 0};
        struct crew_job partial = *job;
        if (!job->answer)
            partial.answer = &so_far;
        count_job(search, &partial);
    }
}

static void note_broken(struct search *search)
{
    bool differs;
    const char *why = crew_broken(search->crew, &differs);
    if (why && differs)
        search->result->repeatable = false;
    if (why)
        snprintf(differs ? search->result->unrepeatable : search->result->broken, sizeof search->result->broken, "%s", why);
}

static void wait_for_workers(struct search *search)
{
    const struct crew_job *job;
    crew_limit(search->crew, search->strategy->tree ? left_of_stage(search) : UINT64_MAX);
    crew_wait(search->crew, WAIT_MS);
    for (; !over(search) && (job = crew_job(search->crew, 0)) && (job->answer || !job->task); crew_take(search->crew))
        count_job(search, job);
    if (!over(search))
        note_broken(search);
    if (!over(search) && !time_left(search, under_way(search->crew)))
        count_the_rest(search);
}

static void deal(struct search *search, struct crew_job job)
{
    if (search->crew) {
        while (!over(search) && crew_is_full(search->crew))
            wait_for_workers(search);
        if (!over(search)) {
            crew_limit(search->crew, search->strategy->tree ? left_of_stage(search) : UINT64_MAX);
            crew_put(search->crew, &job);
            return;
        }
    }
    if (job.task && !over(search) && time_left(search, 0))
        job.answer = runner_do(&search->runner, job.task);
    if (job.answer || !job.task)
        count_job(search, &job);
    free(job.answer);
    free(job.task);
}

static void wait_for_all(struct search *search)
{
    while (search->crew && !over(search) && crew_job(search->crew, 0))
        wait_for_workers(search);
}

static void deal_numbers(struct search *search, uint64_t first, uint64_t count)
{
    uint64_t end = count > UINT64_MAX - first ? UINT64_MAX : first + count;
    search->stage.first = search->stage.end = first;
    for (uint64_t at = first; at < end && !over(search);) {
        struct task *task = host_take(1, sizeof *task);
        uint64_t next = end - at > TASK_RUNS ? at + TASK_RUNS : end;
        *task = (struct task){.bound = search->stage.bound, .first = at, .end = next, .shard = search->plan->shard, .shards = search->plan->shards};
        memcpy(task->strategy, search->stage.strategy, sizeof task->strategy);
        deal(search, (struct crew_job){.task = task});
        at = next;
    }
}

/* --- trees -------------------------------------------------------------------------------------------------------------------------------------------------- */

/* In a shard with a budget of runs, the others' runs must be counted to know where the budget ends. */
static bool counts_others(const struct search *search)
{
    return search->plan->shards > 1 && search->plan->runs;
}

/* Undivided: all of it belongs to the first shard. */
static bool is_ours(const struct search *search, const struct task *unit)
{
    const struct search_plan *plan = search->plan;
    if (plan->shards < 2)
        return true;
    return search->result->undivided ? plan->shard == 0 : units_hash(unit) % plan->shards == plan->shard;
}

static void deal_unit(struct search *search, struct task *unit, uint64_t number)
{
    struct crew_job job = {.task = unit, .unit = number};
    if (is_ours(search, unit)) {
        unit->limit = left_of_stage(search); /* as far as is known: what was dealt may still be under way */
    } else {
        if (counts_others(search) && !search->result->undivided)
            job.size = units_size(&search->runner, unit, search->limit, &search->result->executions);
        free(unit);
        job.task = NULL;
    }
    deal(search, job);
}

static void deal_tree(struct search *search)
{
    struct units *units = units_open(&search->runner, search->strategy, search->stage.bound, &search->result->executions);
    struct task *unit;
    for (uint64_t number = 0; !over(search) && (unit = units_next(units)); number++) {
        if (search->used >= search->limit) { /* there is more than the budget has */
            search->stage.whole = false;
            free(unit);
            break;
        }
        deal_unit(search, unit, number);
    }
    units_close(units);
    wait_for_all(search);
    search->stage.whole &= search->used <= search->limit;
}

/* --- stages ------------------------------------------------------------------------------------------------------------------------------------------------- */

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
    if (over(search))
        return false;
    search->strategy = strategy;
    search->stage = (struct report_stage){.bound = bound, .tree = strategy->tree, .whole = true};
    snprintf(search->stage.strategy, sizeof search->stage.strategy, "%s", strategy->name);
    search->limit = least(count, search->left);
    search->used = 0;
    search->unlearnt = false;
    search->result->undivided = strategy->tree && search->plan->shards > 1 && (!strategy->children || (search->plan->runs && !strategy->every_way_costs));
    if (strategy->tree)
        deal_tree(search);
    else
        deal_numbers(search, first, search->limit);
    wait_for_all(search);
    search->stage.whole &= !over(search);
    if (search->left != UINT64_MAX)
        search->left -= least(search->left, strategy->tree ? search->used : search->limit);
    if (!search->left && !over(search) && !(strategy->tree && search->stage.whole))
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
    for (; bound <= last && !over(search) && limit; bound++) {
        uint64_t before = result->schedules, cut = result->cut_runs;
        bool whole = run_stage(search, strategy, bound, 0, limit);
        limit -= least(limit, search->used);
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
    search.runner.go_on = go_on;
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
