/*
 * Linked into every driver: what `ntsim_module` says of it. DriverEntry is a strong reference, so that a driver without
 * one does not link. Compiled with the flags of the driver itself, from which `hooks` follows.
 */
#include "module_sections.h"

extern void DriverEntry(void);

extern const struct ntsim_alloc_text ntsim_alloc_text_table[];
/* A driver without #pragma alloc_text; otherwise the generated table takes its place. */
__attribute__((weak, visibility("hidden"))) const struct ntsim_alloc_text ntsim_alloc_text_table[1] = {{0, 0}};

extern const uint32_t ntsim_source_hash;
/* A driver whose build has not computed it; otherwise the generated one takes its place. */
__attribute__((weak, visibility("hidden"))) const uint32_t ntsim_source_hash = 0;

const struct ntsim_module ntsim_module = {
    MODULE_COMMON(NTSIM_MODULE_DRIVER),
    .entry = DriverEntry,
    .alloc_text = ntsim_alloc_text_table,
    .source_hash = &ntsim_source_hash,
};
