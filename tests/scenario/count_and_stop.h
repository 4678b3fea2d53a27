/*
 * What an application does with the drivers of edu_counter.h: it lets the card compute once and sees that it has, and
 * leaves with a second factorial on its way. The search begins there.
 */
#ifndef COUNT_AND_STOP_H
#define COUNT_AND_STOP_H

#include <windows.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

static void compute(HANDLE device, DWORD n)
{
    DWORD written = 0;

    ntsim_check(WriteFile(device, &n, sizeof n, &written, NULL) && written == sizeof n);
}

static DWORD done(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count);
    return count;
}

static int counter_body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Counter", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    compute(device, 5);
    while (done(device) < 1)
        Sleep(1);
    ntsim_search_here();
    compute(device, 6); /* done soon, but not yet */
    ntsim_check(CloseHandle(device));
    return 0;
}

#endif
