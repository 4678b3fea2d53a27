/*
 * ntsim_run: from a scenario and options to a machine, and from the machine to a report.
 */
#include "api/run.h"
#include "ke/fault.h"
#include "explore/schedule.h"
#include "report/report.h"
#include "verify/points.h"
#include "host/host.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static char error_text[640];

const char *ntsim_error(void)
{
    return error_text;
}

bool api_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error_text, sizeof error_text, format, arguments);
    va_end(arguments);
    return false;
}

static bool read_schedule(struct run *run)
{
    const char *error;
    if (!run->options->schedule)
        return true;
    if (!schedule_parse(&run->schedule, run->options->schedule, &error))
        return api_fail("the schedule cannot be read: %s", error);
    if (run->schedule.scenario[0] && run->scenario && strcmp(run->schedule.scenario, run->scenario->id) != 0)
        return api_fail("the schedule was made for scenario %s, not for %s", run->schedule.scenario, run->scenario->id);
    if (run->options->processors && run->options->processors != run->schedule.processors)
        return api_fail("the schedule was made for %u processors, not for %u", run->schedule.processors, run->options->processors);
    return true;
}

static bool read_input(struct run *run)
{
    const char *error;
    if (!run->options->input)
        return true;
    run->input = host_file_read(run->options->input, &run->input_size, &error);
    return run->input || api_fail("%s cannot be read: %s", run->options->input, error);
}

/* Up to the end of a line. */
static size_t give_input(void *context, uint64_t position, char *buffer, size_t room)
{
    const struct run *run = context;
    size_t n = 0;
    while (n < room && position + n < run->input_size) {
        buffer[n] = run->input[position + n];
        if (buffer[n++] == '\n')
            break;
    }
    return n;
}

static void take_text(void *context, char kind, const char *text, size_t size)
{
    struct run *run = context;
    if (!run->options->silent)
        story_text(run->report, kind, text, size);
}

/* An allocation is asked about only where one may fail. */
static bool has_fault(const struct schedule *schedule)
{
    for (size_t i = 0; i < schedule->count; i++)
        if (schedule->deviations[i].move.kind == MOVE_FAIL)
            return true;
    return false;
}

bool api_prepare(struct run *run)
{
    if (!read_schedule(run)) /* first: the scenario's name is read from its text */
        return false;
    if (!run->scenario && !(run->options->drivers && run->options->drivers[0]) && !run->options->application)
        return api_fail("there is nothing to run: give a scenario, a driver or an application");
    if (run->options->processors > KE_PROCESSORS_MAX)
        return api_fail("a machine has 1 to %d processors", KE_PROCESSORS_MAX);
    if (!views_prepare(&run->views, run->options, run->report) || !api_add_parts(run) || !read_input(run))
        return false;
    unsigned processors = run->options->processors ? run->options->processors : run->schedule.processors;
    if (!processors && run->scenario)
        processors = run->scenario->processors;
    run->setup.manual = run->scenario && run->scenario->manual;
    run->setup.faults = has_fault(&run->schedule);
    run->setup.verify = (struct verify_settings){.races = run->options->races, .level = run->schedule.level};
    run->setup.processors = processors ? processors : 2;
    run->setup.step_limit = run->options->step_limit ? run->options->step_limit : STEP_LIMIT;
    run->setup.trace_references = views_trace_references(&run->views);
    run->setup.on_text = take_text;
    run->setup.on_input = give_input;
    run->setup.context = run;
    return true;
}

bool api_in_driver(uintptr_t pc)
{
    return image_file_at(pc) != NULL;
}

void api_want_points(const struct schedule *schedule)
{
    points_forget();
    for (size_t i = 0; i < schedule->count; i++)
        if (schedule->deviations[i].place.access)
            points_want(schedule->deviations[i].place.access);
}

/* The scenario's common beginning is not searched here: it goes straight on. */
void api_run_machine(struct run *run)
{
    if (!run->options->silent)
        story_listen(run->report);
    if (run->options->trace || run->options->keep_events)
        trace_listen(&run->trace);
    views_listen(&run->views);
    if (run->schedule.count) {
        api_want_points(&run->schedule);
        replay_start_at_boot(&run->replay, &run->schedule);
        choice_ask(replay_answer, &run->replay);
        if (!run->options->silent)
            run->timeline = timeline_listen();
    }
    host_watchdog(ke_progress(), HANG_MILLISECONDS, api_in_driver);
    for (machine_run(); machine_paused(); machine_run()) {
        if (run->schedule.count)
            replay_pause(&run->replay);
        if (run->timeline)
            timeline_restart(run->timeline);
    }
    timeline_finish(run->timeline, &run->report->timeline);
    run->timeline = NULL;
    host_watchdog(NULL, 0, NULL);
    choice_ask(NULL, NULL);
    story_unlisten(run->report);
}

void api_name_report(struct run *run)
{
    struct ntsim_report *report = run->report;
    if (run->scenario) {
        snprintf(report->scenario, sizeof report->scenario, "%s", run->scenario->id);
        snprintf(report->claim, sizeof report->claim, "%s", run->scenario->claim ? run->scenario->claim : "");
        report->has_expect = true;
        report->expect = run->scenario->expect;
    }
    snprintf(report->title, sizeof report->title, "%s%s%.120s", report->scenario, report->claim[0] ? " - " : "", report->claim);
}

static bool write_trace(struct run *run)
{
    const char *error;
    if (!run->options->trace && !run->options->keep_events)
        return true;
    trace_finish(&run->trace, event_state->hash);
    if (run->options->keep_events) {
        run->report->events = run->trace.text;
        run->trace.text = (struct text){0};
    }
    if (!run->options->trace)
        return true;
    const struct text *text = run->options->keep_events ? &run->report->events : &run->trace.text;
    if (host_file_write(run->options->trace, text->bytes, text->used, &error))
        return true;
    return api_fail("%s cannot be written: %s", run->options->trace, error);
}

void api_release(struct run *run)
{
    ke_faults_release();
    schedule_free(&run->schedule);
    text_free(&run->trace.text);
    free(run->input);
}

int api_finish(struct run *run, bool good, struct ntsim_report **report)
{
    api_release(run);
    if (!good)
        ntsim_report_free(run->report);
    *report = good ? run->report : NULL;
    return good ? 0 : 2;
}

int ntsim_run(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct ntsim_report **report)
{
    static const struct ntsim_options defaults;
    struct run run = {.scenario = scenario, .options = options ? options : &defaults};
    run.report = host_take(1, sizeof *run.report);
    bool good = api_prepare(&run);
    if (good && !machine_boot(&run.setup))
        good = api_fail("the address range that the simulated machine needs is taken");
    if (good) {
        api_name_report(&run);
        api_run_machine(&run);
        report_collect(run.report);
        api_note_replay(&run);
        good = views_finish(&run.views);
        good = write_trace(&run) && good;
    }
    return api_finish(&run, good, report);
}
