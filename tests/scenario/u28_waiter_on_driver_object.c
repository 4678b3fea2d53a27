/*
 * U28: DriverUnload frees an event that the driver's thread waits for. The thread's wait times out, and the system
 * takes it off the waiters of what was freed: 0xD5.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static DWORD ticks(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count);
    return count;
}

static int body(void)
{
    DWORD written = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Ticker", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    while (ticks(device) < 2)
        Sleep(30);
    ntsim_check(WriteFile(device, "", 1, &written, NULL));
    while (ticks(device) < 3)
        Sleep(30);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u28_waiter_on_driver_object, .kind = "crash",
               .claim = "Unload frees an event that a thread waits for: the wait ends in memory that is gone",
               .drivers = NTSIM_DRIVERS("waiter_on_driver_object"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD5, .verdict = NTSIM_PENDING});

NTSIM_SCENARIO(u28_waiter_on_driver_object_fixed, .kind = "crash",
               .claim = "Unload wakes the thread and waits for it before it frees the event",
               .drivers = NTSIM_DRIVERS("waiter_on_driver_object_fixed"), .body = body);
