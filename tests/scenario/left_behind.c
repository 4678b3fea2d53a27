/*
 * What an image leaves behind is told by kind and by place (left_behind.cmake looks at the list).
 */
#include <windows.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

static int body(void)
{
    return 0;
}

NTSIM_SCENARIO(left_behind, .kind = "leak", .claim = "a driver leaves one of everything behind",
               .drivers = NTSIM_DRIVERS("left_behind"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")),
               .body = body, .expect = {.leak = 1});
