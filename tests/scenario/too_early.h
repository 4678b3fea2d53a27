/* The driver is started before \Device\Echo is there, which fails, and once more when it is. */
#ifndef TOO_EARLY_H
#define TOO_EARLY_H

#include <windows.h>

#include <ntsim/scenario.h>

static int starts_too_early(const char *driver)
{
    ntsim_check(ntsim_driver_start(driver) == ERROR_FILE_NOT_FOUND);
    Sleep(3000);
    ntsim_check(ntsim_driver_start("echo") == ERROR_SUCCESS);
    ntsim_check(ntsim_driver_start(driver) == ERROR_SUCCESS);
    return 0;
}

#endif
