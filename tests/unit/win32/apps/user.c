/* Claims about what an application gives to Win32: a pointer that is not its own is an access violation in its name. */
#include <windows.h>

#include <ntsim/scenario.h>

static void a_wrong_pointer_is_an_exception_that_can_be_caught(void)
{
    volatile DWORD code = 0;

    __try
    {
        lstrlenA((LPCSTR)0x10);
    }
    __except(code = GetExceptionCode(), EXCEPTION_EXECUTE_HANDLER)
    {
        ntsim_check(code == EXCEPTION_ACCESS_VIOLATION);
    }
    ntsim_check(code != 0);
}

static void constants_may_be_read_and_not_written(void)
{
    volatile DWORD code = 0;

    ntsim_check(lstrlenW(L"constant") == 8);
    __try
    {
        lstrcpyA((LPSTR) "constant", "x");
    }
    __except(code = GetExceptionCode(), EXCEPTION_EXECUTE_HANDLER)
    {
    }
    ntsim_check(code == EXCEPTION_ACCESS_VIOLATION);
}

static int body(void)
{
    a_wrong_pointer_is_an_exception_that_can_be_caught();
    constants_may_be_read_and_not_written();
    return 0;
}

NTSIM_SCENARIO(win32_user, .claim = "Win32 takes only memory that is the application's", .body = body);
