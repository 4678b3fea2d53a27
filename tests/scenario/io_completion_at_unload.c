/*
 * A completion routine sets the event that Unload waits for; what it does behind that is code of the image. By default it
 * returns first. The driver below completes the request in a thread of its own.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "io_completion_at_unload.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Asker", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_ASK, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

NTSIM_SCENARIO(io_completion_at_unload, .kind = "crash",
               .claim = "Unload waits for an event that a completion routine sets, and is quicker than its return",
               .drivers = NTSIM_DRIVERS("io_completion_lower", "io_completion_at_unload"), .body = body, .processors = 3);

NTSIM_SCENARIO(io_completion_at_unload_fixed, .kind = "crash",
               .claim = "the driver object is held until the routine has returned: quiet",
               .drivers = NTSIM_DRIVERS("io_completion_lower", "io_completion_at_unload_fixed"), .body = body, .processors = 3);
