/*
 * U15: an application reads from a doorbell that nobody rings, gives up and closes its handle. The request is not completed, so the file object stays, and
 * with it the reference on the device: Unload is never called.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    static OVERLAPPED read;
    static char rung[4];
    HANDLE device = CreateFileW(L"\\\\.\\Doorbell", GENERIC_READ, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(!ReadFile(device, rung, sizeof rung, NULL, &read) && GetLastError() == ERROR_IO_PENDING);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u15_request_not_completed, .kind = "wedge", .claim = "a request is never completed: its file object stays, and with it the driver",
               .drivers = NTSIM_DRIVERS("request_not_completed"), .body = body, .expect = {.verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u15_request_not_completed_fixed, .kind = "wedge", .claim = "the last handle that is closed cancels the request: the driver leaves",
               .drivers = NTSIM_DRIVERS("request_not_completed_fixed"), .body = body);
