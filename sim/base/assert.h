/*
 * Our own broken invariants (design 4.15): on in every build, never mixed with what a driver did wrong.
 */
#ifndef NTSIM_BASE_ASSERT_H
#define NTSIM_BASE_ASSERT_H

#include <stdnoreturn.h>

/* Ends the run with outcome `broken`, or the process with exit code 4 when none is running. */
noreturn void sim_broken(const char *file, int line, const char *claim);

/* Set by the machine: how to end a run. It does not return. NULL: none is running. */
extern void (*sim_broken_handler)(const char *file, int line, const char *claim);

#define sim_assert(claim) ((claim) ? (void)0 : sim_broken(__FILE__, __LINE__, #claim))

#endif
