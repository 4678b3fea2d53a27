/*
 * Rule Q05b for code, as #pragma code_seg says it: a DPC calls a routine that stands behind code_seg("PAGE"): 0xD1, at the routine.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    Sleep(50);
    return 0;
}

NTSIM_SCENARIO(code_seg_in_dpc, .kind = "crash", .claim = "a DPC calls a routine that stands behind #pragma code_seg(\"PAGE\")",
               .drivers = NTSIM_DRIVERS("code_seg_in_dpc"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xD1, .verdict = NTSIM_PENDING});

NTSIM_SCENARIO(code_seg_in_dpc_fixed, .kind = "crash", .claim = "the routine stands where code stays in memory",
               .drivers = NTSIM_DRIVERS("code_seg_in_dpc_fixed"), .body = body);
