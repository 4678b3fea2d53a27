/*
 * U44: DriverEntry sets a timer and then fails, for another driver is missing. There is no device that would keep the
 * image, DriverUnload is not called, and a second later the timer expires, at DISPATCH_LEVEL: 0xD4. The fixed twin
 * fails as well, and starts once the other driver is there.
 */
#include "too_early.h"

static int body(void)
{
    return starts_too_early("entry_fails_after_arming");
}

static int fixed_body(void)
{
    return starts_too_early("entry_fails_after_arming_fixed");
}

NTSIM_SCENARIO(u44_entry_fails_after_arming, .kind = "crash",
               .claim = "DriverEntry fails with a timer set: it expires into an image that is gone",
               .drivers = NTSIM_DRIVERS("echo", "entry_fails_after_arming"), .body = body, .manual = 1,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD4, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u44_entry_fails_after_arming_fixed, .kind = "crash",
               .claim = "DriverEntry undoes what it armed: it may fail, and be tried again",
               .drivers = NTSIM_DRIVERS("echo", "entry_fails_after_arming_fixed"), .body = fixed_body, .manual = 1);
