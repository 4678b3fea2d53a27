/*
 * ntsim_run: from a scenario and options to a machine, and from the machine to a report.
 */
#include "api/path.h"
#include "api/run.h"
#include "ke/fault.h"
#include "crt/module.h"
#include "dev/dev.h"
#include "explore/schedule.h"
#include "report/report.h"
#include "verify/points.h"
#include "host/host.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

static struct image_file *open_module(const char *path, const char *what)
{
    const char *error;
    struct image_file *image = image_file_open(path, &error);
    if (!image)
        api_fail("%s cannot be used as %s: %s", path, what, error);
    return image;
}

static bool add_driver(struct run *run, const char *file)
{
    struct image_file *image = open_module(file, "a driver");
    if (!image)
        return false;
    if (image->descriptor->kind != NTSIM_MODULE_DRIVER)
        return api_fail("%s is no driver: it was built as an application or scenario", file);
    if (run->setup.driver_count == MACHINE_DRIVERS_MAX)
        return api_fail("more than %d drivers", MACHINE_DRIVERS_MAX);
    for (size_t i = 0; i < run->setup.driver_count; i++)
        if (run->setup.drivers[i] == image) /* by the scenario and by an option */
            return true;
        else if (strcasecmp(run->setup.drivers[i]->name, image->name) == 0)
            return api_fail("there are two drivers called %s: %s and %s", image->name, run->setup.drivers[i]->path, image->path);
    run->setup.drivers[run->setup.driver_count++] = image;
    return true;
}

static bool add_drivers(struct run *run)
{
    char file[1024];
    for (const char *const *name = run->scenario ? run->scenario->drivers : NULL; name && *name; name++) {
        if (!path_find_module(run->options->path, *name, ".sys", file, sizeof file))
            return api_fail("scenario %s needs driver %s, which is in no folder of the path", run->scenario->id, *name);
        if (!add_driver(run, file))
            return false;
    }
    for (const char *const *name = run->options->drivers; name && *name; name++)
        if (!add_driver(run, *name))
            return false;
    return true;
}

static struct image_file *open_application(const char *path)
{
    struct image_file *image = open_module(path, "an application");
    if (!image)
        return NULL;
    if (image->descriptor->kind != NTSIM_MODULE_APP)
        return api_fail("%s is no application: it was built as a driver or scenario", path), NULL;
    if (!image->descriptor->entry)
        return api_fail("%s has no main", path), NULL;
    return image;
}

static bool add_started(struct run *run, const char *file)
{
    struct image_file *image = open_application(file);
    if (!image)
        return false;
    if (run->setup.program_count == MACHINE_PROGRAMS_MAX)
        return api_fail("more than %d programs", MACHINE_PROGRAMS_MAX);
    run->setup.programs[run->setup.program_count++] = image;
    return true;
}

/* What CreateProcess finds. */
static bool add_programs(struct run *run)
{
    char file[1024];
    for (const char *const *name = run->scenario ? run->scenario->programs : NULL; name && *name; name++) {
        if (!path_find_module(run->options->path, *name, ".exe", file, sizeof file))
            return api_fail("scenario %s needs program %s, which is in no folder of the path", run->scenario->id, *name);
        if (!add_started(run, file))
            return false;
    }
    for (const char *const *name = run->options->programs; name && *name; name++)
        if (!add_started(run, *name))
            return false;
    return true;
}

static bool add_arguments(struct run *run)
{
    int n = 0;
    run->argv[n++] = run->setup.program->name;
    for (const char *const *argument = run->options->arguments; argument && *argument; argument++) {
        if (n == ARGUMENTS_MAX)
            return api_fail("more than %d arguments of the application", ARGUMENTS_MAX - 1);
        run->argv[n++] = *argument;
    }
    run->setup.argc = n;
    run->setup.argv = run->argv;
    return true;
}

/* A device with a name and nothing else stands for the simulator's model of that name. */
static bool add_device(struct run *run, const struct ntsim_device *model)
{
    const char *error;
    const struct ntsim_device *named = model->read || model->write ? model : dev_model(model->name);
    if (!named)
        return api_fail("there is no device model %s", model->name);
    if (!dev_good(named, &error))
        return api_fail("device model %s cannot be used: %s", model->name, error);
    if (run->setup.device_count == MACHINE_DEVICES_MAX)
        return api_fail("more than %d devices", MACHINE_DEVICES_MAX);
    run->setup.devices[run->setup.device_count] = *named;
    run->setup.devices[run->setup.device_count++].may_be_pulled = model->may_be_pulled;
    return true;
}

static bool add_devices(struct run *run)
{
    for (const struct ntsim_device *const *model = run->scenario ? run->scenario->devices : NULL; model && *model; model++)
        if (!add_device(run, *model))
            return false;
    for (const char *const *name = run->options->devices; name && *name; name++)
        if (!add_device(run, &(struct ntsim_device){.name = *name}))
            return false;
    return true;
}

static bool add_program(struct run *run)
{
    if (run->options->application) {
        run->setup.program = open_application(run->options->application);
        if (!run->setup.program || !add_started(run, run->options->application))
            return false;
    } else if (run->scenario && run->scenario->body) {
        const struct path_scenario *found = path_scenario_of(run->scenario);
        if (!found)
            return api_fail("scenario %s was not found by ntsim_scenario_find", run->scenario->id);
        run->setup.program = found->file;
        run->setup.body = run->scenario->body;
    }
    return !run->setup.program || add_arguments(run);
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
    if (!views_prepare(&run->views, run->options, run->report) || !add_drivers(run) || !add_devices(run) || !add_programs(run) || !add_program(run) || !read_input(run))
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

/* Of the drivers in order; 0: one of them does not tell. */
uint32_t api_driver_hash(const struct run *run)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < run->setup.driver_count; i++) {
        if (!run->setup.drivers[i]->source_hash)
            return 0;
        hash = (hash ^ run->setup.drivers[i]->source_hash) * 16777619u;
    }
    return run->setup.driver_count ? hash : 0;
}

void api_note_replay(struct run *run)
{
    struct ntsim_report *report = run->report;
    const char *races = run->options->races ? " --races" : "";
    if (run->scenario)
        snprintf(report->replay, sizeof report->replay, "ntsim run %s%s", report->scenario, races);
    if (!run->schedule.count)
        return;
    const struct deviation *lost = replay_diverged(&run->replay);
    report->driver_changed = run->schedule.driver_hash && api_driver_hash(run) && run->schedule.driver_hash != api_driver_hash(run);
    if (lost)
        deviation_print(lost, report->diverged, sizeof report->diverged);
    report->schedule = schedule_print(&run->schedule);
    if (run->scenario) {
        snprintf(report->replay, sizeof report->replay, "ntsim replay '%s'%s", report->schedule, races);
    } else {
        size_t used = (size_t)snprintf(report->replay, sizeof report->replay, "ntsim run%s", races);
        for (size_t i = 0; i < run->setup.driver_count && used < sizeof report->replay; i++)
            used += (size_t)snprintf(report->replay + used, sizeof report->replay - used, " --driver '%s'", run->setup.drivers[i]->path);
        for (const char *const *name = run->options->programs; name && *name && used < sizeof report->replay; name++)
            used += (size_t)snprintf(report->replay + used, sizeof report->replay - used, " --program '%s'", *name);
        if (run->options->input && used < sizeof report->replay)
            used += (size_t)snprintf(report->replay + used, sizeof report->replay - used, " --input '%s'", run->options->input);
        if (used < sizeof report->replay)
            used += (size_t)snprintf(report->replay + used, sizeof report->replay - used, " --schedule '%s'", report->schedule);
        if (run->options->application && used < sizeof report->replay)
            used += (size_t)snprintf(report->replay + used, sizeof report->replay - used, " --app '%s'", run->options->application);
        for (int i = 1; i < run->setup.argc && used < sizeof report->replay; i++)
            used += (size_t)snprintf(report->replay + used, sizeof report->replay - used, " '%s'", run->argv[i]);
    }
    replay_end(&run->replay);
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
    schedule_free(&run->schedule);
    text_free(&run->trace.text);
    free(run->input);
}

int ntsim_run(const struct ntsim_scenario *scenario, const struct ntsim_options *options, struct ntsim_report **report)
{
    static const struct ntsim_options defaults;
    struct run run = {.scenario = scenario, .options = options ? options : &defaults};
    *report = NULL;
    run.report = host_take(1, sizeof *run.report);
    bool good = run.report && api_prepare(&run);
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
    ke_faults_release();
    api_release(&run);
    if (!good) {
        ntsim_report_free(run.report);
        return 2;
    }
    *report = run.report;
    return 0;
}
