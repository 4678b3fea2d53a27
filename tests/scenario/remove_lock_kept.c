/*
 * U49: a remove lock that one way out of the dispatch routine does not give back. IoReleaseRemoveLockAndWait waits for it for ever, and Unload with it; the report
 * names the line that took it.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Guarded", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 1;
    char byte;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(ReadFile(device, &byte, 1, &got, NULL) && got == 0);
    ntsim_check(ReadFile(device, &byte, 0, &got, NULL) && got == 0);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u49_remove_lock_kept, .kind = "wedge", .claim = "a remove lock is not given back: Unload waits for ever", .drivers = NTSIM_DRIVERS("remove_lock_kept"),
               .body = body, .expect = {.outcome = NTSIM_DEADLOCK});
NTSIM_SCENARIO(u49_remove_lock_kept_fixed, .kind = "wedge", .claim = "each way out gives the remove lock back", .drivers = NTSIM_DRIVERS("remove_lock_kept_fixed"), .body = body);
