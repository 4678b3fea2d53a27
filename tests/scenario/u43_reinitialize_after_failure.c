/*
 * U43: DriverEntry registers a reinitialisation routine and then fails, for another driver is missing. The image goes
 * without DriverUnload; the routine is called as soon as the load is over, at PASSIVE_LEVEL: 0xCE. The fixed twin fails
 * as well, and starts once the other driver is there.
 */
#include "too_early.h"

static int body(void)
{
    return starts_too_early("reinitialize_after_failure");
}

static int fixed_body(void)
{
    return starts_too_early("reinitialize_after_failure_fixed");
}

NTSIM_SCENARIO(u43_reinitialize_after_failure, .kind = "crash",
               .claim = "a routine is registered before DriverEntry fails: it is called in an image that is gone",
               .drivers = NTSIM_DRIVERS("echo", "reinitialize_after_failure"), .body = body, .manual = 1,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u43_reinitialize_after_failure_fixed, .kind = "crash",
               .claim = "the routine is registered last: DriverEntry may fail, and be tried again",
               .drivers = NTSIM_DRIVERS("echo", "reinitialize_after_failure_fixed"), .body = fixed_body, .manual = 1);
