#include "cli/run_options.h"

#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int take_driver(struct run_request *request, const char *value)
{
    if (!value || request->driver_count == RUN_DRIVERS_MAX)
        return cli_bad(value ? "more than 32 drivers" : "--driver needs a file");
    request->drivers[request->driver_count++] = value;
    return 0;
}

static int take_program(struct run_request *request, const char *value)
{
    if (!value || request->program_count == RUN_PROGRAMS_MAX)
        return cli_bad(value ? "more than 16 programs" : "--program needs a file");
    request->programs[request->program_count++] = value;
    request->options.programs = request->programs;
    return 0;
}

static int take_view(struct run_request *request, const char *value)
{
    if (!value || request->view_count == RUN_VIEWS_MAX)
        return cli_bad(value ? "more than 32 views" : "--view needs a view, such as '!drvobj NAME' (ntsim views lists them)");
    request->views[request->view_count++] = value;
    request->options.views = request->views;
    return 0;
}

static int take_processors(struct run_request *request, const char *value)
{
    unsigned long long number;
    if (!cli_number(value, &number) || number < 1 || number > 32)
        return cli_bad("--processors needs a number from 1 to 32");
    request->options.processors = (unsigned)number;
    return 0;
}

static const struct {
    const char *name;
    int (*take)(struct run_request *request, const char *value); /* NULL: none was given */
} with_value[] = {{"--driver", take_driver}, {"--program", take_program}, {"--view", take_view}, {"--processors", take_processors}};

/* All that follows is the application's. */
static int take_application(struct ntsim_options *options, int argc, char **argv, int *i)
{
    if (*i + 1 >= argc || !argv[*i + 1][0])
        return cli_bad("--app needs a file");
    options->application = argv[*i + 1];
    options->arguments = (const char *const *)&argv[*i + 2];
    *i = argc;
    return 0;
}

/* Options that are kept as they are written; -1: it is none of them. */
static int take_text(struct run_request *request, int argc, char **argv, int *i)
{
    struct ntsim_options *options = &request->options;
    const struct {
        const char *name;
        const char **place;
    } texts[] = {{"--schedule", &options->schedule}, {"--trace", &options->trace}, {"--input", &options->input}, {"--path", &options->path},
                 {"--json", &request->json}, {"--junit", &request->junit}, {"--sarif", &request->sarif}, {"--at", &options->view_at}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        if (cli_option(argc, argv, i, texts[k].name, texts[k].place))
            return *texts[k].place ? 0 : cli_bad("%s needs a value", texts[k].name);
    return -1;
}

int run_option(struct run_request *request, int argc, char **argv, int *i)
{
    const char *value = NULL;
    for (size_t k = 0; k < sizeof with_value / sizeof *with_value; k++)
        if (cli_option(argc, argv, i, with_value[k].name, &value))
            return with_value[k].take(request, value);
    if (strcmp(argv[*i], "--app") == 0)
        return take_application(&request->options, argc, argv, i);
    if (strcmp(argv[*i], "--races") != 0)
        return take_text(request, argc, argv, i);
    request->options.races = true;
    return 0;
}

static bool is_stdout(const char *file)
{
    return file && strcmp(file, "-") == 0;
}

const char *run_stdout_form(const struct run_request *request)
{
    return is_stdout(request->json) ? "--json" : is_stdout(request->junit) ? "--junit" : is_stdout(request->sarif) ? "--sarif" : NULL;
}

/* What is wrong only in combination. */
static int check(const struct run_request *request)
{
    if (is_stdout(request->json) + is_stdout(request->junit) + is_stdout(request->sarif) > 1)
        return cli_bad("only one of --json, --junit and --sarif can go to standard output");
    if (is_stdout(request->options.trace))
        return cli_bad("--trace needs a file, not standard output");
    return 0;
}

int run_find(struct run_request *request, const struct ntsim_scenario **scenario)
{
    const char *error;
    int code = check(request);
    *scenario = NULL;
    if (!code && request->scenario && !(*scenario = ntsim_scenario_find(request->scenario, request->options.path, &error)))
        code = cli_bad("%s", error);
    return code;
}

/* The files come first: where one cannot be written, nothing is told on standard output. */
static bool write_one(const char *file, const char *text, bool to_stdout)
{
    return !file || is_stdout(file) != to_stdout || cli_write(file, text);
}

bool run_write(const struct run_request *request, const struct ntsim_report *report)
{
    struct {
        const char *file;
        char *text;
    } forms[] = {{request->json, request->json ? ntsim_report_json(report) : NULL},
                 {request->junit, request->junit ? ntsim_report_junit(report) : NULL},
                 {request->sarif, request->sarif ? ntsim_report_sarif(report) : NULL}};
    bool good = true, silent = false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        good = good && write_one(forms[i].file, forms[i].text, false);
        silent = silent || is_stdout(forms[i].file);
    }
    if (good && !silent)
        ntsim_report_print(report, stdout);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        good = good && write_one(forms[i].file, forms[i].text, true);
        free(forms[i].text);
    }
    return good;
}
