/*
 * A lock held across Unload: a thread that writes to a log wants it, and Unload waits for the thread with it in hand. Each
 * has a processor of its own. By default the thread is done before the stop. If not: nobody can move.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "deadlock.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Log", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_LOG_WRITE, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

NTSIM_SCENARIO(deadlock, .kind = "crash",
               .claim = "Unload waits for a thread with a lock held that the thread wants: a deadlock, if they meet",
               .drivers = NTSIM_DRIVERS("deadlock"), .body = body, .processors = 3);

NTSIM_SCENARIO(deadlock_fixed, .kind = "crash",
               .claim = "Unload gives the lock back before it waits: quiet",
               .drivers = NTSIM_DRIVERS("deadlock_fixed"), .body = body, .processors = 3);
