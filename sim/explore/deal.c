/* Giving out a stage's tasks: to the workers, or one after another in this process. Trees are cut into units that do not depend on the number of workers. */
#include "explore/search_state.h"

#include "explore/units.h"
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TASK_RUNS 256 /* numbered runs in one task */
#define WAIT_MS   50

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
        search_count(search, &partial);
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
    crew_limit(search->crew, search->strategy->tree ? search_left(search) : UINT64_MAX);
    crew_wait(search->crew, WAIT_MS);
    for (; !search_over(search) && (job = crew_job(search->crew, 0)) && (job->answer || !job->task); crew_take(search->crew))
        search_count(search, job);
    if (!search_over(search))
        note_broken(search);
    if (!search_over(search) && !search_time_left(search, under_way(search->crew)))
        count_the_rest(search);
}

static void deal(struct search *search, struct crew_job job)
{
    if (search->crew) {
        while (!search_over(search) && crew_is_full(search->crew))
            wait_for_workers(search);
        if (!search_over(search)) {
            crew_limit(search->crew, search->strategy->tree ? search_left(search) : UINT64_MAX);
            crew_put(search->crew, &job);
            return;
        }
    }
    if (job.task && !search_over(search) && search_time_left(search, 0))
        job.answer = runner_do(&search->runner, job.task);
    if (job.answer || !job.task)
        search_count(search, &job);
    free(job.answer);
    free(job.task);
}

void search_wait(struct search *search)
{
    while (search->crew && !search_over(search) && crew_job(search->crew, 0))
        wait_for_workers(search);
}

void search_deal_numbers(struct search *search, uint64_t first, uint64_t count)
{
    uint64_t end = count > UINT64_MAX - first ? UINT64_MAX : first + count;
    search->stage.first = search->stage.end = first;
    for (uint64_t at = first; at < end && !search_over(search);) {
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
        unit->limit = search_left(search); /* as far as is known: what was dealt may still be under way */
    } else {
        if (counts_others(search) && !search->result->undivided)
            job.size = units_size(&search->runner, unit, search->limit, &search->result->executions);
        free(unit);
        job.task = NULL;
    }
    deal(search, job);
}

void search_deal_tree(struct search *search)
{
    struct units *units = units_open(&search->runner, search->strategy, search->stage.bound, &search->result->executions);
    struct task *unit;
    for (uint64_t number = 0; !search_over(search) && (unit = units_next(units)); number++) {
        if (search->used >= search->limit) { /* there is more than the budget has */
            search->stage.whole = false;
            free(unit);
            break;
        }
        deal_unit(search, unit, number);
    }
    units_close(units);
    search_wait(search);
    search->stage.whole &= search->used <= search->limit;
}
