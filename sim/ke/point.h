/* What the hooks (mm) may ask of the scheduler. */
#ifndef NTSIM_KE_POINT_H
#define NTSIM_KE_POINT_H

/* The current context polls something that only others can change: another processor moves, or time passes. [moves] */
void ke_spin_poll(void);

#endif
