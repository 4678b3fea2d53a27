/*
 * Three letters are written. Memory is never short in a schedule of `run`; `explore --faults` also tries what happens
 * when an allocation fails.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static void write_letter(HANDLE device, const char *text, DWORD length)
{
    DWORD written = 0;

    if (WriteFile(device, text, length, &written, NULL))
        ntsim_check(written == length);
    else
        ntsim_check(GetLastError() == ERROR_NO_SYSTEM_RESOURCES);
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Mailbox", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    write_letter(device, "one", 3);
    write_letter(device, "another", 7);
    write_letter(device, "the last", 8);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(allocation_unchecked, .kind = "crash",
               .claim = "quiet, but for an allocation that fails (explore --faults): its result is used unseen",
               .drivers = NTSIM_DRIVERS("allocation_unchecked"), .body = body);

NTSIM_SCENARIO(allocation_unchecked_fixed, .kind = "crash",
               .claim = "an allocation that fails lets the request fail, and nothing else",
               .drivers = NTSIM_DRIVERS("allocation_unchecked_fixed"), .body = body);
