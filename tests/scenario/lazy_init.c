/*
 * Two requests at once to a driver that makes its table when it is first needed. By default one comes behind the other.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "lazy_init.h"

static DWORD WINAPI look_up(LPVOID parameter)
{
    DWORD got = 0;

    return DeviceIoControl(parameter, IOCTL_TABLE_LOOKUP, NULL, 0, NULL, 0, &got, NULL) ? 0 : GetLastError();
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Table", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                                FILE_FLAG_OVERLAPPED, NULL);
    HANDLE threads[2];

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    threads[0] = CreateThread(NULL, 0, look_up, device, 0, NULL);
    threads[1] = CreateThread(NULL, 0, look_up, device, 0, NULL);
    ntsim_check(threads[0] && threads[1]);
    ntsim_search_here();
    ntsim_check(WaitForMultipleObjects(2, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(CloseHandle(threads[0]) && CloseHandle(threads[1]) && CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(lazy_init, .kind = "leak",
               .claim = "two requests make the table twice, and one is lost",
               .drivers = NTSIM_DRIVERS("lazy_init"), .body = body, .processors = 4);

NTSIM_SCENARIO(lazy_init_fixed, .kind = "leak",
               .claim = "the one that comes second frees its own",
               .drivers = NTSIM_DRIVERS("lazy_init_fixed"), .body = body, .processors = 4);
