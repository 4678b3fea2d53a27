/*
 * A module's debug information, by elfutils' libdw. The library is opened at the first question and not linked: starting must stay quick, and most runs never
 * ask. Without the library (or without debug information) there is nothing to be had.
 */
#ifndef NTSIM_HOST_DEBUG_DWARF_H
#define NTSIM_HOST_DEBUG_DWARF_H

#include "private.h"

#include <dwarf.h>
#include <elfutils/libdw.h>

/* The functions used, under their own names. */
#define DEBUG_FUNCTIONS(each)                                                                                          \
    each(dwarf_begin) each(dwarf_end) each(dwarf_get_units) each(dwarf_haspc) each(dwarf_getsrc_die)                   \
        each(dwarf_linesrc) each(dwarf_lineno) each(dwarf_attr) each(dwarf_formstring) each(dwarf_new_oom_handler)     \
            each(dwarf_getscopes) each(dwarf_getscopes_die) each(dwarf_formref_die) each(dwarf_diename) each(dwarf_tag)

struct debug_library {
#define POINTER(name) __typeof__(&name) name;
    DEBUG_FUNCTIONS(POINTER)
#undef POINTER
};

/* NULL: it is not there. */
const struct debug_library *host__debug_library(void);

/* Calls `visit` with each unit of the module's debug information that has code at the address. */
void host__debug_units_at(const struct host_module *module, uintptr_t address, void (*visit)(void *context, Dwarf_Die *unit, Dwarf_Addr address), void *context);

#endif
