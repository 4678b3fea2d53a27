/*
 * Many of everything at once: handles, requests that wait, devices with names, timers. A few here, so that all goes right; so many that what each costs can
 * be compared (crowd_handles_1000, crowd_handles_100000 ...) in the figures of tests/bench.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "crowd.h"

static HANDLE open_crowd(DWORD flags)
{
    HANDLE device = CreateFileW(L"\\\\.\\Crowd", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, flags, NULL);
    ntsim_check(device != INVALID_HANDLE_VALUE);
    return device;
}

static void *array(DWORD count, size_t size)
{
    void *memory = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, count * size);
    ntsim_check(memory != NULL);
    return memory;
}

static void handles(DWORD count)
{
    HANDLE *opened = array(count, sizeof *opened);
    for (DWORD i = 0; i < count; i++)
        opened[i] = open_crowd(0);
    for (DWORD i = 0; i < count; i++)
        ntsim_check(CloseHandle(opened[i]));
    HeapFree(GetProcessHeap(), 0, opened);
}

static void irps(DWORD count)
{
    OVERLAPPED *requests = array(count, sizeof *requests);
    HANDLE device = open_crowd(FILE_FLAG_OVERLAPPED), other = open_crowd(0);
    DWORD got = 0;
    for (DWORD i = 0; i < count; i++)
        ntsim_check(!DeviceIoControl(device, IOCTL_CROWD_KEEP, NULL, 0, NULL, 0, NULL, &requests[i]) && GetLastError() == ERROR_IO_PENDING);
    ntsim_check(DeviceIoControl(other, IOCTL_CROWD_COMPLETE, NULL, 0, NULL, 0, &got, NULL));
    for (DWORD i = 0; i < count; i++)
        ntsim_check(GetOverlappedResult(device, &requests[i], &got, FALSE));
    ntsim_check(CloseHandle(other) && CloseHandle(device));
    HeapFree(GetProcessHeap(), 0, requests);
}

static void control(DWORD code, DWORD count)
{
    HANDLE device = open_crowd(0);
    DWORD got = 0;
    ntsim_check(DeviceIoControl(device, code, &count, sizeof count, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
}

static void devices(DWORD count)
{
    control(IOCTL_CROWD_DEVICES, count);
}

static void timers(DWORD count)
{
    control(IOCTL_CROWD_TIMERS, count);
}

static int a_few(void)
{
    handles(20);
    irps(20);
    devices(20);
    timers(20);
    return 0;
}

/* As many of them in all, at most `at_once` at a time. */
static int in_all(void (*some)(DWORD count), DWORD at_once, DWORD total)
{
    for (DWORD done = 0; done < total; done += at_once)
        some(at_once);
    return 0;
}

#define CROWD(what, at_once, total)                                                                                                                              \
    static int what##_##at_once(void)                                                                                                                              \
    {                                                                                                                                                              \
        return in_all(what, at_once, total);                                                                                                                       \
    }                                                                                                                                                              \
    NTSIM_SCENARIO(crowd_##what##_##at_once, .kind = "scale", .claim = #total " " #what ", " #at_once " at a time", .drivers = NTSIM_DRIVERS("crowd"),             \
                   .body = what##_##at_once)

NTSIM_SCENARIO(crowd, .claim = "some handles, requests, devices and timers at once", .drivers = NTSIM_DRIVERS("crowd"), .body = a_few);
CROWD(handles, 1000, 100000);
CROWD(handles, 100000, 100000);
CROWD(irps, 1000, 100000);
CROWD(irps, 100000, 100000);
CROWD(devices, 1000, 100000);
CROWD(devices, 100000, 100000);
CROWD(timers, 1000, 1000000);
CROWD(timers, 1000000, 1000000);
