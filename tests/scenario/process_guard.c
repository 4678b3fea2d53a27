/*
 * A driver hears of a program before it runs and refuses it, or takes from every handle to it the right to end it. When the driver is gone, so is the protection.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static BOOL start(const WCHAR *text, PROCESS_INFORMATION *made)
{
    WCHAR line[64];
    STARTUPINFOW startup = {.cb = sizeof startup};

    lstrcpyW(line, text);
    return CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, made);
}

static void cannot_be_ended(const PROCESS_INFORMATION *guarded)
{
    HANDLE again = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, guarded->dwProcessId), copy;

    ntsim_check(again != NULL);
    ntsim_check(!TerminateProcess(again, 9) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(!TerminateProcess(guarded->hProcess, 9) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(!DuplicateHandle(GetCurrentProcess(), again, GetCurrentProcess(), &copy, PROCESS_TERMINATE, FALSE, 0) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(WaitForSingleObject(again, 100) == WAIT_TIMEOUT);
    ntsim_check(CloseHandle(again));
}

static void can_be_ended(const PROCESS_INFORMATION *process)
{
    HANDLE again = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, process->dwProcessId);

    ntsim_check(again != NULL && TerminateProcess(again, 9) && WaitForSingleObject(again, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(CloseHandle(again) && CloseHandle(process->hProcess) && CloseHandle(process->hThread));
}

static int body(void)
{
    PROCESS_INFORMATION process;

    ntsim_check(!start(L"C:\\forbidden\\inheritor stay", &process) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(start(L"inheritor stay", &process));
    can_be_ended(&process);
    ntsim_check(start(L"C:\\guarded\\inheritor stay", &process));
    cannot_be_ended(&process);
    ntsim_check(ntsim_driver_stop("process_guard") == 0);
    can_be_ended(&process);
    return 0;
}

NTSIM_SCENARIO(process_guard, .claim = "A driver refuses a program, and protects another while it is loaded", .drivers = NTSIM_DRIVERS("process_guard"),
               .programs = NTSIM_PROGRAMS("inheritor"), .body = body);
