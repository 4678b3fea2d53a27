/*
 * A counter without a lock, in requests and in a DPC: no schedule of level 1 loses a count, but `--races` tells of the race
 * in each. At level 2 a count gets lost.
 */
#include "meter.h"

NTSIM_SCENARIO(race_counter, .kind = "race", .claim = "requests and a DPC count in one variable",
               .drivers = NTSIM_DRIVERS("race_counter"), .body = meter_body, .processors = 2);

NTSIM_SCENARIO(race_counter_fixed, .kind = "race", .claim = "a spin lock guards the count",
               .drivers = NTSIM_DRIVERS("race_counter_fixed"), .body = meter_body, .processors = 2);
