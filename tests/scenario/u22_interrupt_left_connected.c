/*
 * U22: Unload leaves the interrupt connected. The card is done a few microseconds later and interrupts; its ISR is
 * called, at DIRQL, in an image that is gone: 0xD4.
 */
#include "count_and_stop.h"

NTSIM_SCENARIO(u22_interrupt_left_connected, .kind = "crash",
               .claim = "the interrupt stays connected: the ISR is called in an image that is gone",
               .drivers = NTSIM_DRIVERS("interrupt_left_connected"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = counter_body, .processors = 2,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD4, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u22_interrupt_left_connected_fixed, .kind = "crash",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("interrupt_left_connected_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = counter_body, .processors = 2);
