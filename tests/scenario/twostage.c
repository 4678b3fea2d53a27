/*
 * The "twostage" model of SCTBench: MEASURING threads set a value and then its scaled twin, each under a lock of its own;
 * one looks at both. Each has a processor of its own, and by default the one that looks comes last. It sees the value
 * without the twin only if all who would set that are held up: more delays than delay bounding reaches.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "twostage.h"

#define MEASURING 7

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Meter", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD threads = MEASURING, got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_METER_RUN, &threads, sizeof threads, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

NTSIM_SCENARIO(twostage, .kind = "crash",
               .claim = "a value is published before its scaled twin: a reader in between stops the system",
               .drivers = NTSIM_DRIVERS("twostage"), .body = body, .processors = 10);

NTSIM_SCENARIO(twostage_fixed, .kind = "crash",
               .claim = "one lock for both: quiet",
               .drivers = NTSIM_DRIVERS("twostage_fixed"), .body = body, .processors = 10);
