/*
 * U03: another driver opened the device and does not give the file object back when it goes. The device stays open, by
 * nobody: DriverUnload of the driver below is never called.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(
    u03_kernel_client_keeps_file, .kind = "wedge",
    .claim = "a client in the kernel leaves and keeps a file open: the driver below is never asked to unload",
    .drivers = NTSIM_DRIVERS("echo", "kernel_client_keeps_file"), .body = body,
    .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u03_kernel_client_keeps_file_fixed, .kind = "wedge",
               .claim = "the client gives the file object back: both leave",
               .drivers = NTSIM_DRIVERS("echo", "kernel_client_keeps_file_fixed"), .body = body);
