/*
 * Schedules: any text, with a check sum that fits put behind it. One that can be read prints as something that reads back the same, and can be run: the run ends,
 * and not by a defect of ntsim.
 */
#include "fuzz.h"
#include "explore/schedule.h"
#include <ntsim/ntsim.h>
#include <ntsim/outcome.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 20000

static void must(bool claim, const char *text)
{
    if (claim)
        return;
    fprintf(stderr, "target_schedule: %s\n", text);
    abort();
}

static void check_round_trip(const struct schedule *schedule, const char *text)
{
    struct schedule again;
    const char *error;
    char *first = schedule_print(schedule);
    must(first && schedule_parse(&again, first, &error), text);
    char *second = schedule_print(&again);
    must(second && strcmp(first, second) == 0, text);
    schedule_free(&again);
    free(first);
    free(second);
}

static void run(const char *text)
{
    static const struct ntsim_scenario *scenario;
    const char *error;
    if (!scenario)
        scenario = ntsim_scenario_find("echo", NTSIM_MODULE_DIR, &error);
    must(scenario, "the scenario echo is not there");
    struct ntsim_options options = {.schedule = text, .path = NTSIM_MODULE_DIR, .step_limit = STEPS};
    struct ntsim_report *report;
    if (ntsim_run(scenario, &options, &report) != 0) {
        must(ntsim_error()[0], text);
        return;
    }
    must(ntsim_report_outcome(report) != NTSIM_BROKEN, text);
    ntsim_report_free(report);
}

static void read_one(const char *text)
{
    struct schedule schedule;
    const char *error = NULL;
    if (!schedule_parse(&schedule, text, &error)) {
        must(error && *error, text);
        return;
    }
    check_round_trip(&schedule, text);
    schedule_free(&schedule);
    run(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 16);
    if (!text || size > 65536) {
        free(text);
        return 0;
    }
    memcpy(text, data, size);
    text[size] = 0;
    read_one(text);
    char *sum = strstr(text, ",c=");
    if (sum)
        *sum = 0;
    uint32_t hash = 2166136261u;
    for (const char *at = text; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    size_t length = strlen(text);
    snprintf(text + length, size + 16 - length, ",c=%08x", hash);
    read_one(text);
    free(text);
    return 0;
}
