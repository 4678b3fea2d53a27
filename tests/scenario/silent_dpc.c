/*
 * A DPC routine that calls nothing offers no moment of its own at which others could be faster. It still may be queued, or out of the queue and not begun, on
 * another processor while Unload frees what it counts in: 0xC7 or 0xD5, as the memory is freed before or after the DPC has left the queue.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Tally", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(CloseHandle(device));
    Sleep(10);
    return 0;
}

NTSIM_SCENARIO(silent_dpc, .kind = "crash", .claim = "Unload does not look at what KeCancelTimer says, and the DPC calls nothing", .drivers = NTSIM_DRIVERS("silent_dpc"),
               .body = body, .processors = 2);
NTSIM_SCENARIO(silent_dpc_fixed, .kind = "crash", .claim = "Unload flushes the DPCs when the timer was not in the queue any more: quiet",
               .drivers = NTSIM_DRIVERS("silent_dpc_fixed"), .body = body, .processors = 2);
