/*
 * A filter must pass on that the driver below will be late: its completion routine by IoMarkIrpPending (rule Q23b, Driver Verifier 0xC9/0x228), its dispatch
 * routine by what it returns (0xC9/0x226). The blame is the filter's, not that of who waits for ever.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "careless_filter.h"

static int ask(DWORD code)
{
    HANDLE device = CreateFileW(L"\\\\.\\LateAnswer", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, code, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    return 0;
}

static int counted(void)
{
    return ask(IOCTL_COUNTED);
}

static int passed(void)
{
    return ask(IOCTL_PASSED);
}

#define FILTER(name, what, asked)                                                                                                                         \
    NTSIM_SCENARIO(name, .kind = "rule", .claim = what, .drivers = NTSIM_DRIVERS("late_answer", "careless_filter"), .body = asked,                     \
                   .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xC9});                                                                           \
    NTSIM_SCENARIO(name##_fixed, .kind = "rule", .claim = what ": not so here", .drivers = NTSIM_DRIVERS("late_answer", "careless_filter_fixed"), .body = asked)

FILTER(q23_pending_not_passed_on, "a completion routine does not pass PendingReturned on", counted);
FILTER(filter_says_done, "a filter says STATUS_SUCCESS where the driver below said STATUS_PENDING", passed);
