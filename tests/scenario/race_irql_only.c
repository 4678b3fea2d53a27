/*
 * Q35: raised IRQL is the only mutual exclusion. With one processor that is enough, and `--races` is silent; with two it tells.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "race_counter.h"

#define REQUESTS 2

static HANDLE device;

static DWORD WINAPI count(LPVOID unused)
{
    DWORD got = 0;

    (void)unused;
    return !DeviceIoControl(device, IOCTL_METER_COUNT, NULL, 0, NULL, 0, &got, NULL);
}

/* Two requests at a time. How many events are counted is not looked at: a race is one, also where no count was lost. */
static int body(void)
{
    HANDLE threads[REQUESTS];
    DWORD total = 0, got = 0;

    device = CreateFileW(L"\\\\.\\Meter", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    ntsim_check(device != INVALID_HANDLE_VALUE);
    for (int i = 0; i < REQUESTS; i++)
        ntsim_check((threads[i] = CreateThread(NULL, 0, count, NULL, 0, NULL)) != NULL);
    ntsim_check(WaitForMultipleObjects(REQUESTS, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    for (int i = 0; i < REQUESTS; i++)
        ntsim_check(CloseHandle(threads[i]));
    ntsim_check(DeviceIoControl(device, IOCTL_METER_TOTAL, NULL, 0, &total, sizeof total, &got, NULL));
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(race_irql_only, .kind = "race", .claim = "raising IRQL guards a variable on one processor", .drivers = NTSIM_DRIVERS("race_irql_only"),
               .body = body, .processors = 2);

NTSIM_SCENARIO(race_irql_only_fixed, .kind = "race", .claim = "a spin lock guards it on all",
               .drivers = NTSIM_DRIVERS("race_irql_only_fixed"), .body = body, .processors = 2);
