/*
 * Looks at each choice of the runs of a search and notes what they cover (report/coverage.h). Two places conflict when they name the same object; so runs that differ only
 * in the order of steps at different objects have the same order of events here.
 */
#ifndef NTSIM_EXPLORE_COVERAGE_H
#define NTSIM_EXPLORE_COVERAGE_H

#include "choice/choice.h"
#include "report/coverage.h"

struct watched_object;
struct watch {
    struct coverage seen;
    struct watched_object *objects; /* of the run: open addressing */
    size_t used, room;
};

void watch_run(struct watch *watch);
void watch_choice(struct watch *watch, const struct choice_place *place, const struct choice_option *options, unsigned n, unsigned answer);
/* The run counts. Without this, what it has reached does, but not the order of its events. */
void watch_run_done(struct watch *watch);
void watch_free(struct watch *watch);

#endif
