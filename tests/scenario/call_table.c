/*
 * A pointer into another driver is worth as much as what keeps that driver in memory. The culprit is who called it, not who has rightly gone.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "call_table.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\TableUser", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0, number = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, IOCTL_USE_TABLE, NULL, 0, &number, sizeof number, &got, NULL) && number == 1);
    ntsim_check(ntsim_driver_stop("call_table") == ERROR_SUCCESS);
    ntsim_check(DeviceIoControl(device, IOCTL_USE_TABLE, NULL, 0, &number, sizeof number, &got, NULL) && number == 2);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(call_table, .kind = "crash", .claim = "a driver calls another through a pointer after that one has gone", .drivers = NTSIM_DRIVERS("call_table", "call_table_user"),
               .body = body, .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE});
NTSIM_SCENARIO(call_table_fixed, .kind = "crash", .claim = "the other driver's file is kept, and so the other driver", .drivers = NTSIM_DRIVERS("call_table", "call_table_user_fixed"),
               .body = body);
