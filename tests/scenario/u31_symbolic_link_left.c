/*
 * U31: DriverUnload deletes the device and leaves its symbolic link, which leads nowhere from then on.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    DWORD got = 1;
    char byte;
    HANDLE device = CreateFileW(L"\\\\.\\Nothing", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(ReadFile(device, &byte, 1, &got, NULL) && got == 0);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u31_symbolic_link_left, .kind = "leak", .claim = "Unload leaves its symbolic link behind",
               .drivers = NTSIM_DRIVERS("symbolic_link_left"), .body = body, .expect = {.leak = 1});

NTSIM_SCENARIO(u31_symbolic_link_left_fixed, .kind = "leak", .claim = "Unload deletes its symbolic link",
               .drivers = NTSIM_DRIVERS("symbolic_link_left_fixed"), .body = body);

/* The next DriverEntry makes the same link. */
static int twice(void)
{
    ntsim_check(ntsim_driver_start("symbolic_link_left") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_stop("symbolic_link_left") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_start("symbolic_link_left") == ERROR_ALREADY_EXISTS);
    return 0;
}

NTSIM_SCENARIO(u31_symbolic_link_collides, .kind = "leak",
               .claim = "a symbolic link left behind lets the next start of the same driver fail",
               .drivers = NTSIM_DRIVERS("symbolic_link_left"), .body = twice, .manual = 1, .expect = {.leak = 1});
