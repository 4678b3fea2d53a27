/*
 * U46: the driver hears of every handle to a process or thread, and takes a right away. Unload leaves the registration: the next thread that is made, whoever
 * makes it, calls an image that is gone: 0xCE.
 */
#include <windows.h>

#include <ntsim/scenario.h>

#include "warden.h"

static WARDEN_COUNTS counts_of(HANDLE device)
{
    WARDEN_COUNTS counts = {0};
    DWORD got = 0;

    ntsim_check(ReadFile(device, &counts, sizeof counts, &got, NULL) && got == sizeof counts);
    return counts;
}

/* A handle to this process: what is asked for is granted, but for what the driver forbids. */
static void a_right_is_taken_away(HANDLE device)
{
    HANDLE self = NULL, again = NULL;
    WARDEN_COUNTS before = counts_of(device), after;

    ntsim_check(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &self, 0, FALSE, DUPLICATE_SAME_ACCESS));
    after = counts_of(device);
    ntsim_check(after.Asked == before.Asked + 1 && after.Made == before.Made + 1);
    ntsim_check(after.Granted != 0 && !(after.Granted & WARDEN_FORBIDDEN));
    ntsim_check(!DuplicateHandle(self, device, GetCurrentProcess(), &again, 0, FALSE, DUPLICATE_SAME_ACCESS) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(CloseHandle(self));
    ntsim_check(DuplicateHandle(GetCurrentProcess(), device, GetCurrentProcess(), &again, 0, FALSE, DUPLICATE_SAME_ACCESS)); /* no handle to a process is made */
    ntsim_check(CloseHandle(again));
    ntsim_check(counts_of(device).Asked == after.Asked);
}

static DWORD WINAPI nothing(LPVOID context)
{
    (void)context;
    return 0;
}

static void one_more_thread(void)
{
    HANDLE thread = CreateThread(NULL, 0, nothing, NULL, 0, NULL);

    ntsim_check(thread != NULL && WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && CloseHandle(thread));
}

static int with(const char *driver)
{
    HANDLE device = CreateFileW(L"\\\\.\\Warden", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD asked;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    asked = counts_of(device).Asked;
    one_more_thread();
    ntsim_check(counts_of(device).Asked == asked + 1);
    a_right_is_taken_away(device);
    ntsim_check(CloseHandle(device));
    ntsim_check(ntsim_driver_stop(driver) == 0);
    one_more_thread();
    return 0;
}

static int broken(void)
{
    return with("object_callback_left");
}

static int fixed(void)
{
    return with("object_callback_left_fixed");
}

NTSIM_SCENARIO(u46_object_callback_left, .kind = "crash", .claim = "Unload leaves its object callbacks: the next thread that anybody makes calls an image that is gone",
               .drivers = NTSIM_DRIVERS("object_callback_left"), .body = broken,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u46_object_callback_left_fixed, .kind = "crash", .claim = "Unload takes its object callbacks back", .drivers = NTSIM_DRIVERS("object_callback_left_fixed"),
               .body = fixed);
