/*
 * Registry callbacks, for those above who look at what a driver left.
 */
#ifndef NTSIM_CM_CALLBACK_H
#define NTSIM_CM_CALLBACK_H

#include <stdint.h>

/* Every registration of the image that is left (semantics 24: it holds nothing of the driver). */
void cm_callbacks_visit(uint32_t image, void (*visit)(void *context, uintptr_t registered_by), void *context);

#endif
