/*
 * U20: Unload queues a DPC for every processor and deletes the device that holds the DPCs. Those of other processors
 * are still queued; they run before the image goes, but after their memory went: 0xD5. With one processor there is no
 * other.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "dpc_left_queued.h"

static DWORD samples(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_SAMPLE_COUNT, NULL, 0, &count, sizeof count, &got, NULL));
    ntsim_check(got == sizeof count);
    return count;
}

static int body(void)
{
    SYSTEM_INFO system;
    DWORD got = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Sampler", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    GetSystemInfo(&system);
    ntsim_check(DeviceIoControl(device, IOCTL_SAMPLE_ALL, NULL, 0, NULL, 0, &got, NULL));
    while (samples(device) < system.dwNumberOfProcessors)
        Sleep(1);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u20_dpc_left_queued, .kind = "crash",
               .claim = "Unload deletes the device whose DPC another processor has yet to run",
               .drivers = NTSIM_DRIVERS("dpc_left_queued"), .body = body, .processors = 2,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD5, .verdict = NTSIM_PENDING});

NTSIM_SCENARIO(u20_dpc_left_queued_fixed, .kind = "crash", .claim = "Unload flushes the queued DPCs first",
               .drivers = NTSIM_DRIVERS("dpc_left_queued_fixed"), .body = body, .processors = 2);
