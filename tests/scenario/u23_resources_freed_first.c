/*
 * U23, a race: Unload frees what the ISR writes to, and then turns the interrupt off. By default the card is not that
 * quick; a schedule in which it interrupts in between shows 0xD5.
 */
#include <windows.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

static void compute(HANDLE device, DWORD n)
{
    DWORD written = 0;

    ntsim_check(WriteFile(device, &n, sizeof n, &written, NULL) && written == sizeof n);
}

static DWORD done(HANDLE device)
{
    DWORD count = 0, got = 0;

    ntsim_check(ReadFile(device, &count, sizeof count, &got, NULL) && got == sizeof count);
    return count;
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Counter", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    compute(device, 5);
    while (done(device) < 1)
        Sleep(1);
    ntsim_search_here();
    compute(device, 6); /* done soon, but not yet */
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(
    u23_resources_freed_first, .kind = "crash",
    .claim = "Unload frees the log of its ISR before the interrupt is off: quiet, but for an interrupt in between",
    .drivers = NTSIM_DRIVERS("resources_freed_first"), .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")),
    .body = body, .processors = 2,
    .schedule = "NTS1:v=0.1,s=u23_resources_freed_first,p=2,l=1,d=00000000,"
                "7.WRITE_REGISTER_ULONG.-.1=t,"
                "c=a8645f76");

NTSIM_SCENARIO(u23_resources_freed_first_fixed, .kind = "crash",
               .claim = "Unload silences the card, disconnects, flushes the DPCs, and only then lets go of the rest",
               .drivers = NTSIM_DRIVERS("resources_freed_first_fixed"),
               .devices = NTSIM_DEVICES(NTSIM_DEVICE_NAMED("edu")), .body = body, .processors = 2);
