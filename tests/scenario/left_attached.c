/*
 * A program and a driver share memory by a section; the driver looks at it from a work item that attaches to the program's process. On one way out it forgets to detach, and
 * the system's worker thread would go on in the wrong address space.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "left_attached.h"

static int body(void)
{
    DWORD got, sum = 0;
    ULONG64 address = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Window", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, IOCTL_WINDOW_MAP, NULL, 0, &address, sizeof address, &got, NULL) && got == sizeof address);
    unsigned char *window = (unsigned char *)(ULONG_PTR)address;
    ntsim_check(window[0] == 0 && window[WINDOW_BYTES - 1] == 0);
    window[0] = 200, window[1] = 100;
    ntsim_check(DeviceIoControl(device, IOCTL_WINDOW_SUM, NULL, 0, &sum, sizeof sum, &got, NULL) && sum == 300);
    window[0] = 0;
    ntsim_check(!DeviceIoControl(device, IOCTL_WINDOW_SUM, NULL, 0, &sum, sizeof sum, &got, NULL) && GetLastError() == ERROR_NOT_FOUND);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(left_attached, .claim = "A work item returns attached to a program's process", .drivers = NTSIM_DRIVERS("left_attached"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0x5, .verdict = NTSIM_PENDING});

NTSIM_SCENARIO(left_attached_fixed, .claim = "A work item detaches on every way out", .drivers = NTSIM_DRIVERS("left_attached_fixed"), .body = body);
