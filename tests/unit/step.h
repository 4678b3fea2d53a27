/*
 * What a step tells of itself (choice/footprint.h): to a test instead of a strategy.
 */
#ifndef NTSIM_TESTS_UNIT_STEP_H
#define NTSIM_TESTS_UNIT_STEP_H

#include "choice/footprint.h"

#include <string.h>

static struct footprint step, last_step;

static inline void step_begin(void)
{
    memset(&step, 0, sizeof step);
    footprint_open = &step;
}

static inline void step_end(void)
{
    footprint_open = NULL;
}

/* Whether it depends on every other. A new one begins; what the old one told is in last_step. */
static inline bool step_depends_on_all(void)
{
    footprint_copy(&last_step, &step);
    memset(&step, 0, sizeof step);
    return last_step.all;
}

#endif
