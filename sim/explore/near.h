/*
 * Looking around a schedule: delay bounding (delay.c) in which the default is not the default schedule but what a seed says. With an empty seed that is delay bounding as it is. For
 * what comes after a divergence (search.md 5) and for shortening (6). Everything is counted in runs, so the same question has the same answer anywhere.
 */
#ifndef NTSIM_EXPLORE_NEAR_H
#define NTSIM_EXPLORE_NEAR_H

#include "explore/search.h"

struct near_plan {
    const struct machine_snapshot *start;
    const struct schedule *seed;
    unsigned from, to; /* delays beside the seed's deviations: each bound in turn, as a whole */
    uint64_t runs;     /* the budget */
    bool (*wanted)(void *context, const struct search_failure *failure);
    void *context;
};

struct near_result {
    bool found;
    uint64_t runs;            /* that it took */
    unsigned bound;           /* at which it was found */
    struct schedule schedule; /* as found, header like the seed's; the caller frees */
    struct search_failure failure;
};

void near_search(const struct near_plan *plan, struct near_result *result);

#endif
