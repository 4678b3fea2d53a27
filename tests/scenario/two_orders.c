/*
 * Two spin locks taken in two orders, by a request and by the DPC that comes a millisecond after it: they do not meet
 * here, and one day they will. Driver Verifier's deadlock detection stops at the second order: 0xC4/0x1001.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "two_orders.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Tally", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, IOCTL_TRANSFER, NULL, 0, NULL, 0, &got, NULL));
    ntsim_settle();
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(two_orders, .kind = "crash", .claim = "two spin locks, taken in two orders that do not meet",
               .drivers = NTSIM_DRIVERS("two_orders"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xC4});

NTSIM_SCENARIO(two_orders_fixed, .kind = "crash", .claim = "the same order in both: quiet",
               .drivers = NTSIM_DRIVERS("two_orders_fixed"), .body = body);
