/*
 * U30, a race: DriverUnload waits for an event that the completion routine sets, and the routine's return is still code
 * of the image. By default the routine gets there first. A schedule in which Unload runs on before it shows 0xCE.
 */
#include "flush_and_stop.h"

static int body(void)
{
    return flush_and_stop("completion_last_instruction");
}

static int fixed_body(void)
{
    return flush_and_stop("completion_last_instruction_fixed");
}

NTSIM_SCENARIO(
    u30_completion_last_instruction, .kind = "crash",
    .claim = "Unload waits for the event of a completion routine: quiet, but for a routine that returns late",
    .drivers = NTSIM_DRIVERS("slow_flush", "completion_last_instruction"), .body = body, .processors = 2,
    .schedule = "NTS1:v=0.1,s=u30_completion_last_instruction,p=2,l=1,d=00000000,"
                "8.KeSetEvent!.E2.1=P1,"
                "c=3356ae01");

NTSIM_SCENARIO(u30_completion_last_instruction_fixed, .kind = "crash",
               .claim = "IoSetCompletionRoutineEx holds the driver until the routine has returned: quiet in any order",
               .drivers = NTSIM_DRIVERS("slow_flush", "completion_last_instruction_fixed"), .body = fixed_body,
               .processors = 2);
