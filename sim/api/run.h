/*
 * What running once and searching have in common on the host's side.
 */
#ifndef NTSIM_API_RUN_H
#define NTSIM_API_RUN_H

#include "api/views.h"
#include "explore/schedule.h"
#include "report/report.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#define STEP_LIMIT 20000000u
#define HANG_MILLISECONDS 2000
#define ARGUMENTS_MAX 256 /* of the application, its name among them */

/* Everything that one run needs. */
struct run {
    const struct ntsim_scenario *scenario;
    const struct ntsim_options *options;
    struct machine_setup setup;
    struct schedule schedule;
    struct replay replay;
    struct trace_writer trace;
    struct timeline *timeline; /* wanted when a schedule is replayed */
    struct ntsim_report *report;
    struct views views;
    char *input;
    size_t input_size;
    const char *argv[ARGUMENTS_MAX];
};

/* Keeps the sentence for ntsim_error(); gives false. */
bool api_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool api_prepare(struct run *run);
/* Drivers, devices and programs into the machine's setup. */
bool api_add_parts(struct run *run);
/* From a booted machine to its end, under the schedule if there is one. */
void api_run_machine(struct run *run);
/* Level 2: the accesses that the schedule names are points, and no others. */
void api_want_points(const struct schedule *schedule);
/* What a schedule's header says of the drivers: equal for the same source and definitions, whatever compiled them. 0: not known. */
uint32_t api_driver_hash(const struct run *run);
void api_name_report(struct run *run);
void api_note_replay(struct run *run);
/* What was taken for the run is given back; the report stays. */
void api_release(struct run *run);
/* The same at its end. 0: the report is the caller's; 2: there is none, ntsim_error() says why. */
int api_finish(struct run *run, bool good, struct ntsim_report **report);
bool api_in_driver(uintptr_t pc);

#endif
