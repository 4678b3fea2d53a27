/*
 * Unload cancels a timer and does not flush its DPC. By default the driver is stopped before the timer is due. If it
 * expires on another processor, its DPC touches an extension that is gone: 0xD5.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "cancel_flush.h"

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Watchdog", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_WATCHDOG_RESET, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

NTSIM_SCENARIO(cancel_flush, .kind = "crash",
               .claim = "Unload cancels a timer but does not wait for the DPC that runs",
               .drivers = NTSIM_DRIVERS("cancel_flush"), .body = body, .processors = 2);

NTSIM_SCENARIO(cancel_flush_fixed, .kind = "crash",
               .claim = "Unload flushes the DPCs behind the cancel: quiet",
               .drivers = NTSIM_DRIVERS("cancel_flush_fixed"), .body = body, .processors = 2);
