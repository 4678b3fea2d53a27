/*
 * ntsim_replay and ntsim_shorten: what is searched around a schedule that is there already. The machine stands where the schedule's deviations begin; what comes out is run once
 * more from boot.
 */
#include "api/run.h"
#include "explore/near.h"
#include "ke/fault.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define SEARCH_STEP_LIMIT 200000u
#define NEAR_RUNS 20000u /* of a search around a schedule: a second or less */
#define NEAR_DELAYS_MAX 3u

/* A machine that tells nothing, at the beginning of a schedule's search. */
struct ground {
    struct run run;
    struct ntsim_options silent;
    struct machine_snapshot *start;
    struct search_failure failure; /* of the schedule as it is */
};

static bool reach_beginning(struct ground *ground)
{
    unsigned pauses = ground->run.schedule.beginning ? ground->run.schedule.beginning : 1;
    if (!machine_boot(&ground->run.setup))
        return api_fail("the address range that the simulated machine needs is taken");
    ke_step_limit(ground->silent.step_limit ? ground->silent.step_limit : SEARCH_STEP_LIMIT);
    for (machine_run(); machine_paused() && --pauses;)
        machine_run();
    if (!machine_paused())
        return api_fail("the run ends before the place where the schedule's search began");
    ground->start = machine_snapshot_take();
    return true;
}

static bool open_ground(struct ground *ground, const struct ntsim_scenario *scenario, const struct ntsim_options *options)
{
    *ground = (struct ground){.silent = *options};
    ground->silent.silent = true;
    ground->silent.keep_events = false;
    ground->silent.trace = ground->silent.view_at = NULL;
    ground->silent.views = NULL;
    ground->run.scenario = scenario;
    ground->run.options = &ground->silent;
    ground->run.report = host_take(1, sizeof *ground->run.report);
    return api_prepare(&ground->run) && reach_beginning(ground);
}

static void close_ground(struct ground *ground)
{
    host_watchdog(NULL, 0, NULL);
    if (ground->start)
        machine_snapshot_free(ground->start);
    api_release(&ground->run);
    ntsim_report_free(ground->run.report);
}

/* Runs the schedule as it is: which of its deviations find their place, and how it fails. */
static void try_schedule(struct ground *ground)
{
    struct replay replay;
    api_want_points(&ground->run.schedule);
    host_watchdog(ke_progress(), HANG_MILLISECONDS, api_in_driver);
    replay_start(&replay, &ground->run.schedule);
    ground->failure = search_once(ground->start, replay_answer, &replay);
    replay_end(&replay);
}

/* --- after a divergence (search.md 5) -------------------------------------------------------------------------------------------------------------------- */

static bool any_failure(void *context, const struct search_failure *failure)
{
    (void)context;
    return failure->failed;
}

/* The deviations that found their place, or none of them. */
static struct schedule rest_of(const struct schedule *schedule, bool kept)
{
    struct schedule rest = *schedule;
    rest.deviations = NULL;
    rest.count = rest.room = 0;
    for (size_t i = 0; kept && i < schedule->count; i++)
        if (schedule->deviations[i].taken)
            schedule_add(&rest, &schedule->deviations[i]);
    return rest;
}

/* Around what is left first; what is left may be misled too, so then around the default schedule. */
static struct near_result look_around(struct ground *ground, struct report_near *note)
{
    struct near_result result = {0};
    const struct schedule *schedule = &ground->run.schedule;
    for (int kept = 1; kept >= 0 && !result.found; kept--) {
        struct schedule seed = rest_of(schedule, kept);
        size_t missing = schedule->count - seed.count + (kept ? 1 : 0);
        if (kept)
            note->lost = schedule->count - seed.count;
        struct near_plan plan = {.start = ground->start, .seed = &seed, .from = 1, .to = missing < NEAR_DELAYS_MAX ? (unsigned)missing : NEAR_DELAYS_MAX,
                                 .runs = NEAR_RUNS / 2, .wanted = any_failure};
        if (kept || note->lost < schedule->count)
            near_search(&plan, &result);
        note->runs += result.runs;
        schedule_free(&seed);
    }
    return result;
}

/* A schedule, printed, that fails near the given one; NULL: none was found. */
static char *find_near(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct report_near *note)
{
    struct ground ground;
    char *text = NULL;
    if (open_ground(&ground, scenario, options)) {
        note->searched = true;
        try_schedule(&ground);
        note->given = ground.run.schedule.count;
        struct near_result result = look_around(&ground, note);
        note->found = result.found;
        if (result.found) {
            note->runs += search_shorten_within(ground.start, &result.schedule, &result.failure, 0);
            result.schedule.driver_hash = api_driver_hash(&ground.run);
            text = schedule_print(&result.schedule);
            schedule_free(&result.schedule);
        }
    }
    close_ground(&ground);
    return text;
}

int ntsim_replay(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct ntsim_report **report)
{
    int code = ntsim_run(scenario, options, report);
    if (code || !(*report)->diverged[0] || !report_clean(*report))
        return code;
    char *text = find_near(scenario, options, &(*report)->near);
    if (!text)
        return 0;
    struct ntsim_report *first = *report;
    struct ntsim_options found = *options;
    found.schedule = text;
    code = ntsim_run(scenario, &found, report);
    if (code == 0) {
        (*report)->near = first->near;
        (*report)->driver_changed = first->driver_changed;
        memcpy((*report)->diverged, first->diverged, sizeof first->diverged);
    }
    ntsim_report_free(first);
    free(text);
    return code;
}

/* --- shortening (search.md 6) ------------------------------------------------------------------------------------------------------------------------------ */

/* The same from boot: what was found from a snapshot holds for everybody. */
static bool holds_from_boot(struct ground *ground)
{
    struct search_failure failure;
    if (!machine_boot(&ground->run.setup))
        return false;
    ke_step_limit(ground->run.setup.step_limit);
    api_run_machine(&ground->run);
    failure = search_judge();
    replay_end(&ground->run.replay);
    return search_same(&failure, &ground->failure);
}

static bool shorten(struct ground *ground, struct ntsim_shortened *result)
{
    struct schedule *schedule = &ground->run.schedule;
    struct replay replay = {.schedule = schedule};
    try_schedule(ground);
    const struct deviation *lost = replay_diverged(&replay);
    char text[184];
    if (!ground->failure.failed && lost)
        return api_fail("the schedule does not fail: it diverged at %s; there is nothing to shorten", deviation_print(lost, text, sizeof text));
    if (!ground->failure.failed)
        return api_fail("the schedule does not fail: there is nothing to shorten");
    result->before = schedule->count;
    result->runs = 1 + search_shorten_within(ground->start, schedule, &ground->failure, NEAR_RUNS);
    result->after = schedule->count;
    schedule->driver_hash = api_driver_hash(&ground->run);
    result->schedule = schedule_print(schedule);
    return result->schedule || api_fail("out of memory");
}

int ntsim_shorten(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct ntsim_shortened *result)
{
    struct ground ground;
    int code = 2;
    *result = (struct ntsim_shortened){0};
    if (!options->schedule)
        return api_fail("there is no schedule to shorten"), 2;
    if (open_ground(&ground, scenario, options) && shorten(&ground, result)) {
        code = holds_from_boot(&ground) ? 0 : 4;
        if (code)
            api_fail("the run is not repeatable: the shortened schedule does not fail alike from the start of the machine");
    }
    close_ground(&ground);
    if (code) {
        free(result->schedule);
        *result = (struct ntsim_shortened){0};
    }
    return code;
}
