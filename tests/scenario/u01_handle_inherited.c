/*
 * U01, as it is met most often: the application closes its handle and has forgotten that a program which it started has one too, for the handle was
 * inheritable. That program stays, and so does the driver. The twin starts the same program without inheritance.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static void start_helper(BOOL inherit)
{
    WCHAR line[] = L"inheritor.exe stay";
    STARTUPINFOW startup = {sizeof startup};
    PROCESS_INFORMATION helper;

    ntsim_check(CreateProcessW(NULL, line, NULL, NULL, inherit, 0, NULL, NULL, &startup, &helper));
    CloseHandle(helper.hThread);
    CloseHandle(helper.hProcess);
}

static int run(BOOL inherit)
{
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
    HANDLE device = CreateFileW(L"\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, &inheritable, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    start_helper(inherit);
    ntsim_check(CloseHandle(device));
    return 0;
}

static int inherits(void)
{
    return run(TRUE);
}

static int inherits_nothing(void)
{
    return run(FALSE);
}

NTSIM_SCENARIO(u01_handle_inherited, .kind = "wedge", .claim = "a program that was started meanwhile inherited the handle: it is open there after its owner has closed it",
               .drivers = NTSIM_DRIVERS("echo"), .programs = NTSIM_PROGRAMS("inheritor"), .body = inherits,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_WEDGED});

NTSIM_SCENARIO(u01_handle_inherited_fixed, .kind = "wedge", .claim = "the program inherits nothing: the driver leaves", .drivers = NTSIM_DRIVERS("echo"),
               .programs = NTSIM_PROGRAMS("inheritor"), .body = inherits_nothing);
