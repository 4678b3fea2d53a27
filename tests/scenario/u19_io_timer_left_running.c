/*
 * U19, a race: IoDeleteDevice takes the IoTimer off the list and frees the extension. By default the routine is not
 * running just then. A schedule in which it is, on the other processor, lets it use what was freed: 0xD5.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static DWORD seconds(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count);
    return count;
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Seconds", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    while (seconds(device) < 2)
        Sleep(250);
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    Sleep(1000); /* until the routine is due again */
    return 0;
}

NTSIM_SCENARIO(u19_io_timer_left_running, .kind = "crash",
               .claim = "Unload leaves its IoTimer running: quiet, but for a routine that another processor is in",
               .drivers = NTSIM_DRIVERS("io_timer_left_running"), .body = body, .processors = 2,
               .schedule = "NTS1:v=0.1,s=u19_io_timer_left_running,p=2,l=1,d=00000000,"
                           "7.IoDeleteSymbolicLink.-.1=t,"
                           "7.IoDeleteDevice.V1.1=P0,"
                           "1.KeAcquireSpinLockAtDpcLevel.L1.2=P1,"
                           "c=8282c200");

NTSIM_SCENARIO(u19_io_timer_left_running_fixed, .kind = "crash",
               .claim = "Unload stops the timer and flushes the DPC it runs in: quiet in any order",
               .drivers = NTSIM_DRIVERS("io_timer_left_running_fixed"), .body = body, .processors = 2);
