/*
 * A device that interrupts, and a driver that does everything right: factorials are computed one after the other and
 * two at a time, the other registers are read and written, and the driver leaves.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

#include "edu_ioctl.h"

static DWORD factorial(HANDLE device, DWORD n)
{
    DWORD result = 0, got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_EDU_FACTORIAL, &n, sizeof n, &result, sizeof result, &got, NULL));
    ntsim_check(got == sizeof result);
    return result;
}

static DWORD WINAPI another(void *device)
{
    return factorial(device, 6);
}

static void two_at_a_time(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Edu", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE thread = CreateThread(NULL, 0, another, device, 0, NULL);
    HANDLE own = CreateFileW(L"\\\\.\\Edu", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD code = 0;

    ntsim_check(thread && factorial(own, 10) == 3628800);
    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(GetExitCodeThread(thread, &code) && code == 720);
    ntsim_check(CloseHandle(thread) && CloseHandle(own) && CloseHandle(device));
}

static void liveness(HANDLE device)
{
    DWORD value = 0x12345678, moved = 0;

    ntsim_check(WriteFile(device, &value, sizeof value, &moved, NULL) && moved == sizeof value);
    ntsim_check(ReadFile(device, &value, sizeof value, &moved, NULL) && moved == sizeof value);
    ntsim_check(value == ~0x12345678u);
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Edu", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(factorial(device, 0) == 1);
    ntsim_check(factorial(device, 5) == 120);
    ntsim_check(factorial(device, 13) == 1932053504);
    liveness(device);
    two_at_a_time();
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(edu_factorial, .claim = "a PCI device computes and interrupts, its driver completes requests and leaves",
               .drivers = NTSIM_DRIVERS("edu"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = body);

/* Pulled out, the device answers nothing: the request runs into the driver's watchdog, and the driver still leaves. */
static int pulled_body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Edu", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD n = 5, result = 0, got = 0;

    ntsim_check(factorial(device, 5) == 120);
    ntsim_check(ntsim_device_pull(0) && !ntsim_device_pull(0));
    ntsim_check(!DeviceIoControl(device, IOCTL_EDU_FACTORIAL, &n, sizeof n, &result, sizeof result, &got, NULL));
    ntsim_check(ReadFile(device, &result, sizeof result, &got, NULL) && result == MAXDWORD);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(edu_pulled, .claim = "a device is pulled out: its driver's watchdog ends the request, and it leaves",
               .drivers = NTSIM_DRIVERS("edu"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")),
               .body = pulled_body);
