/*
 * The options that run, explore and replay share, and writing their reports.
 */
#ifndef NTSIM_CLI_RUN_OPTIONS_H
#define NTSIM_CLI_RUN_OPTIONS_H

#include <ntsim/ntsim.h>

#define RUN_DRIVERS_MAX 32
#define RUN_PROGRAMS_MAX 16
#define RUN_VIEWS_MAX 32

struct run_request {
    struct ntsim_options options;
    const char *scenario, *json, *junit, *sarif;
    const char *drivers[RUN_DRIVERS_MAX + 1];
    size_t driver_count;
    const char *programs[RUN_PROGRAMS_MAX + 1];
    size_t program_count;
    const char *views[RUN_VIEWS_MAX + 1];
    size_t view_count;
};

/* 0: taken; -1: no option of these; else an exit code, said on stderr. --app takes all that follows. */
int run_option(struct run_request *request, int argc, char **argv, int *i);
/* What is wrong only in combination, and the scenario (NULL when none was named). 0, or an exit code. */
int run_find(struct run_request *request, const struct ntsim_scenario **scenario);
/* The option that sends its report to standard output; NULL: none does. */
const char *run_stdout_form(const struct run_request *request);
/* Text on standard output unless a report goes there; files first. */
bool run_write(const struct run_request *request, const struct ntsim_report *report);

#endif
