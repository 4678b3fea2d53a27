/*
 * Structured exceptions (include/ddk/excpt.h): the simulator's half. Frames live in the thread's private state; a frame whose block was left by break, goto or return
 * is told from a live one by the function's frame pointer and by the marks that the compiler put around the block.
 */
#ifndef NTSIM_KE_SEH_H
#define NTSIM_KE_SEH_H

#include "ke/ke.h"

/* Frames above `keep` belong to routines that have returned. */
void ke_seh_discard(struct ke_thread *thread, void *keep);
/* Called when a frame is no longer needed at thread end. */
void ke_seh_free(struct ke_thread *thread);

#endif
