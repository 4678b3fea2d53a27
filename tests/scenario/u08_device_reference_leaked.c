/*
 * U08: an error path of the driver keeps a reference on its device. DriverUnload runs and deletes the device, whose
 * object stays until the last reference goes, which never happens; the device holds the driver object, and that the
 * image.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "device_reference_leaked.h"

static int body(void)
{
    STACK_TOP top;
    DWORD got = 0;
    HANDLE device = CreateFileW(L"\\\\.\\StackTop", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, IOCTL_STACK_TOP, NULL, 0, &top, sizeof top, &got, NULL));
    ntsim_check(got == sizeof top && top.StackSize == 1);
    ntsim_check(!DeviceIoControl(device, IOCTL_STACK_TOP, NULL, 0, &top, sizeof top - 1, &got, NULL));
    ntsim_check(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u08_device_reference_leaked, .kind = "wedge",
               .claim = "a reference on the device is never dropped: it is deleted and stays, and the image with it",
               .drivers = NTSIM_DRIVERS("device_reference_leaked"), .body = body,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u08_device_reference_leaked_fixed, .kind = "wedge",
               .claim = "the error path drops its reference: the driver leaves",
               .drivers = NTSIM_DRIVERS("device_reference_leaked_fixed"), .body = body);
