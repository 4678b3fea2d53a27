/*
 * What the kernel knows, for those who only look: views, reports. Nothing here moves, allocates in the machine or changes it, so it may be asked at any event.
 */
#ifndef NTSIM_KE_INSPECT_H
#define NTSIM_KE_INSPECT_H

#include "ke/armed.h"
#include "ke/ke.h"

#define KE_LOCKS_SHOWN 8

struct ke_processor_info {
    uint32_t number;
    KIRQL irql;
    bool moves; /* the one that moves now */
    bool idle, draining;
    const struct ke_thread *current, *next;
    const KSPIN_LOCK *spins_on;
    unsigned held; /* spin locks; the innermost last, the first few are shown */
    const KSPIN_LOCK *lock[KE_LOCKS_SHOWN];
    uintptr_t locked_by[KE_LOCKS_SHOWN];
};
/* False: there are not that many. */
bool ke_processor_info(uint32_t number, struct ke_processor_info *info);

/* Call sites and routines of a thread, innermost first; how many there are. */
size_t ke_thread_calls(const struct ke_thread *thread, uintptr_t *calls, size_t room);

/* The object that has this id; NULL: none (any more). */
const void *ke_labelled(uint32_t id);

/* Bug check callbacks whose routine is the image's, in order of registration. */
void ke_bugcheck_callbacks_visit(uint32_t image, void (*visit)(void *context, uintptr_t registered_by), void *context);

#endif
