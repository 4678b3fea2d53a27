/*
 * U27, a race: the thread's last act is to set the event that Unload waits for, and the call that ends it is still code
 * of the image. By default the thread gets there first. A schedule in which Unload runs on before it shows 0xCE.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

static DWORD polls(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count);
    return count;
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Poller", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    while (polls(device) < 2)
        Sleep(50);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(
    u27_thread_last_instruction, .kind = "crash",
    .claim =
        "Unload waits for an event that its thread sets: quiet, but for the thread whose last instruction comes late",
    .drivers = NTSIM_DRIVERS("thread_last_instruction"), .body = body, .processors = 2,
    .schedule = "NTS1:v=0.1,s=u27_thread_last_instruction,p=2,l=1,d=00000000,"
                "8.KeSetEvent!.E2.1=P0,"
                "c=5426b740");

NTSIM_SCENARIO(u27_thread_last_instruction_fixed, .kind = "crash",
               .claim = "Unload waits for the thread object: quiet in any order",
               .drivers = NTSIM_DRIVERS("thread_last_instruction_fixed"), .body = body);
