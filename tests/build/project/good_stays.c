/* The driver has no Unload routine: it cannot be stopped. */
#include <ntsim/scenario.h>

static int body(void)
{
    return 0;
}

NTSIM_SCENARIO(good_stays, .claim = "a driver without an Unload routine stays", .drivers = NTSIM_DRIVERS("good"), .body = body,
               .expect = {.verdict = NTSIM_REFUSED});
