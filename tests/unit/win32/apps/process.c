/* Claims about starting another program: its handles, its end, its command line. The other program is tests/apps/inheritor.c. */
#include <windows.h>

#include <ntsim/scenario.h>
#include <stdio.h>

static PROCESS_INFORMATION start(const char *arguments, BOOL inherit)
{
    char line[128];
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION started;

    snprintf(line, sizeof line, "C:\\Tools\\Inheritor.exe %s", arguments);
    ntsim_check(CreateProcessA(NULL, line, NULL, NULL, inherit, CREATE_NO_WINDOW, NULL, NULL, &startup, &started));
    return started;
}

static DWORD end_of(PROCESS_INFORMATION *started)
{
    DWORD code = 0;

    ntsim_check(WaitForSingleObject(started->hProcess, 60000) == WAIT_OBJECT_0);
    ntsim_check(WaitForSingleObject(started->hThread, 60000) == WAIT_OBJECT_0);
    ntsim_check(GetExitCodeProcess(started->hProcess, &code));
    ntsim_check(CloseHandle(started->hThread));
    ntsim_check(CloseHandle(started->hProcess));
    return code;
}

static DWORD code_of(const char *arguments, BOOL inherit)
{
    PROCESS_INFORMATION started = start(arguments, inherit);
    return end_of(&started);
}

static DWORD code_with(const char *verb, HANDLE handle, BOOL inherit)
{
    char arguments[64];

    snprintf(arguments, sizeof arguments, "%s %llx", verb, (unsigned long long)(ULONG_PTR)handle);
    return code_of(arguments, inherit);
}

static HANDLE device(BOOL inherit)
{
    SECURITY_ATTRIBUTES security = {sizeof security, NULL, inherit};
    HANDLE handle = CreateFileA("\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, &security, OPEN_EXISTING, 0, NULL);

    ntsim_check(handle != INVALID_HANDLE_VALUE);
    return handle;
}

static void a_program_runs_and_ends_with_its_code(void)
{
    ntsim_check(code_of("exit 7", FALSE) == 7);
    ntsim_check(code_of("exit 8", FALSE) == 8); /* the same program once more */
    ntsim_check(code_of("one \"two three\"", FALSE) == 2003);
    ntsim_check(code_of("", FALSE) == 2001);
}

static void a_handle_is_inherited_if_it_and_the_call_say_so(void)
{
    HANDLE inheritable = device(TRUE), own = device(FALSE);

    ntsim_check(code_with("talk", inheritable, TRUE) == 0);
    ntsim_check(code_with("talk", inheritable, FALSE) == ERROR_INVALID_HANDLE);
    ntsim_check(code_with("talk", own, TRUE) == ERROR_INVALID_HANDLE);
    CloseHandle(inheritable);
    CloseHandle(own);
}

static void the_flag_of_a_handle_can_be_changed(void)
{
    HANDLE handle = device(FALSE), copy;
    DWORD flags = 99;

    ntsim_check(GetHandleInformation(handle, &flags) && flags == 0);
    ntsim_check(SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    ntsim_check(GetHandleInformation(handle, &flags) && flags == HANDLE_FLAG_INHERIT);
    ntsim_check(code_with("talk", handle, TRUE) == 0);
    ntsim_check(DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    ntsim_check(code_with("talk", copy, TRUE) == ERROR_INVALID_HANDLE);
    CloseHandle(copy);
    ntsim_check(DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS));
    ntsim_check(SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0));
    ntsim_check(code_with("talk", copy, TRUE) == 0);
    ntsim_check(code_with("talk", handle, TRUE) == ERROR_INVALID_HANDLE);
    CloseHandle(copy);
    CloseHandle(handle);
    ntsim_check(!GetHandleInformation(handle, &flags) && GetLastError() == ERROR_INVALID_HANDLE);
}

static void a_protected_handle_is_not_closed(void)
{
    HANDLE handle = CreateEventA(NULL, TRUE, FALSE, NULL);

    ntsim_check(SetHandleInformation(handle, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE));
    ntsim_check(!CloseHandle(handle));
    ntsim_check(SetHandleInformation(handle, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0));
    ntsim_check(CloseHandle(handle));
}

static void other_objects_are_inherited_too(void)
{
    SECURITY_ATTRIBUTES security = {sizeof security, NULL, TRUE};
    HANDLE handles[3];

    handles[0] = CreateEventA(&security, TRUE, FALSE, NULL);
    handles[1] = CreateMutexA(&security, FALSE, "named");
    handles[2] = OpenMutexA(SYNCHRONIZE, FALSE, "named");
    ntsim_check(code_with("close", handles[0], TRUE) == 0);
    ntsim_check(code_with("close", handles[1], TRUE) == 0);
    ntsim_check(code_with("close", handles[2], TRUE) == ERROR_INVALID_HANDLE);
    for (int i = 0; i < 3; i++)
        ntsim_check(CloseHandle(handles[i])); /* what the other process closed was its own */
}

static void a_process_can_be_ended_from_outside(void)
{
    PROCESS_INFORMATION started = start("stay", FALSE);
    DWORD code = 0;
    HANDLE again;

    ntsim_check(WaitForSingleObject(started.hProcess, 1000) == WAIT_TIMEOUT);
    ntsim_check(GetExitCodeProcess(started.hProcess, &code) && code == STILL_ACTIVE);
    again = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, started.dwProcessId);
    ntsim_check(again && again != started.hProcess);
    ntsim_check(TerminateProcess(again, 33));
    ntsim_check(end_of(&started) == 33);
    ntsim_check(CloseHandle(again));
    ntsim_check(!OpenProcess(PROCESS_TERMINATE, FALSE, started.dwProcessId) && GetLastError() == ERROR_INVALID_PARAMETER);
}

static void a_handle_can_be_put_into_another_process(void)
{
    PROCESS_INFORMATION started = start("stay", FALSE);
    HANDLE handle = device(FALSE), there = NULL;

    ntsim_check(DuplicateHandle(GetCurrentProcess(), handle, started.hProcess, &there, 0, FALSE, DUPLICATE_SAME_ACCESS) && there);
    CloseHandle(handle);
    ntsim_check(ntsim_driver_stop("echo") == 0); /* pending: the other process holds it */
    TerminateProcess(started.hProcess, 0);
    end_of(&started);
    ntsim_settle();
    ntsim_check(CreateFileA("\\\\.\\Echo", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) == INVALID_HANDLE_VALUE);
    ntsim_check(GetLastError() == ERROR_FILE_NOT_FOUND);
}

static void a_program_that_is_not_there_is_not_found(void)
{
    char line[] = "nobody.exe";
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION started;

    ntsim_check(!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &started));
    ntsim_check(GetLastError() == ERROR_FILE_NOT_FOUND);
    ntsim_check(!CreateProcessA(NULL, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &started));
    ntsim_check(GetLastError() == ERROR_INVALID_PARAMETER);
}

static int body(void)
{
    a_program_runs_and_ends_with_its_code();
    a_handle_is_inherited_if_it_and_the_call_say_so();
    the_flag_of_a_handle_can_be_changed();
    a_protected_handle_is_not_closed();
    other_objects_are_inherited_too();
    a_process_can_be_ended_from_outside();
    a_program_that_is_not_there_is_not_found();
    a_handle_can_be_put_into_another_process(); /* the driver is gone after it */
    return 0;
}

static int twice(void)
{
    start("stay", FALSE);
    start("stay", FALSE);
    return 0;
}

static int suspended(void)
{
    WCHAR line[] = L"inheritor stay";
    STARTUPINFOW startup = {sizeof startup};
    PROCESS_INFORMATION started;

    CreateProcessW(NULL, line, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &started);
    return 0;
}

NTSIM_SCENARIO(win32_process, .claim = "a program starts another", .drivers = NTSIM_DRIVERS("echo"), .programs = NTSIM_PROGRAMS("inheritor"), .body = body);
NTSIM_SCENARIO(win32_process_twice, .claim = "a program runs once at a time", .programs = NTSIM_PROGRAMS("inheritor"), .body = twice,
               .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_process_suspended, .claim = "a program is not started suspended", .programs = NTSIM_PROGRAMS("inheritor"), .body = suspended,
               .expect = {.outcome = NTSIM_NOT_MODELLED});
