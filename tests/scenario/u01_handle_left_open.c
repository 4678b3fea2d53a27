/*
 * U01: an application keeps a handle. The stop is accepted, DriverUnload is not called, and nothing that is still to
 * come will close the handle. The driver is not to blame: the twin is the same driver with an application that closes.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "echo.h"

static HANDLE talk(void)
{
    char text[] = "still here?", answer[sizeof text] = "";
    DWORD got = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, IOCTL_ECHO, text, sizeof text, answer, sizeof answer, &got, NULL));
    ntsim_check(got == sizeof text && memcmp(text, answer, sizeof text) == 0);
    return device;
}

static int leaves_open(void)
{
    talk();
    return 0;
}

static int closes(void)
{
    ntsim_check(CloseHandle(talk()));
    return 0;
}

NTSIM_SCENARIO(u01_handle_left_open, .kind = "wedge",
               .claim = "an application keeps a handle open: the stop is accepted, and the driver stays",
               .drivers = NTSIM_DRIVERS("echo"), .body = leaves_open,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u01_handle_left_open_fixed, .kind = "wedge",
               .claim = "the application closes its handle: the driver leaves", .drivers = NTSIM_DRIVERS("echo"),
               .body = closes);
