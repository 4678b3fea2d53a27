/*
 * A card that was pulled out answers the same for ever. Who asks it for ever hangs; who counts how often he has asked does not, wherever he counts.
 */
#include <windows.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Poller", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD moved;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(ntsim_device_pull(0));
    ntsim_check(!WriteFile(device, "n", 1, &moved, NULL));
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(pulled_poll, .claim = "a driver asks a card that was pulled out for ever", .drivers = NTSIM_DRIVERS("pulled_poll"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = body, .expect = {.outcome = NTSIM_HANG});
NTSIM_SCENARIO(pulled_poll_fixed, .claim = "a driver gives up after so many looks", .drivers = NTSIM_DRIVERS("pulled_poll_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = body);
