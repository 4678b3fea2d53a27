/* A program of somebody else's that runs a scenario itself: built by a plain Makefile with what pkg-config says of the installed package. */
#include <ntsim/ntsim.h>

#include <stdio.h>

int main(int argc, char **argv)
{
    struct ntsim_options options = {.silent = true};
    struct ntsim_report *report;
    const char *error = "usage: embedder SCENARIO";
    const struct ntsim_scenario *scenario = argc == 2 ? ntsim_scenario_find(argv[1], NULL, &error) : NULL;
    if (scenario == NULL) {
        fprintf(stderr, "embedder: %s\n", error);
        return 2;
    }
    if (ntsim_run(scenario, &options, &report) != 0) {
        fprintf(stderr, "embedder: %s\n", ntsim_error());
        return 2;
    }
    printf("ntsim %s: %s, %s\n", ntsim_version(), ntsim_outcome_name(ntsim_report_outcome(report)), ntsim_report_clean(report) ? "clean" : "not clean");
    int code = ntsim_report_exit_code(report);
    ntsim_report_free(report);
    return code;
}
