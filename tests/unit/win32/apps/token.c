/* Claims about the process's token, its privileges, and what else a program asks about the machine. */
#include <windows.h>

#include <ntsim/scenario.h>
#include <stdlib.h>

static HANDLE open_token(void)
{
    HANDLE token = NULL;

    ntsim_check(OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token));
    return token;
}

static void every_privilege_can_be_enabled(void)
{
    HANDLE token = open_token();
    TOKEN_PRIVILEGES wanted = {1, {{{0, 0}, SE_PRIVILEGE_ENABLED}}};
    LUID wide;

    ntsim_check(LookupPrivilegeValue(NULL, SE_LOAD_DRIVER_NAME, &wanted.Privileges[0].Luid) && wanted.Privileges[0].Luid.LowPart == 10);
    ntsim_check(LookupPrivilegeValueW(NULL, L"sedebugprivilege", &wide) && wide.LowPart == 20 && wide.HighPart == 0);
    ntsim_check(!LookupPrivilegeValueA(NULL, "SeDebug", &wide) && GetLastError() == ERROR_NO_SUCH_PRIVILEGE);
    ntsim_check(AdjustTokenPrivileges(token, FALSE, &wanted, sizeof wanted, NULL, NULL) && GetLastError() == ERROR_SUCCESS);
    wanted.Privileges[0].Luid.LowPart = 99;
    ntsim_check(AdjustTokenPrivileges(token, FALSE, &wanted, sizeof wanted, NULL, NULL) && GetLastError() == ERROR_NOT_ALL_ASSIGNED);
    ntsim_check(!AdjustTokenPrivileges(GetCurrentProcess(), FALSE, &wanted, sizeof wanted, NULL, NULL) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(CloseHandle(token) && !OpenProcessToken(NULL, TOKEN_QUERY, &token) && GetLastError() == ERROR_INVALID_HANDLE);
}

static void it_is_elevated(void)
{
    HANDLE token = open_token();
    TOKEN_ELEVATION elevation = {0};
    DWORD size = 0;

    ntsim_check(GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &size) && size == 4 && elevation.TokenIsElevated);
    ntsim_check(!GetTokenInformation(token, TokenElevation, NULL, 0, &size) && GetLastError() == ERROR_INSUFFICIENT_BUFFER && size == 4);
    CloseHandle(token);
}

static void the_machine_has_a_version_and_a_name(void)
{
    OSVERSIONINFO version = {sizeof version, 0, 0, 0, 0, ""};
    char name[16];
    DWORD size = sizeof name;
    BOOL narrow = TRUE;

    ntsim_check(GetVersionEx(&version) && version.dwMajorVersion == 10 && version.dwBuildNumber == 19045 && (GetVersion() & 0xFF) == 10);
    ntsim_check(IsWow64Process(GetCurrentProcess(), &narrow) && !narrow);
    ntsim_check(!IsWow64Process(GetCurrentThread(), &narrow) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(GetComputerName(name, &size) && size == strlen(name) && size > 0);
    size = 1;
    ntsim_check(!GetComputerName(name, &size) && GetLastError() == ERROR_BUFFER_OVERFLOW && size > 1);
    ntsim_check(GetEnvironmentVariable("PATH", name, sizeof name) == 0 && GetLastError() == ERROR_ENVVAR_NOT_FOUND && getenv("PATH") == NULL);
}

static BOOL WINAPI on_control(DWORD type)
{
    (void)type;
    return FALSE;
}

static void the_console_takes_what_it_does_not_show(void)
{
    char page[64];

    ntsim_check(SetConsoleCtrlHandler(on_control, TRUE) && SetConsoleTitle("claims"));
    ntsim_check(SetConsoleTextAttribute(GetStdHandle(STD_OUTPUT_HANDLE), FOREGROUND_RED) && !SetConsoleTextAttribute(NULL, 0));
    ntsim_check(FlushConsoleInputBuffer(GetStdHandle(STD_INPUT_HANDLE)) && !FlushConsoleInputBuffer(NULL));
    ntsim_check(VirtualLock(page, sizeof page) && VirtualUnlock(page, sizeof page));
    ntsim_check(!VirtualLock((LPVOID)16, 4) && GetLastError() == ERROR_NOACCESS);
}

static int body(void)
{
    every_privilege_can_be_enabled();
    it_is_elevated();
    the_machine_has_a_version_and_a_name();
    the_console_takes_what_it_does_not_show();
    return 0;
}

static int asks_for_the_previous_state(void)
{
    TOKEN_PRIVILEGES wanted = {0, {{{0, 0}, 0}}}, before;
    DWORD size;

    return AdjustTokenPrivileges(open_token(), FALSE, &wanted, sizeof wanted, &before, &size);
}

static int asks_for_the_user(void)
{
    DWORD size;

    return GetTokenInformation(open_token(), TokenUser, NULL, 0, &size);
}

NTSIM_SCENARIO(win32_token, .claim = "a program is elevated, has every privilege, and knows the machine", .body = body);
NTSIM_SCENARIO(win32_token_previous, .claim = "the previous state of privileges stops the run", .body = asks_for_the_previous_state, .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_token_user, .claim = "a token's user stops the run", .body = asks_for_the_user, .expect = {.outcome = NTSIM_NOT_MODELLED});
