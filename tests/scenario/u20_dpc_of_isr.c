/*
 * U20, a race: the card interrupts just before it is told to be silent; the ISR queues its DPC, and by default that has
 * run before Unload comes to delete the device. A schedule in which it has not shows 0xD5.
 */
#include "count_and_stop.h"

NTSIM_SCENARIO(
    u20_dpc_of_isr, .kind = "crash",
    .claim = "Unload does not flush the DPC of its ISR: quiet, but for one that is still queued on another processor",
    .drivers = NTSIM_DRIVERS("dpc_of_isr"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = counter_body,
    .processors = 2,
    .schedule = "NTS1:v=0.1,s=u20_dpc_of_isr,p=2,l=1,d=00000000,"
                "7.WRITE_REGISTER_ULONG.-.1=t,"
                "c=79040f4a");

NTSIM_SCENARIO(u20_dpc_of_isr_fixed, .kind = "crash",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("dpc_of_isr_fixed"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")),
               .body = counter_body, .processors = 2);
