/*
 * U26: the driver's thread sleeps, beats, sleeps. Unload closes its handle, which ends nothing; when the thread wakes
 * up it returns into an image that is gone, at PASSIVE_LEVEL: 0xCE.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

static DWORD beats(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count);
    return count;
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Heart", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    while (beats(device) < 10)
        Sleep(100);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u26_thread_left_running, .kind = "crash",
               .claim = "Unload does not end its thread: it wakes up in an image that is gone",
               .drivers = NTSIM_DRIVERS("thread_left_running"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u26_thread_left_running_fixed, .kind = "crash",
               .claim = "Unload tells the thread to end and waits for the thread object",
               .drivers = NTSIM_DRIVERS("thread_left_running_fixed"), .body = body);
