/*
 * What the simulator knows about an MDL, beside the MDL itself, which is driver memory and may say anything. Private to
 * sim/mm.
 *
 *   (new) -- lock --> pages locked -- map --> mapped -- unmap --> pages locked -- unlock --> (gone)
 */
#ifndef NTSIM_MM_MDL_H
#define NTSIM_MM_MDL_H

#include "mm/state.h"

struct mm_lock *mm_lock_of(const MDL *mdl);
/* Fills in the page numbers behind the MDL. */
void mm_mdl_set_pages(PMDL mdl, const void *memory);
/* An MDL whose memory is charged to the driver that asks. NULL when pool is out. */
PMDL mm_mdl_alloc_for_driver(PVOID address, ULONG length, uintptr_t site);
/* The target describes a part of the source's pages: whatever is known of these holds for it. */
void mm_mdl_partial(PMDL source, PMDL target, PVOID address, ULONG length);
/* A lock of pages that were made for the MDL (MmAllocatePagesForMdl). */
void mm_mdl_own_pages(PMDL mdl, void *pages);

#endif
