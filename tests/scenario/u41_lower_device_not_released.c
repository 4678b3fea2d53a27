/*
 * U41: a filter is attached above the device. The lower driver is stopped first, which waits for the filter; then the
 * filter is, which lets go of nothing. DriverUnload of the lower driver is never called.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "echo.h"

static void ask(HANDLE device)
{
    DWORD question = 42, answer = 0, got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_ECHO, &question, sizeof question, &answer, sizeof answer, &got, NULL));
    ntsim_check(got == sizeof answer && answer == question);
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ask(device);
    ntsim_check(CloseHandle(device));
    ntsim_check(ntsim_driver_stop("echo") == ERROR_SUCCESS);
    return 0;
}

NTSIM_SCENARIO(u41_lower_device_not_released, .kind = "wedge",
               .claim = "a filter stays attached when it is stopped: the driver below is wedged with it",
               .drivers = NTSIM_DRIVERS("echo", "lower_device_not_released"), .body = body,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u41_lower_device_not_released_fixed, .kind = "wedge",
               .claim = "the filter detaches, and the stop that waited for that goes on",
               .drivers = NTSIM_DRIVERS("echo", "lower_device_not_released_fixed"), .body = body);
