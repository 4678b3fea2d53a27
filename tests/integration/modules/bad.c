/*
 * Modules that no build of ours makes, one for each macro: FOREIGN (no ntsim_module at all), NO_ENTRY (a driver without DriverEntry), OTHER_FORMAT (of
 * another version), UNKNOWN_ROUTINE (needs what this ntsim does not have).
 */
#include "crt/module.h"

#if defined(FOREIGN)

int answer(void);
int answer(void)
{
    return 42;
}

#else

#ifdef UNKNOWN_ROUTINE
static struct ntsim_import imports[] = {{"KeFromTheFuture", 0}};
#endif

#ifndef NO_ENTRY
static void entry(void)
{
}
#endif

extern __attribute__((visibility("default"))) struct ntsim_module ntsim_module;
struct ntsim_module ntsim_module = {
#ifdef OTHER_FORMAT
    .format = NTSIM_MODULE_FORMAT + 1,
#else
    .format = NTSIM_MODULE_FORMAT,
#endif
    .kind = NTSIM_MODULE_DRIVER,
    .size = sizeof(struct ntsim_module),
#ifndef NO_ENTRY
    .entry = entry,
#endif
#ifdef UNKNOWN_ROUTINE
    .imports = imports,
    .imports_end = imports + 1,
#endif
};

#endif
