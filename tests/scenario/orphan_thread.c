/*
 * Two work items in system threads, the second queued by the first, which counts it too late. By default the first goes on
 * and counts in time. If the second is done first, the count is 0 too early, and Unload frees what the first still uses:
 * 0xD5.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "orphan_thread.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Scan", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_SCAN_START, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

NTSIM_SCENARIO(orphan_thread, .kind = "crash",
               .claim = "Unload waits for the work items it knows of, and misses one",
               .drivers = NTSIM_DRIVERS("orphan_thread"), .body = body, .processors = 4);

NTSIM_SCENARIO(orphan_thread_fixed, .kind = "crash",
               .claim = "an item is counted before it is queued: quiet",
               .drivers = NTSIM_DRIVERS("orphan_thread_fixed"), .body = body, .processors = 4);
