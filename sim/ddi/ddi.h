/*
 * The rows of ddi.def as data: number, name, IRQL range, flags of every routine that a driver may call. Rows only; nothing is decided here.
 */
#ifndef NTSIM_DDI_H
#define NTSIM_DDI_H

#include <stddef.h>
#include <stdint.h>

enum ddi_flags { POINT = 1, WAKES = 2, QUIET = 4 };

enum ddi {
    DDI_NONE,
#define DDI(name, low, high, flags) DDI_##name,
#define DECLARED(name) DDI_##name,
#define HOOK(name)
#define DATA(name)
#include "ddi/ddi.def"
#undef DDI
#undef DECLARED
#undef HOOK
#undef DATA
    DDI_COUNT
};

struct ddi_row {
    const char *name;
    uint8_t low, high; /* IRQL */
    uint8_t flags;
    uint8_t modelled;
};

extern const struct ddi_row ddi_rows[DDI_COUNT];

/* Address of what a module imports under this name (routine, hook, system call; see bind.c), or NULL. Data exports: address of the variable's value. */
void *ddi_address(const char *name);
/* The number of the routine, DDI_NONE when it is no DDI row. */
enum ddi ddi_named(const char *name);

#endif
