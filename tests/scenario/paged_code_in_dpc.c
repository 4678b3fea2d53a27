/*
 * Rule Q05b for code: a DPC calls a routine that alloc_text made pageable: 0xD1, at the routine.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    Sleep(50);
    return 0;
}

NTSIM_SCENARIO(paged_code_in_dpc, .kind = "crash", .claim = "a DPC calls a routine in pageable code",
               .drivers = NTSIM_DRIVERS("paged_code_in_dpc"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD1, .verdict = NTSIM_PENDING});

NTSIM_SCENARIO(paged_code_in_dpc_fixed, .kind = "crash", .claim = "the DPC calls nothing pageable, and Unload may",
               .drivers = NTSIM_DRIVERS("paged_code_in_dpc_fixed"), .body = body);
