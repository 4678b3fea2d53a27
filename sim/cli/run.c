/*
 * ntsim run.
 */
#include "cli/cli.h"
#include "cli/run_options.h"

static int parse(struct run_request *request, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        int taken = run_option(request, argc, argv, &i);
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

int cli_run(int argc, char **argv)
{
    struct run_request request = {0};
    const struct ntsim_scenario *scenario = NULL;
    struct ntsim_report *report;
    int code = parse(&request, argc, argv);
    if (!code)
        code = run_find(&request, &scenario);
    if (code)
        return code;
    if ((request.options.schedule ? ntsim_replay : ntsim_run)(scenario, &request.options, &report) != 0)
        return cli_bad("%s", ntsim_error());
    code = run_write(&request, report) ? ntsim_report_exit_code(report) : EXIT_BAD_INPUT;
    ntsim_report_free(report);
    return code;
}
