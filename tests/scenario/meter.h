/* What applications do with the drivers of drivers/race_counter/race_counter.h: two requests at a time, and every event that they caused counts. */
#ifndef METER_H
#define METER_H

#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "race_counter.h"

#define REQUESTS 2

/* By a handle of its own: the system lets through one request at a time of a handle. */
static DWORD ask(DWORD code)
{
    HANDLE device = CreateFileW(L"\\\\.\\Meter", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD answer = 0, got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, code, NULL, 0, &answer, sizeof answer, &got, NULL));
    ntsim_check(CloseHandle(device));
    return answer;
}

static DWORD WINAPI count(LPVOID unused)
{
    (void)unused;
    return ask(IOCTL_METER_COUNT);
}

/* Two requests at a time; their threads end with how many events they caused. */
static int meter_body(void)
{
    HANDLE threads[REQUESTS];
    DWORD events = 0, caused = 0;

    for (int i = 0; i < REQUESTS; i++)
        ntsim_check((threads[i] = CreateThread(NULL, 0, count, NULL, 0, NULL)) != NULL);
    ntsim_check(WaitForMultipleObjects(REQUESTS, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    for (int i = 0; i < REQUESTS; i++) {
        ntsim_check(GetExitCodeThread(threads[i], &caused));
        ntsim_check(CloseHandle(threads[i]));
        events += caused;
    }
    ntsim_check(ask(IOCTL_METER_TOTAL) == events);
    return 0;
}

#endif
