/*
 * U29: the driver goes while the one below still has an IRP of it. The IRP is completed 100 ms later, at PASSIVE_LEVEL,
 * and its completion routine is called in an image that is gone: 0xCE.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "completion_routine_left.h"

static void flush(HANDLE device)
{
    DWORD got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_FLUSH, NULL, 0, NULL, 0, &got, NULL));
}

static DWORD flushed(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_FLUSHED, NULL, 0, &count, sizeof count, &got, NULL));
    ntsim_check(got == sizeof count);
    return count;
}

static int flush_and_stop(const char *driver)
{
    HANDLE device = CreateFileW(L"\\\\.\\Flusher", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    flush(device);
    while (flushed(device) < 1)
        Sleep(50);
    flush(device);
    ntsim_check(CloseHandle(device));
    ntsim_check(ntsim_driver_stop(driver) == ERROR_SUCCESS);
    Sleep(1000);
    return 0;
}

static int body(void)
{
    return flush_and_stop("completion_routine_left");
}

static int fixed_body(void)
{
    return flush_and_stop("completion_routine_left_fixed");
}

NTSIM_SCENARIO(u29_completion_routine_left, .kind = "crash",
               .claim = "the driver leaves an IRP below: its completion routine is called in an image that is gone",
               .drivers = NTSIM_DRIVERS("slow_flush", "completion_routine_left"), .body = body, .processors = 2,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u29_completion_routine_left_fixed, .kind = "crash",
               .claim = "IoSetCompletionRoutineEx holds the driver until the routine has returned",
               .drivers = NTSIM_DRIVERS("slow_flush", "completion_routine_left_fixed"), .body = fixed_body,
               .processors = 2);
