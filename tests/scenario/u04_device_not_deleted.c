/*
 * U04: DriverUnload forgets IoDeleteDevice. It has run and will not run again, yet the device holds the driver object
 * and so the image: the service cannot be started again either. (Semantics 14: STATUS_IMAGE_ALREADY_LOADED.)
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

static DWORD next_ticket(void)
{
    DWORD ticket = 0, got = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Ticket", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(ReadFile(device, &ticket, sizeof ticket, &got, NULL) && got == sizeof ticket);
    ntsim_check(CloseHandle(device));
    return ticket;
}

static int stays_loaded(void)
{
    ntsim_check(next_ticket() == 1);
    ntsim_check(ntsim_driver_stop("device_not_deleted") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_start("device_not_deleted") == ERROR_SERVICE_ALREADY_RUNNING);
    return 0;
}

static int starts_again(void)
{
    ntsim_check(next_ticket() == 1 && next_ticket() == 2);
    ntsim_check(ntsim_driver_stop("device_not_deleted_fixed") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_start("device_not_deleted_fixed") == ERROR_SUCCESS);
    ntsim_check(next_ticket() == 1);
    return 0;
}

NTSIM_SCENARIO(u04_device_not_deleted, .kind = "wedge",
               .claim = "Unload leaves the device: the image stays, and the service cannot be started again",
               .drivers = NTSIM_DRIVERS("device_not_deleted"), .body = stays_loaded,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u04_device_not_deleted_fixed, .kind = "wedge",
               .claim = "Unload deletes the device: the driver leaves, and starts afresh",
               .drivers = NTSIM_DRIVERS("device_not_deleted_fixed"), .body = starts_again);
