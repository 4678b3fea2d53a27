/*
 * U18, rule Q17: the DPC of a periodic timer frees the timer, which was set again before the DPC was queued: 0xC7, at the line that frees it.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    Sleep(100);
    return 0;
}

NTSIM_SCENARIO(u18_periodic_timer_freed, .kind = "crash", .claim = "the DPC of a periodic timer frees the timer: it is set again already",
               .drivers = NTSIM_DRIVERS("periodic_timer_freed"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xC7, .verdict = NTSIM_PENDING});

NTSIM_SCENARIO(u18_periodic_timer_freed_fixed, .kind = "crash", .claim = "the DPC cancels the timer, and Unload frees it when no DPC can run any more",
               .drivers = NTSIM_DRIVERS("periodic_timer_freed_fixed"), .body = body);
