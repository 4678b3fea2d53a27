/*
 * Callback objects (ExCreateCallback): here and not in ex, because they are objects with names.
 */
#ifndef NTSIM_OB_CALLBACK_H
#define NTSIM_OB_CALLBACK_H

#include "ob/ob.h"

/* After ob_boot: the type, and the objects that the system itself offers under \Callback. */
void ob_callbacks_boot(void);

struct ob_callback_info {
    const void *object;
    const void *routine;
    uint32_t image; /* generation of the routine's image */
    uintptr_t registered_by;
    uint64_t registered_at;
};
/* Every registration, oldest first: what a driver left behind at unload (semantics 24: it holds nothing). */
void ob_callbacks_visit(void (*visit)(void *context, const struct ob_callback_info *info), void *context);

/* ObRegisterCallbacks: every registration of the image that is left. */
void ob_filters_visit(uint32_t image, void (*visit)(void *context, uintptr_t registered_by), void *context);

#endif
