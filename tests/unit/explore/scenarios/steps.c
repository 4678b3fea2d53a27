/* The threads are created, none has run; then nothing but they moves until they are done. */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "steps.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Steps", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_STEPS_START, NULL, 0, NULL, 0, &got, NULL));
    ntsim_search_here();
    ntsim_settle();
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(explore_steps, .claim = "threads take steps that a test chooses", .drivers = NTSIM_DRIVERS("explore_steps"), .body = body, .processors = 2 + 3);
