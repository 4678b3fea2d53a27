/*
 * A driver and an application in C++. The application reads its pulse until it has come three times, and closes its handle; the driver deletes the pulse, whose
 * destructor cancels the timer. By default the timer is not due then. When it expires on another processor between the last reading and the cancel, its DPC counts
 * in an object that is freed: 0xD5.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static int body(void)
{
    WCHAR line[] = L"pulse_reader.exe 3";
    STARTUPINFOW startup = {sizeof startup};
    PROCESS_INFORMATION reader;
    DWORD code = ~0u;

    ntsim_check(CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &reader));
    ntsim_check(WaitForSingleObject(reader.hProcess, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(GetExitCodeProcess(reader.hProcess, &code) && code == 0);
    CloseHandle(reader.hThread);
    CloseHandle(reader.hProcess);
    return 0;
}

NTSIM_SCENARIO(raii_pulse, .kind = "crash", .claim = "a destructor cancels its timer and frees the DPC that is on its way",
               .drivers = NTSIM_DRIVERS("raii_pulse"), .programs = NTSIM_PROGRAMS("pulse_reader"), .body = body, .processors = 2);

NTSIM_SCENARIO(raii_pulse_fixed, .kind = "crash", .claim = "the destructor waits for the DPC: quiet",
               .drivers = NTSIM_DRIVERS("raii_pulse_fixed"), .programs = NTSIM_PROGRAMS("pulse_reader"), .body = body, .processors = 2);
