/* The budget of a search, and what came of its tasks. */
#include "explore/search_state.h"

#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRESS_NS 200000000u

/* --- the budget ------------------------------------------------------------------------------------------------------------------------------------ */

bool search_over(const struct search *search)
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

bool search_time_left(struct search *search, uint64_t under_way)
{
    const struct search_plan *plan = search->plan;
    uint64_t now = host_clock_ns();
    search->result->seconds = (double)(now - search->began_ns) / 1e9;
    if ((plan->interrupted && *plan->interrupted) || (plan->seconds > 0 && search->result->seconds >= plan->seconds))
        search->result->out_of_budget = true;
    show_progress(search, now, under_way);
    return !search->result->out_of_budget;
}

bool search_go_on(void *context, uint64_t runs, uint64_t next)
{
    struct search *search = context;
    (void)next;
    if (search->plan->interrupted && *search->plan->interrupted)
        search->result->out_of_budget = true;
    if ((search->asked++ & 63) == 0)
        return search_time_left(search, runs);
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
    task->limit = search_left(search);
    task->announce = false;
    struct task_answer *answer = runner_do(&search->runner, task);
    free(task);
    return answer;
}

void search_count(struct search *search, const struct crew_job *job)
{
    struct search_result *result = search->result;
    const struct task_answer *answer = job->answer;
    struct task_answer *shorter = NULL;
    if (!job->task) { /* another shard's */
        search->used += job->size;
        return;
    }
    if (search->strategy->tree && answer->runs + answer->stopped > search_left(search))
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
