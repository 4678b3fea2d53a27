/*
 * U48: a block of pool is freed with a resource in it that the system has in its list: 0xC4/0xD2, as Driver Verifier says it.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    return 0;
}

NTSIM_SCENARIO(u48_resource_not_deleted, .kind = "crash", .claim = "Unload frees a resource that it did not delete",
               .drivers = NTSIM_DRIVERS("resource_not_deleted"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xC4, .verdict = NTSIM_PENDING});

NTSIM_SCENARIO(u48_resource_not_deleted_fixed, .kind = "crash", .claim = "Unload deletes its resource before it frees it",
               .drivers = NTSIM_DRIVERS("resource_not_deleted_fixed"), .body = body);
