/*
 * U30, a race: DriverUnload waits for an event that the completion routine sets, and the routine's return is still code
 * of the image. By default the routine gets there first. A schedule in which Unload runs on before it shows 0xCE.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "completion_last_instruction.h"

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
    return flush_and_stop("completion_last_instruction");
}

static int fixed_body(void)
{
    return flush_and_stop("completion_last_instruction_fixed");
}

NTSIM_SCENARIO(
    u30_completion_last_instruction, .kind = "crash",
    .claim = "Unload waits for the event of a completion routine: quiet, but for a routine that returns late",
    .drivers = NTSIM_DRIVERS("slow_flush", "completion_last_instruction"), .body = body, .processors = 2,
    .schedule = "NTS1:v=0.1,s=u30_completion_last_instruction,p=2,l=1,d=00000000,"
                "8.KeSetEvent!.E2.1=P1,"
                "c=3356ae01");

NTSIM_SCENARIO(u30_completion_last_instruction_fixed, .kind = "crash",
               .claim = "IoSetCompletionRoutineEx holds the driver until the routine has returned: quiet in any order",
               .drivers = NTSIM_DRIVERS("slow_flush", "completion_last_instruction_fixed"), .body = fixed_body,
               .processors = 2);
