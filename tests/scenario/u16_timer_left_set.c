/*
 * U16: the application sets an alarm for in five seconds; the driver is stopped at once and does not cancel the timer.
 * When it expires, at DISPATCH_LEVEL, neither the timer nor its DPC nor the code is there any more: 0xD4.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "timer_left_set.h"

static void set_alarm(HANDLE device, DWORD milliseconds)
{
    DWORD got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_ALARM_SET, &milliseconds, sizeof milliseconds, NULL, 0, &got, NULL));
}

static DWORD alarms(HANDLE device)
{
    DWORD rung = 0, got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_ALARM_COUNT, NULL, 0, &rung, sizeof rung, &got, NULL));
    ntsim_check(got == sizeof rung);
    return rung;
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Alarm", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    set_alarm(device, 20);
    while (alarms(device) == 0)
        Sleep(10);
    set_alarm(device, 5000);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u16_timer_left_set, .kind = "crash",
               .claim = "Unload does not cancel a timer: it expires five seconds later into an image that is gone",
               .drivers = NTSIM_DRIVERS("timer_left_set"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD4, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u16_timer_left_set_fixed, .kind = "crash", .claim = "Unload cancels the timer: nothing expires",
               .drivers = NTSIM_DRIVERS("timer_left_set_fixed"), .body = body);
