/*
 * How to see a run again: its schedule in one line, and the command with all that it was given.
 */
#include "api/run.h"
#include <ntsim/scenario.h>

#include <string.h>

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

/* As a shell reads it back. */
static void add_word(struct text *command, const char *word)
{
    text_add(command, " '");
    for (const char *end; (end = strchr(word, '\'')); word = end + 1) {
        text_add_bytes(command, word, (size_t)(end - word));
        text_add(command, "'\\''");
    }
    text_add(command, "%s'", word);
}

static void add_option(struct text *command, const char *option, const char *value)
{
    if (!value)
        return;
    text_add(command, " %s", option);
    add_word(command, value);
}

/* Of a run without a scenario: --app comes last, all that follows it is the application's. */
static void add_parts(struct text *command, const struct run *run)
{
    for (size_t i = 0; i < run->setup.driver_count; i++)
        add_option(command, "--driver", run->setup.drivers[i]->path);
    for (const char *const *name = run->options->programs; name && *name; name++)
        add_option(command, "--program", *name);
    add_option(command, "--input", run->options->input);
    add_option(command, "--schedule", run->report->schedule);
    add_option(command, "--app", run->options->application);
    for (int i = 1; i < run->setup.argc; i++)
        add_word(command, run->argv[i]);
}

static void note_command(struct run *run)
{
    struct ntsim_report *report = run->report;
    const char *races = run->options->races ? " --races" : "";
    if (run->scenario && report->schedule)
        text_add(&report->replay, "ntsim replay '%s'%s", report->schedule, races);
    else if (run->scenario)
        text_add(&report->replay, "ntsim run %s%s", report->scenario, races);
    else if (report->schedule) {
        text_add(&report->replay, "ntsim run%s", races);
        add_parts(&report->replay, run);
    }
}

void api_note_replay(struct run *run)
{
    struct ntsim_report *report = run->report;
    if (run->schedule.count) {
        const struct deviation *lost = replay_diverged(&run->replay);
        uint32_t now = api_driver_hash(run);
        report->driver_changed = run->schedule.driver_hash && now && run->schedule.driver_hash != now;
        if (lost)
            deviation_print(lost, report->diverged, sizeof report->diverged);
        report->schedule = schedule_print(&run->schedule);
        replay_end(&run->replay);
    }
    note_command(run);
}
