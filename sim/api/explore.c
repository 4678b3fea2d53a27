/*
 * ntsim_explore: boots once, searches from the end of the common beginning, and reports the shortened failure by running it once more.
 */
#include "api/run.h"
#include "ke/fault.h"
#include "explore/search.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define SEARCH_STEP_LIMIT 200000u
#define SECONDS_DEFAULT 10.0

static void progress(void *context, const struct search_result *result)
{
    const struct ntsim_search *search = context;
    if (search->on_progress)
        search->on_progress(search->context, result->schedules, result->seconds, result->bound, result->orders);
}

static struct search_plan plan_of(const struct ntsim_search *search, const struct ntsim_options *options)
{
    struct search_plan plan = {.strategy = search->strategy, .bound = search->has_bound ? (int)search->bound : -1, .runs = search->runs, .seconds = search->seconds,
                               .seed = search->seed, .level = search->level ? search->level : 1, .faults = search->faults, .shard = search->shard, .shards = search->shards,
                               .jobs = search->jobs, .worker = search->worker, .interrupted = search->interrupted, .on_progress = progress, .context = (void *)search};
    plan.step_limit = options->step_limit ? options->step_limit : SEARCH_STEP_LIMIT;
    if (!plan.runs && plan.seconds <= 0)
        plan.seconds = SECONDS_DEFAULT;
    return plan;
}

/* What shards of one search have in common: NAME=VALUE, separated by ';'. */
static void print_settings(const struct run *run, const struct search_plan *plan, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "version=%s;scenario=%s;strategy=%s;bound=%d;runs=%llu;seconds=%g;seed=%llu;points=%u;processors=%u;races=%d;faults=%d;steps=%llu;drivers=",
                                   ntsim_version(), run->scenario ? run->scenario->id : "-", plan->strategy ? plan->strategy : "portfolio", plan->bound,
                                   (unsigned long long)plan->runs, plan->seconds, (unsigned long long)plan->seed, plan->level, run->setup.processors, run->options->races,
                                   plan->faults, (unsigned long long)plan->step_limit);
    for (size_t i = 0; i < run->setup.driver_count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? "," : "", run->setup.drivers[i]->name);
    for (int i = 0; i < run->setup.argc && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : ";program=", run->argv[i]);
}

/* To the last pause: the end of the common beginning. NULL: the run ended before it. */
static struct machine_snapshot *common_beginning(unsigned *pauses)
{
    struct machine_snapshot *snapshot = NULL;
    *pauses = 0;
    for (machine_run(); machine_paused(); machine_run()) {
        ++*pauses;
        machine_snapshot_free(snapshot);
        snapshot = machine_snapshot_take();
    }
    return snapshot;
}

/* The coverage is the report's from now on. */
static void take_result(struct run *run, const struct search_plan *plan, const struct search_result *result)
{
    struct report_search *s = &run->report->search;
    *s = (struct report_search){.searched = true, .found = result->found, .complete = result->complete && !result->cut_runs && !result->found, .repeatable = result->repeatable,
                                .bound = result->bound, .level = plan->level, .schedules = result->schedules, .complete_schedules = result->complete_schedules,
                                .executions = result->executions, .first_failure = result->first_failure, .cut_runs = result->cut_runs, .deviations = result->schedule.count,
                                .deviations_before = result->deviations_before, .seconds = result->seconds, .shard = plan->shard, .shards = plan->shards,
                                .stages = result->stages, .stage_count = result->stage_count, .failed_unit = result->failed_unit, .failed_number = result->failed_number,
                                .covered = true, .coverage = *plan->coverage};
    memcpy(s->strategy, result->strategy, sizeof s->strategy);
    memcpy(s->unrepeatable, result->unrepeatable, sizeof s->unrepeatable);
    memcpy(s->broken, result->broken, sizeof s->broken);
    print_settings(run, plan, s->settings, sizeof s->settings);
    if (s->broken[0]) {
        run->report->outcome = NTSIM_BROKEN;
        snprintf(run->report->end.text, sizeof run->report->end.text, "%s", s->broken);
    }
    report_claim(s, run->report->processors);
}

/* What was found is told from boot, not from where the search began: it must be the same failure, or it is none that can be replayed. */
static void compare_told(const struct run *run, struct search_result *result)
{
    struct search_failure told = search_judge();
    if (!result->found || !result->repeatable || search_same(&told, &result->failure))
        return;
    const char *found = ntsim_outcome_name(report_outcome(result->failure.outcome)), *now = ntsim_outcome_name(run->report->outcome);
    result->repeatable = false;
    snprintf(result->unrepeatable, sizeof result->unrepeatable, "schedule %llu failed (%s 0x%X), and its replay from boot does not fail in this way (%s 0x%X)",
             (unsigned long long)result->first_failure, found, result->failure.outcome == KE_BUGCHECK ? result->failure.code : 0, now,
             told.outcome == KE_BUGCHECK ? told.code : 0);
}

/* The failure (or the default schedule) once more from boot, told as `run` would. */
static bool tell(struct run *run, struct search_result *result)
{
    schedule_free(&run->schedule);
    run->schedule = result->schedule;
    result->schedule.deviations = NULL;
    if (run->scenario)
        snprintf(run->schedule.scenario, sizeof run->schedule.scenario, "%s", run->scenario->id);
    run->schedule.driver_hash = api_driver_hash(run);
    if (!machine_boot(&run->setup))
        return api_fail("the address range that the simulated machine needs is taken");
    ke_step_limit(run->setup.step_limit);
    api_run_machine(run);
    report_collect(run->report);
    compare_told(run, result);
    api_note_replay(run);
    return views_finish(&run->views);
}

/* To where the search begins. False: said. *start is NULL when it failed before there was anything to choose. */
static bool begin(struct run *run, const struct search_plan *plan, struct machine_snapshot **start, unsigned *pauses)
{
    run->setup.verify.level = plan->level;
    run->setup.faults = plan->faults;
    if (!machine_boot(&run->setup))
        return api_fail("the address range that the simulated machine needs is taken");
    ke_step_limit(plan->step_limit);
    *start = common_beginning(pauses);
    return true;
}

static void search_from(struct machine_snapshot *start, const struct search_plan *plan, struct search_result *result)
{
    host_watchdog(ke_progress(), HANG_MILLISECONDS, api_in_driver);
    search_run(plan, start, result);
    host_watchdog(NULL, 0, NULL);
}

static bool search(struct run *run, const struct ntsim_search *asked)
{
    struct search_plan plan = plan_of(asked, run->options);
    struct coverage coverage = {0};
    struct search_result result = {.bound = -1, .repeatable = true, .schedules = 1, .executions = 1, .strategy = "default"};
    struct ntsim_options silent = *run->options;
    const struct ntsim_options *told = run->options;
    struct machine_snapshot *start = NULL;
    unsigned pauses = 0;
    plan.coverage = &coverage;
    silent.silent = true;
    run->options = &silent;
    if (!begin(run, &plan, &start, &pauses))
        return false;
    if (start) {
        search_from(start, &plan, &result);
    } else {
        result.failure = search_judge();
        result.found = true;
        result.first_failure = 1;
    }
    machine_snapshot_free(start);
    run->options = told;
    result.schedule.beginning = pauses;
    size_t deviations = result.schedule.count;
    bool good = tell(run, &result);
    result.schedule = (struct schedule){.count = deviations};
    take_result(run, &plan, &result);
    return good;
}

/* Without start there is nothing to search: the one who asks for workers will see the same. */
static bool work(struct run *run, const struct ntsim_search *asked)
{
    struct search_plan plan = plan_of(asked, run->options);
    struct ntsim_options silent = *run->options;
    struct machine_snapshot *start = NULL;
    unsigned pauses = 0;
    silent.silent = true;
    run->options = &silent;
    host_worker_begin();
    if (!begin(run, &plan, &start, &pauses))
        return false;
    if (!start)
        return api_fail("the run ends before there is anything to search");
    host_watchdog(ke_progress(), HANG_MILLISECONDS, api_in_driver);
    search_work(&plan, start);
    host_watchdog(NULL, 0, NULL);
    machine_snapshot_free(start);
    return true;
}

static bool check(const struct ntsim_search *plan)
{
    if (plan->strategy && !strategy_named(plan->strategy))
        return api_fail("there is no strategy %s: random, pos, pct, delay, preemption, dfs", plan->strategy);
    if (plan->has_bound && plan->strategy && strcmp(plan->strategy, "dfs") == 0)
        return api_fail("dfs takes no bound: it runs all schedules");
    if (plan->shards && plan->shard >= plan->shards)
        return api_fail("there is no shard %u of %u: they count from 0", plan->shard, plan->shards);
    if (plan->jobs > 1 && !plan->worker)
        return api_fail("more than one job needs a program that becomes a worker");
    return true;
}

typedef bool with_machine(struct run *run, const struct ntsim_search *plan);

static int prepared(const struct ntsim_scenario *scenario, const struct ntsim_options *options, const struct ntsim_search *asked, with_machine *act, struct ntsim_report **report)
{
    static const struct ntsim_options default_options;
    static const struct ntsim_search default_search;
    struct run run = {.scenario = scenario, .options = options ? options : &default_options};
    const struct ntsim_search *plan = asked ? asked : &default_search;
    run.report = host_take(1, sizeof *run.report);
    bool good = check(plan) && api_prepare(&run);
    if (good) {
        api_name_report(&run);
        good = act(&run, plan);
    }
    return api_finish(&run, good, report);
}

int ntsim_explore(const struct ntsim_scenario *scenario, const struct ntsim_options *options, const struct ntsim_search *asked, struct ntsim_report **report)
{
    return prepared(scenario, options, asked, search, report);
}

int ntsim_explore_worker(const struct ntsim_scenario *scenario, const struct ntsim_options *options, const struct ntsim_search *asked)
{
    struct ntsim_report *none;
    int code = prepared(scenario, options, asked, work, &none);
    ntsim_report_free(none);
    return code;
}

enum ntsim_finding ntsim_report_finding(const struct ntsim_report *report)
{
    const struct report_search *s = &report->search;
    if (!s->repeatable || s->broken[0])
        return NTSIM_SEARCH_INCONCLUSIVE;
    if (s->found)
        return NTSIM_FOUND;
    return s->cut_runs ? NTSIM_SEARCH_INCONCLUSIVE : NTSIM_CLEAN;
}

const char *ntsim_report_claim(const struct ntsim_report *report)
{
    return report->search.claim;
}

uint64_t ntsim_report_schedules(const struct ntsim_report *report)
{
    return report->search.schedules;
}
