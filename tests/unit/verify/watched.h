/*
 * A machine that is watched, and memory to race for. A body touches it as a driver's code would; what was found is asked when the run has ended.
 */
#ifndef NTSIM_TESTS_VERIFY_WATCHED_H
#define NTSIM_TESTS_VERIFY_WATCHED_H

#include "../machine_fixture.h"

#include "verify/watch.h"

static LONG *shared; /* nonpaged pool */

static inline const struct ke_end *run_watched(uint32_t processors, unsigned level, fixture_body *body)
{
    static struct machine_setup setup;
    memset(&fixture, 0, sizeof fixture);
    setup = (struct machine_setup){.processors = processors, .step_limit = 1000000, .verify = {.races = true, .level = level}};
    assert_true(machine_boot(&setup));
    shared = mm_pool_alloc(NonPagedPool, 64, 0x54736554, true, 1);
    start_body(body);
    do
        machine_run();
    while (machine_paused());
    choice_ask(NULL, NULL);
    if (fixture.failed[0])
        fail_msg("%s", fixture.failed);
    assert_int_equal(ke_end()->outcome, KE_QUIET);
    assert_int_equal(fixture.returned, fixture.bodies);
    return ke_end();
}

/* Each place in code that touches has a number. */
static inline void load(unsigned place)
{
    race_access((uintptr_t)shared, sizeof *shared, false, false, place);
}

static inline void store(unsigned place)
{
    race_access((uintptr_t)shared, sizeof *shared, true, false, place);
}

#endif
