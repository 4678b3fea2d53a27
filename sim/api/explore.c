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
        search->on_progress(search->context, result->schedules, result->seconds, result->bound);
}

static struct search_plan plan_of(const struct ntsim_search *search, const struct ntsim_options *options)
{
    struct search_plan plan = {.strategy = search->strategy, .bound = search->has_bound ? (int)search->bound : -1, .runs = search->runs, .seconds = search->seconds,
                               .seed = search->seed, .level = search->level ? search->level : 1, .faults = search->faults, .shard = search->shard, .shards = search->shards,
                               .interrupted = search->interrupted, .on_progress = progress, .context = (void *)search};
    plan.step_limit = options->step_limit ? options->step_limit : SEARCH_STEP_LIMIT;
    if (!plan.runs && plan.seconds <= 0)
        plan.seconds = SECONDS_DEFAULT;
    return plan;
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

/* What may be said (search.md 4). Nothing is claimed of runs that were cut or do not repeat. */
static void claim(struct report_search *s, unsigned processors)
{
    if (!s->repeatable) {
        snprintf(s->claim, sizeof s->claim, "Nothing: the run is not repeatable (%s).", s->unrepeatable);
    } else if (s->found) {
        snprintf(s->claim, sizeof s->claim, "A failure, found by %s as schedule %llu, with %zu deviation%s from the default schedule.", s->strategy,
                 (unsigned long long)s->first_failure, s->deviations, s->deviations == 1 ? "" : "s");
    } else if (s->cut_runs) {
        snprintf(s->claim, sizeof s->claim, "Nothing: %llu of %llu schedules were cut by the step bound; no failure in the others.", (unsigned long long)s->cut_runs,
                 (unsigned long long)s->schedules);
    } else if (s->complete && s->bound < 0) {
        snprintf(s->claim, sizeof s->claim, "No failure in any schedule; processors = %u, points = level %u; %llu schedules%s; complete.", processors, s->level,
                 (unsigned long long)s->schedules, strcmp(s->strategy, "dfs") == 0 ? " stand for all" : "");
    } else if (s->complete) {
        snprintf(s->claim, sizeof s->claim, "No failure within %d %s%s of the default schedule; processors = %u, points = level %u; %llu schedules; complete.", s->bound,
                 strcmp(s->strategy, "preemption") == 0 ? "preemption" : "delay", s->bound == 1 ? "" : "s", processors, s->level, (unsigned long long)s->complete_schedules);
    } else {
        snprintf(s->claim, sizeof s->claim, "No failure in %llu schedules; processors = %u, points = level %u; not complete at any bound.", (unsigned long long)s->schedules,
                 processors, s->level);
    }
}

static void take_result(struct ntsim_report *report, const struct search_result *result, unsigned level)
{
    struct report_search *s = &report->search;
    *s = (struct report_search){.searched = true, .found = result->found, .complete = result->complete && !result->cut_runs, .repeatable = result->repeatable, .bound = result->bound,
                                .level = level, .schedules = result->schedules, .complete_schedules = result->complete_schedules, .executions = result->executions, .first_failure = result->first_failure,
                                .cut_runs = result->cut_runs, .deviations = result->schedule.count, .deviations_before = result->deviations_before, .seconds = result->seconds};
    memcpy(s->strategy, result->strategy, sizeof s->strategy);
    memcpy(s->unrepeatable, result->unrepeatable, sizeof s->unrepeatable);
    claim(s, report->processors);
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
    api_note_replay(run);
    return views_finish(&run->views);
}

static bool search(struct run *run, const struct ntsim_search *asked)
{
    struct search_plan plan = plan_of(asked, run->options);
    struct search_result result;
    struct ntsim_options silent = *run->options;
    const struct ntsim_options *told = run->options;
    silent.silent = true;
    run->setup.verify.level = plan.level;
    run->setup.faults = plan.faults;
    run->options = &silent;
    if (!machine_boot(&run->setup))
        return api_fail("the address range that the simulated machine needs is taken");
    ke_step_limit(plan.step_limit);
    unsigned pauses;
    struct machine_snapshot *start = common_beginning(&pauses);
    if (start) {
        host_watchdog(ke_progress(), HANG_MILLISECONDS, api_in_driver);
        search_run(&plan, start, &result);
        host_watchdog(NULL, 0, NULL);
    } else { /* it failed before there was anything to choose */
        result = (struct search_result){.found = true, .bound = -1, .repeatable = true, .schedules = 1, .executions = 1, .first_failure = 1, .strategy = "default"};
    }
    machine_snapshot_free(start);
    run->options = told;
    result.schedule.beginning = pauses;
    struct schedule kept = result.schedule;
    size_t deviations = kept.count;
    bool good = tell(run, &result);
    result.schedule = (struct schedule){.count = deviations};
    take_result(run->report, &result, plan.level);
    return good;
}

int ntsim_explore(const struct ntsim_scenario *scenario, const struct ntsim_options *options, const struct ntsim_search *asked, struct ntsim_report **report)
{
    static const struct ntsim_options default_options;
    static const struct ntsim_search default_search;
    struct run run = {.scenario = scenario, .options = options ? options : &default_options};
    const struct ntsim_search *plan = asked ? asked : &default_search;
    *report = NULL;
    run.report = host_take(1, sizeof *run.report);
    bool good = run.report != NULL;
    if (good && plan->strategy && !strategy_named(plan->strategy))
        good = api_fail("there is no strategy %s: random, pos, pct, delay, preemption, dfs", plan->strategy);
    if (good && plan->has_bound && plan->strategy && strcmp(plan->strategy, "dfs") == 0)
        good = api_fail("dfs takes no bound: it runs all schedules");
    good = good && api_prepare(&run);
    if (good) {
        api_name_report(&run);
        good = search(&run, plan);
    }
    ke_faults_release();
    api_release(&run);
    if (!good) {
        ntsim_report_free(run.report);
        return 2;
    }
    *report = run.report;
    return 0;
}

enum ntsim_finding ntsim_report_finding(const struct ntsim_report *report)
{
    const struct report_search *s = &report->search;
    if (s->found)
        return NTSIM_FOUND;
    return s->repeatable && !s->cut_runs ? NTSIM_CLEAN : NTSIM_SEARCH_INCONCLUSIVE;
}

const char *ntsim_report_claim(const struct ntsim_report *report)
{
    return report->search.claim;
}

uint64_t ntsim_report_schedules(const struct ntsim_report *report)
{
    return report->search.schedules;
}
