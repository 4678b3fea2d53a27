/*
 * The "reorder" model of SCTBench: SETTING threads set two values that belong together, one reads them. Each has a
 * processor of its own, and by default the one that reads comes last. It sees them torn only while the first thread is
 * between its two, and all others have yet to do anything: more delays than delay bounding reaches.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "reorder.h"

#define SETTING 7

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Dial", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD threads = SETTING, got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_DIAL_RUN, &threads, sizeof threads, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

NTSIM_SCENARIO(reorder, .kind = "crash",
               .claim = "two values are set one after the other: a reader in between stops the system",
               .drivers = NTSIM_DRIVERS("reorder"), .body = body, .processors = 10);

NTSIM_SCENARIO(reorder_fixed, .kind = "crash",
               .claim = "one lock for both: quiet",
               .drivers = NTSIM_DRIVERS("reorder_fixed"), .body = body, .processors = 10);
