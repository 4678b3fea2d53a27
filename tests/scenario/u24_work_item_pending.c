/*
 * U24: the driver's work item waits in a system worker for an event that nobody sets any more. DriverUnload has run;
 * the work item holds the device object, and the image never leaves.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "work_item_pending.h"

static BOOL control(HANDLE device, DWORD code)
{
    DWORD got = 0;

    return DeviceIoControl(device, code, NULL, 0, NULL, 0, &got, NULL);
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Collector", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(control(device, IOCTL_COLLECT) && control(device, IOCTL_ENOUGH));
    ntsim_check(control(device, IOCTL_COLLECT));
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u24_work_item_pending, .kind = "wedge",
               .claim = "Unload leaves a work item that waits for ever: it holds the device, and that the image",
               .drivers = NTSIM_DRIVERS("work_item_pending"), .body = body,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u24_work_item_pending_fixed, .kind = "wedge",
               .claim = "Unload ends its work item and waits until it is done",
               .drivers = NTSIM_DRIVERS("work_item_pending_fixed"), .body = body);
