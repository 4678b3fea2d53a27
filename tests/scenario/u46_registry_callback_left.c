/*
 * U46: a driver leaves its registry callback registered. The next operation on the registry, here that of another driver that is being started, calls it: 0xCE.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static void stop_and_go_on(const char *driver)
{
    ntsim_check(ntsim_driver_stop("parameter_reader") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_start("parameter_reader") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_stop("parameter_reader") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_stop(driver) == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_start("parameter_reader") == ERROR_SUCCESS);
}

static int body(void)
{
    stop_and_go_on("registry_callback_left");
    return 0;
}

static int fixed_body(void)
{
    stop_and_go_on("registry_callback_left_fixed");
    return 0;
}

NTSIM_SCENARIO(u46_registry_callback_left, .kind = "crash", .claim = "Unload leaves a registry callback registered: the next operation on the registry calls it",
               .drivers = NTSIM_DRIVERS("registry_callback_left", "parameter_reader"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u46_registry_callback_left_fixed, .kind = "crash", .claim = "Unload takes its registry callback back: others go on with the registry",
               .drivers = NTSIM_DRIVERS("registry_callback_left_fixed", "parameter_reader"), .body = fixed_body);
