/*
 * A driver that scribbles costs its run and no more: the first eight bytes are the seed of what it writes where. Each run ends in an outcome that is the
 * driver's; and a scenario that has nothing to do with it goes on as it did before, to the byte.
 */
#include "fuzz.h"
#include <ntsim/ntsim.h>
#include <ntsim/outcome.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool claim, const char *text, uint64_t seed)
{
    if (claim)
        return;
    fprintf(stderr, "target_scribble: %s (ntsim run --driver scribbler.sys --app scribble.exe %llu)\n", text, (unsigned long long)seed);
    abort();
}

static uint64_t bystander(void)
{
    const char *error;
    const struct ntsim_scenario *scenario = ntsim_scenario_find("u04_device_not_deleted", NTSIM_MODULE_DIR, &error);
    struct ntsim_options options = {.path = NTSIM_MODULE_DIR};
    struct ntsim_report *report;
    if (!scenario || ntsim_run(scenario, &options, &report) != 0)
        return 0;
    uint64_t hash = ntsim_report_as_expected(report) ? ntsim_report_trace_hash(report) : 0;
    ntsim_report_free(report);
    return hash;
}

static void scribble(uint64_t seed)
{
    static const char *const drivers[] = {NTSIM_MODULE_DIR "/scribbler.sys", NULL};
    char text[24];
    const char *arguments[] = {text, NULL};
    struct ntsim_report *report;
    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    struct ntsim_options options = {.drivers = drivers, .application = NTSIM_MODULE_DIR "/scribble.exe", .arguments = arguments, .path = NTSIM_MODULE_DIR, .step_limit = 200000};
    must(ntsim_run(NULL, &options, &report) == 0, "the run was refused", seed);
    must(ntsim_report_outcome(report) != NTSIM_BROKEN, "the run ended broken", seed);
    free(ntsim_report_json(report));
    ntsim_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint64_t before;
    uint64_t seed = 0;
    if (!before)
        before = bystander();
    memcpy(&seed, data, size < sizeof seed ? size : sizeof seed);
    must(before != 0, "the bystander does not run", seed);
    scribble(seed);
    must(bystander() == before, "another scenario goes otherwise since", seed);
    return 0;
}
