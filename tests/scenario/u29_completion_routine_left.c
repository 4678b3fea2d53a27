/*
 * U29: the driver goes while the one below still has an IRP of it. The IRP is completed 100 ms later, at PASSIVE_LEVEL,
 * and its completion routine is called in an image that is gone: 0xCE.
 */
#include "flush_and_stop.h"

static int body(void)
{
    return flush_and_stop("completion_routine_left");
}

static int fixed_body(void)
{
    return flush_and_stop("completion_routine_left_fixed");
}

NTSIM_SCENARIO(u29_completion_routine_left, .kind = "crash",
               .claim = "the driver leaves an IRP below: its completion routine is called in an image that is gone",
               .drivers = NTSIM_DRIVERS("slow_flush", "completion_routine_left"), .body = body, .processors = 2,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u29_completion_routine_left_fixed, .kind = "crash",
               .claim = "IoSetCompletionRoutineEx holds the driver until the routine has returned",
               .drivers = NTSIM_DRIVERS("slow_flush", "completion_routine_left_fixed"), .body = fixed_body,
               .processors = 2);
