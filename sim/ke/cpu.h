/*
 * A processor. Its fields are ke's; that the struct is open lets everybody ask cheaply which thread runs, at which IRQL (ke_current, ke_irql).
 */
#ifndef NTSIM_KE_CPU_H
#define NTSIM_KE_CPU_H

#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>
#include <wdm.h>

struct ke_thread;

#define KE_HELD_MAX 32

struct ke_held { /* a spin lock that a processor holds */
    KSPIN_LOCK *lock;
    uintptr_t site;
    KIRQL old_irql;
    bool raised; /* taken by a form that raised IRQL */
    bool shared; /* with other readers */
    uint8_t kind; /* enum ke_lock_kind */
};

struct ke_cpu {
    uint8_t number;
    KIRQL irql;
    bool idle;        /* nothing to do when it last looked */
    bool clock;       /* a clock interrupt is wanted here */
    bool dpc_request; /* the queue is to be drained as soon as IRQL falls */
    bool draining;
    uint8_t held_count;
    struct ke_thread *current, *next, *idle_thread;
    struct list dpcs; /* struct ke_armed.link */
    const KSPIN_LOCK *spins_on;
    bool yielded;     /* it polled: others first (search.md 3) */
    uint16_t futile_polls; /* in a row at DISPATCH_LEVEL, with nobody to change anything */
    struct ke_held held[KE_HELD_MAX];
};

/* Points to the pointer to the one that moves; set at boot. */
extern struct ke_cpu **ke_moving;

#endif
