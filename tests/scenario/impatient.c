/*
 * A request waits for an event on its own stack, gives up and returns; who was to signal it does so later. On Windows
 * that writes over whatever the thread has there by then. The culprit is who returned, not who signals.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "impatient.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Impatient", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, IOCTL_ASK, NULL, 0, NULL, 0, &got, NULL));
    Sleep(1000);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(impatient, .kind = "crash", .claim = "an event on a stack that has returned is signalled",
               .drivers = NTSIM_DRIVERS("impatient"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD5});

NTSIM_SCENARIO(impatient_fixed, .kind = "crash", .claim = "the request waits until it is signalled: quiet",
               .drivers = NTSIM_DRIVERS("impatient_fixed"), .body = body);
