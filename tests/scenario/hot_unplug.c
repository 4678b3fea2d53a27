/*
 * Factorials are asked for, and the card may be pulled out at any moment: whether and when is the search's choice. The
 * card is there in a schedule of `run`.
 */
#include <windows.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

static void ask(HANDLE device)
{
    DWORD result = 0, got = 0;

    if (ReadFile(device, &result, sizeof result, &got, NULL))
        ntsim_check(got == sizeof result && result == 120);
    else
        ntsim_check(GetLastError() == ERROR_DEVICE_NOT_CONNECTED);
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Factorial", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ask(device);
    ask(device);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(hot_unplug, .kind = "crash",
               .claim = "a busy bit is polled until it clears; when the card is pulled out it never does",
               .drivers = NTSIM_DRIVERS("factorial_polled"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_PULLABLE("edu")),
               .body = body);

NTSIM_SCENARIO(hot_unplug_fixed, .kind = "crash", .claim = "all ones is no answer: the request fails at once",
               .drivers = NTSIM_DRIVERS("factorial_polled_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_PULLABLE("edu")), .body = body);
