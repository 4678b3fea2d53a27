/* A spin lock taken with interrupts off, at whatever IRQL: what the ExInterlocked routines do. */
#ifndef NTSIM_KE_SPINLOCK_FORMS_H
#define NTSIM_KE_SPINLOCK_FORMS_H

#include "ke/ke.h"

KIRQL ke_lock_high(KSPIN_LOCK *lock);              /* [moves] at HIGH_LEVEL when it returns */
void ke_unlock_high(KSPIN_LOCK *lock, KIRQL irql); /* [moves] */

#endif
