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
    HANDLE second;

    if (each(IOCTL_LOCKED, IOCTL_DROPPED))
        return 1;
    second = CreateFileW(L"\\\\.\\RuleBreakerToo", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (second != INVALID_HANDLE_VALUE)
        ntsim_check(CloseHandle(second));
    ntsim_settle();
    return 0;
}

static int touch(void)
{
    return each(IOCTL_TOUCHED, IOCTL_TOUCHED);
}

static int associate(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\RuleBreaker", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got, in = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, IOCTL_MASTER, &in, sizeof in, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(rule_breaker, .kind = "rule", .claim = "rules of the documentation, broken without harm", .drivers = NTSIM_DRIVERS("rule_breaker"), .body = body);
NTSIM_SCENARIO(rule_breaker_fixed, .kind = "rule", .claim = "the same, as it should be", .drivers = NTSIM_DRIVERS("rule_breaker_fixed"), .body = body);
NTSIM_SCENARIO(q24_completed_irp_touched, .kind = "rule", .claim = "an IRP is looked at after it was completed", .drivers = NTSIM_DRIVERS("rule_breaker"), .body = touch,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD5});
NTSIM_SCENARIO(q24_completed_irp_touched_fixed, .kind = "rule", .claim = "a completed IRP is left alone", .drivers = NTSIM_DRIVERS("rule_breaker_fixed"), .body = touch);
NTSIM_SCENARIO(q28_associated_of_buffered, .kind = "rule", .claim = "an IRP is associated with a buffered request", .drivers = NTSIM_DRIVERS("rule_breaker"), .body = associate,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xC2});
NTSIM_SCENARIO(q28_associated_of_buffered_fixed, .kind = "rule", .claim = "a buffered request is done by itself", .drivers = NTSIM_DRIVERS("rule_breaker_fixed"), .body = associate);
