/*
 * Where a step's footprint (choice/footprint.h) is not known. Driver code is seen by its hooks, and routines whose row says KNOWN tell what they do themselves;
 * the scheduler does too. All other code of the simulator is found out where it gets the processor, by what its thread is in, and where a routine is entered.
 */
#ifndef NTSIM_KE_FOOTPRINT_H
#define NTSIM_KE_FOOTPRINT_H

#include "choice/footprint.h"
#include "ke/ke.h"

void ke_footprint_look(void);
void ke_footprint_foreign(void);

/* The current context begins a step, or goes on within one, wherever it stands. */
static inline void ke_footprint_resumed(void)
{
    if (__builtin_expect(footprint_open != NULL, 0))
        ke_footprint_look();
}

/* It enters code that tells nothing. */
static inline void ke_footprint_enters_foreign(void)
{
    if (__builtin_expect(footprint_open != NULL, 0))
        ke_footprint_foreign();
}

/* What lies between the two is not known, however often the context stops in it: interrupts, DPCs, what falls due, the end of an object. */
static inline void ke_footprint_unknown(void)
{
    footprint_all();
    ke_current()->unknown++;
}

static inline void ke_footprint_known(void)
{
    ke_current()->unknown--;
    footprint_all();
}

/* Which thread runs, or is to run next, on a processor; whether it is idle. */
static inline void ke_footprint_reads_processor(const struct ke_cpu *cpu)
{
    footprint_read(&cpu->next, 1);
}

static inline void ke_footprint_writes_processor(const struct ke_cpu *cpu)
{
    footprint_write(&cpu->next, 1);
}

#endif
