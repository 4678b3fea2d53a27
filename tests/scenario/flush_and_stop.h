/*
 * What an application does with the clients of slow_flush: the last flush is on its way when they are asked to stop.
 */
#ifndef FLUSH_AND_STOP_H
#define FLUSH_AND_STOP_H

#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "flusher.h"

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

#endif
