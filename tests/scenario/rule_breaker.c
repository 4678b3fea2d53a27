/*
 * Rules that a driver breaks without harm here and now: each is a finding, at the line that broke it (said.rule_breaker). Only what is done to a completed IRP stops
 * the run.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "rule_breaker.h"

static int each(DWORD first, DWORD last)
{
    HANDLE device = CreateFileW(L"\\\\.\\RuleBreaker", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    for (DWORD code = first; code <= last; code += RULE(1) - RULE(0))
        ntsim_check(DeviceIoControl(device, code, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    return 0;
}

static int body(void)
{
    return each(IOCTL_LOCKED, IOCTL_USER_WAIT);
}

static int touch(void)
{
    return each(IOCTL_TOUCHED, IOCTL_TOUCHED);
}

NTSIM_SCENARIO(rule_breaker, .kind = "rule", .claim = "rules of the documentation, broken without harm", .drivers = NTSIM_DRIVERS("rule_breaker"), .body = body);
NTSIM_SCENARIO(rule_breaker_fixed, .kind = "rule", .claim = "the same, as it should be", .drivers = NTSIM_DRIVERS("rule_breaker_fixed"), .body = body);
NTSIM_SCENARIO(q24_completed_irp_touched, .kind = "rule", .claim = "an IRP is looked at after it was completed", .drivers = NTSIM_DRIVERS("rule_breaker"), .body = touch,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD5});
NTSIM_SCENARIO(q24_completed_irp_touched_fixed, .kind = "rule", .claim = "a completed IRP is left alone", .drivers = NTSIM_DRIVERS("rule_breaker_fixed"), .body = touch);
