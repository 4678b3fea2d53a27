/*
 * What is measured inside the machine: a long and a short loop each, so that the cost of one turn is the difference.
 */
#include <windows.h>
#include <ntsim/device.h>
#include <ntsim/scenario.h>
#include <winioctl.h>

#include "edu_ioctl.h"

#define IOCTL_ECHO CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

static int round_trips(unsigned count)
{
    char in[64] = "ntsim", out[64];
    DWORD returned;
    HANDLE device = CreateFileW(L"\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    ntsim_check(device != INVALID_HANDLE_VALUE);
    for (unsigned i = 0; i < count; i++)
        if (!DeviceIoControl(device, IOCTL_ECHO, in, sizeof in, out, sizeof out, &returned, NULL))
            return 1;
    CloseHandle(device);
    return 0;
}

static int starts_and_stops(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (ntsim_driver_start("echo") || ntsim_driver_stop("echo"))
            return 1;
    return 0;
}

/* One request each: a register is written, the device interrupts, ISR, DPC, completion. */
static int edu_requests(unsigned count)
{
    DWORD n = 5, result, got;
    HANDLE device = CreateFileW(L"\\\\.\\Edu", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    ntsim_check(device != INVALID_HANDLE_VALUE);
    for (unsigned i = 0; i < count; i++)
        if (!DeviceIoControl(device, IOCTL_EDU_FACTORIAL, &n, sizeof n, &result, sizeof result, &got, NULL) || result != 120)
            return 1;
    CloseHandle(device);
    return 0;
}

static int edu_short(void)
{
    return edu_requests(1000);
}

static int edu_long(void)
{
    return edu_requests(21000);
}

/* A driver's whole life, searched from before it is loaded: load, open, ask, close, stop, unload. */
static int life(void)
{
    ntsim_check(ntsim_driver_start("echo") == 0);
    int result = round_trips(1);
    ntsim_check(ntsim_driver_stop("echo") == 0);
    return result;
}

static int irp_short(void)
{
    return round_trips(1000);
}

static int irp_long(void)
{
    return round_trips(401000);
}

static int start_short(void)
{
    return starts_and_stops(100);
}

static int start_long(void)
{
    return starts_and_stops(10100);
}

NTSIM_SCENARIO(bench_irp_short, .claim = "1,000 round trips", .drivers = NTSIM_DRIVERS("echo"), .body = irp_short);
NTSIM_SCENARIO(bench_irp_long, .claim = "401,000 round trips", .drivers = NTSIM_DRIVERS("echo"), .body = irp_long);
NTSIM_SCENARIO(bench_start_short, .claim = "100 starts and stops", .drivers = NTSIM_DRIVERS("echo"), .body = start_short, .manual = 1);
NTSIM_SCENARIO(bench_start_long, .claim = "10,100 starts and stops", .drivers = NTSIM_DRIVERS("echo"), .body = start_long, .manual = 1);
NTSIM_SCENARIO(bench_edu_short, .claim = "1,000 requests to a device that interrupts", .drivers = NTSIM_DRIVERS("edu"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = edu_short);
NTSIM_SCENARIO(bench_edu_long, .claim = "21,000 requests to a device that interrupts", .drivers = NTSIM_DRIVERS("edu"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = edu_long);
NTSIM_SCENARIO(bench_life, .claim = "a driver is loaded, asked and unloaded", .drivers = NTSIM_DRIVERS("echo"), .body = life, .manual = 1);
