/*
 * Q35: raised IRQL is the only mutual exclusion. With one processor that is enough, and `--races` is silent; with two
 * it tells, as soon as both processors count.
 */
#include "meter.h"

NTSIM_SCENARIO(race_irql_only, .kind = "race", .claim = "raising IRQL guards a variable on one processor",
               .drivers = NTSIM_DRIVERS("race_irql_only"), .body = meter_body, .processors = 2);

NTSIM_SCENARIO(race_irql_only_fixed, .kind = "race", .claim = "a spin lock guards it on all",
               .drivers = NTSIM_DRIVERS("race_irql_only_fixed"), .body = meter_body, .processors = 2);
