/*
 * U13: the stop succeeds, DriverUnload has been called, the device is gone from sight, and whoever stopped the service
 * takes the driver for unloaded. A reference of another driver holds the device object and so the image: the new
 * version cannot be started. The fixed twin asks the one who holds it first; then the image is really gone.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static BOOL is_visible(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Echo", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    return device != INVALID_HANDLE_VALUE && CloseHandle(device);
}

/* As an installer does that replaces a driver. */
static uint32_t replace(void)
{
    ntsim_check(is_visible());
    ntsim_check(ntsim_driver_stop("echo") == ERROR_SUCCESS);
    ntsim_check(!is_visible());
    return ntsim_driver_start("echo");
}

static int takes_it_for_unloaded(void)
{
    ntsim_check(replace() == ERROR_SERVICE_ALREADY_RUNNING);
    return 0;
}

static int asks_the_holder_first(void)
{
    ntsim_check(ntsim_driver_stop("unload_taken_for_unloaded_fixed") == ERROR_SUCCESS);
    ntsim_check(replace() == ERROR_SUCCESS && is_visible());
    return 0;
}

NTSIM_SCENARIO(u13_unload_taken_for_unloaded, .kind = "rule",
               .claim = "the stop succeeded and Unload was called, yet a reference holds the image: it is not unloaded",
               .drivers = NTSIM_DRIVERS("echo", "unload_taken_for_unloaded"), .body = takes_it_for_unloaded,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u13_unload_taken_for_unloaded_fixed, .kind = "rule",
               .claim = "the holder drops its reference first: after the stop the image is gone",
               .drivers = NTSIM_DRIVERS("echo", "unload_taken_for_unloaded_fixed"), .body = asks_the_holder_first);
