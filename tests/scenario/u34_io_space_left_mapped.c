/*
 * U34: the registers stay mapped when the driver is gone.
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

NTSIM_SCENARIO(u34_io_space_left_mapped, .kind = "leak", .claim = "Unload leaves the registers mapped",
               .drivers = NTSIM_DRIVERS("io_space_left_mapped"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")),
               .body = body, .processors = 2, .expect = {.leak = 1});

NTSIM_SCENARIO(u34_io_space_left_mapped_fixed, .kind = "leak",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("io_space_left_mapped_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = body, .processors = 2);
