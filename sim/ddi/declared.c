/*
 * What the headers declare, or Windows exports without a word, and nothing models yet: a call stops the run and says the name. No prototypes on purpose: the headers' differ, and no argument
 * is looked at.
 */
#include "ddi/ddi.h"



/* Registered by ke: this layer is below it. */
void (*ddi_not_modelled)(enum ddi id, uintptr_t site);

#define DDI(name, low, high, flags)
#define HOOK(name)
#define DATA(name)
#define DECLARED(name)                                                                                                                                 \
    void name(void);                                                                                                                                   \
    void name(void)                                                                                                                                    \
    {                                                                                                                                                  \
        ddi_not_modelled(DDI_##name, (uintptr_t)__builtin_return_address(0));                                                                         \
    }
#include "ddi/ddi.def"
#define EXPORTED(name) DECLARED(name)
#include "ddi/exported.def"
