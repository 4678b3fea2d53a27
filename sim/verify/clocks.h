/*
 * Vector clocks. A strand is a context whose operations come one after the other: a thread, or all that interrupts a processor at one level. What happened in strand
 * s at clock c came before a strand that knows s to have reached c.
 */
#ifndef NTSIM_VERIFY_CLOCKS_H
#define NTSIM_VERIFY_CLOCKS_H

#include "ke/ke.h"

#define STRANDS_MAX 128 /* of a run; what comes later goes without */
#define STRAND_NONE 0xFFFF

struct strand {
    uint32_t knows[STRANDS_MAX];
    uint16_t number; /* STRAND_NONE: it has touched nothing yet, and passes on what it was told */
    KIRQL level;
    bool interrupts;
    struct strand *outer; /* whom it interrupts */
};

void clocks_boot(void);
/* The strand that runs. */
struct strand *clocks_strand(void);
/* Gives it a number of its own. False: there are too many. */
bool clocks_count(struct strand *strand);

void clocks_acquire(struct ke_thread *thread, const void *object);
void clocks_release(const void *object);
void clocks_begin(KIRQL level);
void clocks_end(void);
void clocks_raised(KIRQL from, KIRQL to);
void clocks_lowered(KIRQL to, KIRQL from);

#endif
