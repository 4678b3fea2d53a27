/*
 * The whole way once, and nothing goes wrong: what is written is read, what is sent comes back, and the driver leaves.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "echo.h"

static void read_what_was_written(HANDLE device)
{
    static const char text[] = "a line";
    char answer[ECHO_ROOM] = "";
    DWORD moved = 0;

    ntsim_check(WriteFile(device, text, sizeof text, &moved, NULL) && moved == sizeof text);
    ntsim_check(ReadFile(device, answer, sizeof answer, &moved, NULL) && moved == sizeof text);
    ntsim_check(memcmp(text, answer, sizeof text) == 0);
}

static void get_what_was_sent(HANDLE device)
{
    static char text[] = "hello, driver";
    char answer[sizeof text] = "";
    DWORD got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_ECHO, text, sizeof text, answer, sizeof answer, &got, NULL));
    ntsim_check(got == sizeof text && memcmp(text, answer, sizeof text) == 0);
    ntsim_check(DeviceIoControl(device, IOCTL_ECHO, text, sizeof text, answer, 5, &got, NULL) && got == 5);
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    read_what_was_written(device);
    get_what_was_sent(device);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(echo, .claim = "an application talks to a driver, which is then stopped and leaves",
               .drivers = NTSIM_DRIVERS("echo"), .body = body);
