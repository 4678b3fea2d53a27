/*
 * ntsim run.
 */
#include "cli/cli.h"

#include <ntsim/ntsim.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRIVERS_MAX 32

struct request {
    struct ntsim_options options;
    const char *scenario, *json, *junit;
    const char *drivers[DRIVERS_MAX + 1];
    size_t driver_count;
};

/* 0: taken; -1: no such option; else an exit code. */
static int take_option(struct request *request, int argc, char **argv, int *i)
{
    struct ntsim_options *options = &request->options;
    const char *value = NULL;
    const struct {
        const char *name;
        const char **place;
    } texts[] = {{"--schedule", &options->schedule}, {"--trace", &options->trace}, {"--input", &options->input}, {"--path", &options->path}, {"--json", &request->json}, {"--junit", &request->junit}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        if (cli_option(argc, argv, i, texts[k].name, texts[k].place))
            return *texts[k].place ? 0 : cli_bad("%s needs a value", texts[k].name);
    unsigned long long number;
    if (cli_option(argc, argv, i, "--processors", &value)) {
        if (!cli_number(value, &number) || number < 1 || number > 32)
            return cli_bad("--processors needs a number from 1 to 32");
        options->processors = (unsigned)number;
        return 0;
    }
    if (cli_option(argc, argv, i, "--driver", &value)) {
        if (!value || request->driver_count == DRIVERS_MAX)
            return cli_bad(value ? "more than 32 drivers" : "--driver needs a file");
        request->drivers[request->driver_count++] = value;
        return 0;
    }
    return -1;
}

static int parse(struct request *request, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--app") == 0) {
            if (i + 1 >= argc)
                return cli_bad("--app needs a file");
            request->options.application = argv[i + 1];
            request->options.arguments = (const char *const *)&argv[i + 2];
            break;
        }
        int taken = take_option(request, argc, argv, &i);
        if (taken > 0)
            return taken;
        if (taken == 0)
            continue;
        if (argv[i][0] == '-')
            return cli_bad("run has no option %s (ntsim --help shows all)", argv[i]);
        if (request->scenario)
            return cli_bad("one scenario at a time: %s or %s", request->scenario, argv[i]);
        request->scenario = argv[i];
    }
    request->options.drivers = request->drivers;
    return 0;
}

static int write_reports(const struct request *request, const struct ntsim_report *report)
{
    char *json = request->json ? ntsim_report_json(report) : NULL;
    char *junit = request->junit ? ntsim_report_junit(report) : NULL;
    bool good = (!request->json || cli_write(request->json, json)) && (!request->junit || cli_write(request->junit, junit));
    if (good && request->json && strcmp(request->json, "-") == 0)
        putchar('\n');
    free(json);
    free(junit);
    return good ? ntsim_report_exit_code(report) : EXIT_BAD_INPUT;
}

int cli_run(int argc, char **argv)
{
    struct request request = {0};
    const struct ntsim_scenario *scenario = NULL;
    struct ntsim_report *report;
    const char *error;
    int code = parse(&request, argc, argv);
    if (code)
        return code;
    if (request.scenario && !(scenario = ntsim_scenario_find(request.scenario, request.options.path, &error)))
        return cli_bad("%s", error);
    if (ntsim_run(scenario, &request.options, &report) != 0)
        return cli_bad("%s", ntsim_error());
    bool to_stdout = (request.json && strcmp(request.json, "-") == 0) || (request.junit && strcmp(request.junit, "-") == 0);
    if (!to_stdout)
        ntsim_report_print(report, stdout);
    code = write_reports(&request, report);
    ntsim_report_free(report);
    return code;
}
