/*
 * U46: a driver with trace messages does not end tracing in Unload. The system would call it when a trace session begins or ends; Driver Verifier stops at once:
 * 0xC4/0xDD.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Meter", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD count = 0, got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count && count == 1);
    ntsim_check(!ReadFile(device, &count, 1, &got, NULL));
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u46_trace_provider_left, .kind = "crash", .claim = "Unload does not end tracing: Driver Verifier stops when the image goes",
               .drivers = NTSIM_DRIVERS("trace_provider_left"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xC4, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u46_trace_provider_left_fixed, .kind = "crash", .claim = "Unload ends tracing", .drivers = NTSIM_DRIVERS("trace_provider_left_fixed"), .body = body);
