/* What the hooks (mm) may ask of the scheduler. */
#ifndef NTSIM_KE_POINT_H
#define NTSIM_KE_POINT_H

#include <stdint.h>

/* The current context polls something that only others can change: another processor moves, or time passes. [moves] */
void ke_spin_poll(void);
/*
 * The current context asks something again that can only give the same answer (a device that is gone), and has changed nothing of its own since it began to, `since`: another thread or processor
 * goes on, or time passes in large steps. After a virtual minute of it that is a hang. [moves]
 */
void ke_futile_poll(uint64_t since_100ns, const char *what);
/* Before a load or store of a driver that others may meet (level 2): `access` says which, `nth` how often this context has come there. [moves] */
void ke_access_point(uint32_t access, uint32_t nth);

#endif
