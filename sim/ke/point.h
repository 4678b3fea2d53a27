/* What the hooks (mm) may ask of the scheduler. */
#ifndef NTSIM_KE_POINT_H
#define NTSIM_KE_POINT_H

#include <stdint.h>

/* The current context polls something that only others can change: another processor moves, or time passes. [moves] */
void ke_spin_poll(void);
/* Before a load or store of a driver that others may meet (level 2): `access` says which, `nth` how often this context has come there. [moves] */
void ke_access_point(uint32_t access, uint32_t nth);

#endif
