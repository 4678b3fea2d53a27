/*
 * U34: the registers stay mapped when the driver is gone.
 */
#include "count_and_stop.h"

NTSIM_SCENARIO(u34_io_space_left_mapped, .kind = "leak", .claim = "Unload leaves the registers mapped",
               .drivers = NTSIM_DRIVERS("io_space_left_mapped"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")),
               .body = counter_body, .processors = 2, .expect = {.leak = 1});

NTSIM_SCENARIO(u34_io_space_left_mapped_fixed, .kind = "leak",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("io_space_left_mapped_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = counter_body, .processors = 2);
