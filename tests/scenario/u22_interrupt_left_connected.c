/*
 * U22: Unload leaves the interrupt connected. The card is done a few microseconds later and interrupts; its ISR is
 * called, at DIRQL, in an image that is gone: 0xD4.
 */
#include <windows.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

static void compute(HANDLE device, DWORD n)
{
    DWORD written = 0;

    ntsim_check(WriteFile(device, &n, sizeof n, &written, NULL) && written == sizeof n);
}

static DWORD done(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count);
    return count;
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Counter", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    compute(device, 5);
    while (done(device) < 1)
        Sleep(1);
    ntsim_search_here();
    compute(device, 6); /* done soon, but not yet */
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u22_interrupt_left_connected, .kind = "crash",
               .claim = "the interrupt stays connected: the ISR is called in an image that is gone",
               .drivers = NTSIM_DRIVERS("interrupt_left_connected"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = body, .processors = 2,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD4, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u22_interrupt_left_connected_fixed, .kind = "crash",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("interrupt_left_connected_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = body, .processors = 2);
