/*
 * U40, a race: Unload deletes the device before it disconnects the interrupt. By default the card is not that quick; a
 * schedule in which it interrupts in between lets the ISR use an extension that is gone: 0xD5.
 */
#include "count_and_stop.h"

NTSIM_SCENARIO(u40_deleted_before_disconnect, .kind = "crash",
               .claim = "Unload deletes the device before it disconnects: quiet, but for an interrupt in between",
               .drivers = NTSIM_DRIVERS("deleted_before_disconnect"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = counter_body, .processors = 2,
               .schedule = "NTS1:v=0.1,s=u40_deleted_before_disconnect,p=2,l=1,d=00000000,"
                           "7.WRITE_REGISTER_ULONG.-.1=t,"
                           "c=d80b6c34");

NTSIM_SCENARIO(u40_deleted_before_disconnect_fixed, .kind = "crash",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("deleted_before_disconnect_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = counter_body, .processors = 2);
