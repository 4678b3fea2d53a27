/*
 * What was taken at each choice of a run, so that the run can be made again without the strategy - in this process or in another one of the same program.
 */
#ifndef NTSIM_EXPLORE_RECORDER_H
#define NTSIM_EXPLORE_RECORDER_H

#include "explore/coverage.h"
#include "explore/schedule.h"
#include "explore/search.h"
#include "explore/strategy.h"

struct recorder {
    const struct strategy *strategy;
    void *self;
    uint8_t *taken;
    size_t used, room;
    struct watch *watch; /* NULL: what the run covers is not noted */
    bool stopped; /* the strategy saw no use in the rest */
};

/* One run under the recorder's strategy, noted. */
struct search_failure recorder_run(struct recorder *recorder, const struct machine_snapshot *start);
/* The same again; its deviations, keyed by place, are added to `schedule` unless that is NULL. */
struct search_failure recorder_repeat(const struct machine_snapshot *start, const uint8_t *taken, size_t count, struct schedule *schedule);
/*
 * Makes the run some times more and compares event by event. True: they differ, and `text` says which event came first that is not the same, one clause.
 * False: all of them are alike, so what differed does not show here.
 */
bool recorder_differs(const struct machine_snapshot *start, const uint8_t *taken, size_t count, char *text, size_t size);

#endif
