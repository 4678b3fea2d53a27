/*
 * U09: an error path of the driver keeps a reference on its driver object. DriverUnload runs and deletes everything,
 * the stop looks as if it had worked, and the image stays.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "driver_reference_leaked.h"

static BOOL control(HANDLE device, DWORD code)
{
    DWORD got = 0;

    return DeviceIoControl(device, code, NULL, 0, NULL, 0, &got, NULL);
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Watch", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(control(device, IOCTL_WATCH_BEGIN));
    ntsim_check(!control(device, IOCTL_WATCH_BEGIN) && GetLastError() == ERROR_BUSY);
    ntsim_check(control(device, IOCTL_WATCH_END));
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u09_driver_reference_leaked, .kind = "wedge",
               .claim = "a reference on the driver object is never dropped: Unload has run, and the image stays",
               .drivers = NTSIM_DRIVERS("driver_reference_leaked"), .body = body,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u09_driver_reference_leaked_fixed, .kind = "wedge",
               .claim = "the error path drops its reference: the driver leaves",
               .drivers = NTSIM_DRIVERS("driver_reference_leaked_fixed"), .body = body);
