/*
 * A DPC sets its timer again while Unload cancels it. By default the driver is stopped before the timer is due. It takes
 * two: the timer expires on another processor while Unload begins, and its DPC is held up between looking for the end
 * and setting the timer until the cancel is through. The timer expires in an image that is gone: 0xD4.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "dpc_rearm.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Pulse", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_PULSE_START, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

NTSIM_SCENARIO(dpc_rearm, .kind = "crash",
               .claim = "a DPC sets its timer again behind the cancel, which the flush does not undo",
               .drivers = NTSIM_DRIVERS("dpc_rearm"), .body = body, .processors = 2);

NTSIM_SCENARIO(dpc_rearm_fixed, .kind = "crash",
               .claim = "flush, cancel, flush: quiet",
               .drivers = NTSIM_DRIVERS("dpc_rearm_fixed"), .body = body, .processors = 2);
