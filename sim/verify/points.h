/*
 * Scheduling points of level 2: before loads and stores of drivers to memory that two contexts touch and one of them writes.
 *
 * An access is known by function, kind and field ("@Bump~w~Total"; explore/schedule.h has the form), not by its address in code. Which ones are shared is learnt while
 * runs go on, but used only when points_adopt is called, so that what a run is asked depends on nothing that it does itself: the same run is asked the same
 * again. All of this is the host's; the counts of a run are the machine's.
 */
#ifndef NTSIM_VERIFY_POINTS_H
#define NTSIM_VERIFY_POINTS_H

#include <stdbool.h>
#include <stdint.h>

#define POINTS_NAME_MAX 96

/* The number of an access by its name, from 1 on; it lasts as long as the process. */
uint32_t points_named(const char *name);
const char *points_name(uint32_t access);

/* Nothing is offered, nothing has been learnt. */
void points_forget(void);
/* This one is offered from now on: for replaying. */
void points_want(uint32_t access);
/* What was learnt is offered from now on. True: there was something new. */
bool points_adopt(void);
/* What was learnt and is not offered is forgotten. True: there was something. */
bool points_settle(void);

#endif
