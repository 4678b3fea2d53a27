/*
 * U23, a race: Unload frees what the ISR writes to, and then turns the interrupt off. By default the card is not that
 * quick; a schedule in which it interrupts in between shows 0xD5.
 */
#include "count_and_stop.h"

NTSIM_SCENARIO(
    u23_resources_freed_first, .kind = "crash",
    .claim = "Unload frees the log of its ISR before the interrupt is off: quiet, but for an interrupt in between",
    .drivers = NTSIM_DRIVERS("resources_freed_first"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")),
    .body = counter_body, .processors = 2,
    .schedule = "NTS1:v=0.1,s=u23_resources_freed_first,p=2,l=1,d=00000000,"
                "7.WRITE_REGISTER_ULONG.-.1=t,"
                "c=a8645f76");

NTSIM_SCENARIO(u23_resources_freed_first_fixed, .kind = "crash",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("resources_freed_first_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = counter_body, .processors = 2);
