/*
 * The rows of ddi.def as data: number, name, IRQL range, flags of every routine that a driver may call. Rows only; nothing is decided here.
 */
#ifndef NTSIM_DDI_H
#define NTSIM_DDI_H

#include <stddef.h>
#include <stdint.h>

enum ddi_flags { POINT = 1, WAKES = 2, QUIET = 4, KNOWN = 8 };

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
    DDI_COUNT, /* behind it: what is exported and not documented, which lists of routines leave out */
#define EXPORTED(name) DDI_##name,
#include "ddi/exported.def"
#undef EXPORTED
    DDI_END
};

struct ddi_row {
    const char *name;
    uint8_t low, high; /* IRQL */
    uint8_t flags;
    uint8_t modelled;
};

extern const struct ddi_row ddi_rows[DDI_END];

/* How a driver comes by a documented name. */
enum ddi_state { DDI_UNKNOWN, DDI_IS_EXPORTED, DDI_IS_DECLARED, DDI_IS_INLINE, DDI_IS_DATA, DDI_IS_MODELLED };

/* The area of the documentation that a routine belongs to, where what is missing is looked at area by area. */
enum ddi_area { DDI_GENERAL, DDI_PNP, DDI_POWER, DDI_WMI, DDI_DMA, DDI_FILE_SYSTEMS, DDI_OTHER_CLASS };

/* What real drivers use (demand.inc): by how many of 20 WDM drivers, and of 29 folders of driver source. */
struct ddi_demand {
    const char *name;
    uint8_t drivers, folders;
    uint8_t area; /* enum ddi_area */
};

extern const struct ddi_demand ddi_demand[];
extern const size_t ddi_demand_count;
extern const char *const ddi_inline[]; /* macros and inline functions of the headers; NULL ends it */

/* The demand for a routine; NULL: none of those drivers uses it. */
const struct ddi_demand *ddi_demand_of(const char *name);
enum ddi_state ddi_state_of(const char *name);
/* "PnP", "power", ...; "" for what belongs to no area of its own. */
const char *ddi_area_name(enum ddi_area area);

/* Address of what a module imports under this name (routine, hook, system call; see bind.c), or NULL. Data exports: address of the variable's value. */
void *ddi_address(const char *name);
/* The number of the routine, DDI_NONE when it has no row. */
enum ddi ddi_named(const char *name);

#endif
