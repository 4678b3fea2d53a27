/*
 * U45: a lookaside list is left in the data of an image that goes. Within a second the system looks at all lists, and finds it: 0xCE.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    return 0;
}

NTSIM_SCENARIO(u45_lookaside_left, .kind = "crash", .claim = "Unload leaves a lookaside list in its data: the system looks at it when the image is gone",
               .drivers = NTSIM_DRIVERS("lookaside_left"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u45_lookaside_left_fixed, .kind = "crash", .claim = "Unload deletes its lookaside list",
               .drivers = NTSIM_DRIVERS("lookaside_left_fixed"), .body = body);
