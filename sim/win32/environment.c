/*
 * The machine's version and name, the console's looks, and what there is none of: environment variables, Control-C.
 */
#include "win32/private.h"

#include "win32/heapapi.h"
#include "win32/winbase.h"

#define MAJOR 10 /* as RtlGetVersion says */
#define BUILD 19045
#define PLATFORM_NT 2

DWORD GetVersion(VOID)
{
    return (DWORD)BUILD << 16 | MAJOR;
}

BOOL GetVersionExA(LPOSVERSIONINFOA lpVersionInformation)
{
    WIN32_ENTER();
    win32_check(&caller, lpVersionInformation, sizeof *lpVersionInformation, true);
    *lpVersionInformation = (OSVERSIONINFOA){lpVersionInformation->dwOSVersionInfoSize, MAJOR, 0, BUILD, PLATFORM_NT, ""};
    return TRUE;
}

BOOL GetVersionExW(LPOSVERSIONINFOW lpVersionInformation)
{
    WIN32_ENTER();
    win32_check(&caller, lpVersionInformation, sizeof *lpVersionInformation, true);
    *lpVersionInformation = (OSVERSIONINFOW){.dwOSVersionInfoSize = lpVersionInformation->dwOSVersionInfoSize, .dwMajorVersion = MAJOR, .dwBuildNumber = BUILD,
                                             .dwPlatformId = PLATFORM_NT};
    return TRUE;
}

/* Programs here are of the machine's own width. */
BOOL IsWow64Process(HANDLE hProcess, PBOOL Wow64Process)
{
    WIN32_ENTER();
    win32_check(&caller, Wow64Process, sizeof *Wow64Process, true);
    if (!GetProcessId(hProcess))
        return FALSE;
    *Wow64Process = FALSE;
    return TRUE;
}

VOID GetNativeSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    WIN32_ENTER();
    win32_check(&caller, lpSystemInfo, sizeof *lpSystemInfo, true);
    GetSystemInfo(lpSystemInfo);
}

static const char name[] = "NTSIM";

BOOL GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize)
{
    WIN32_ENTER();
    win32_check(&caller, nSize, sizeof *nSize, true);
    DWORD room = *nSize;
    *nSize = win32_give_a(&caller, name, lpBuffer, room);
    if (*nSize < room)
        return TRUE;
    win32_error(ERROR_BUFFER_OVERFLOW);
    return FALSE;
}

BOOL GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize)
{
    WIN32_ENTER();
    win32_check(&caller, nSize, sizeof *nSize, true);
    DWORD room = *nSize;
    *nSize = win32_give_w(&caller, name, lpBuffer, room);
    if (*nSize < room)
        return TRUE;
    win32_error(ERROR_BUFFER_OVERFLOW);
    return FALSE;
}

DWORD GetEnvironmentVariableA(LPCSTR lpName, LPSTR lpBuffer, DWORD nSize)
{
    WIN32_ENTER();
    (void)lpBuffer, (void)nSize;
    win32_length_a(&caller, lpName);
    win32_error(ERROR_ENVVAR_NOT_FOUND);
    return 0;
}

DWORD GetEnvironmentVariableW(LPCWSTR lpName, LPWSTR lpBuffer, DWORD nSize)
{
    WIN32_ENTER();
    (void)lpBuffer, (void)nSize;
    win32_length_w(&caller, lpName);
    win32_error(ERROR_ENVVAR_NOT_FOUND);
    return 0;
}

/* --- the console: what it looks like is not shown ------------------------------------------------------------------------------------------------- */

BOOL SetConsoleTitleA(LPCSTR lpConsoleTitle)
{
    WIN32_ENTER();
    win32_length_a(&caller, lpConsoleTitle);
    return TRUE;
}

BOOL SetConsoleTitleW(LPCWSTR lpConsoleTitle)
{
    WIN32_ENTER();
    win32_length_w(&caller, lpConsoleTitle);
    return TRUE;
}

BOOL SetConsoleTextAttribute(HANDLE hConsoleOutput, WORD wAttributes)
{
    (void)wAttributes;
    return hConsoleOutput == WIN32_CONSOLE_OUTPUT || hConsoleOutput == WIN32_CONSOLE_ERROR ? TRUE : win32_fail(STATUS_INVALID_HANDLE);
}

BOOL SetConsoleCtrlHandler(PHANDLER_ROUTINE HandlerRoutine, BOOL Add)
{
    (void)HandlerRoutine, (void)Add; /* nobody presses Control-C */
    return TRUE;
}

/* --- pages never leave ------------------------------------------------------------------------------------------------------------------------------ */

BOOL VirtualLock(LPVOID lpAddress, SIZE_T dwSize)
{
    return mm_region_at(ps_current_process(), lpAddress, dwSize ? dwSize : 1) ? TRUE : win32_fail(STATUS_ACCESS_VIOLATION);
}

BOOL VirtualUnlock(LPVOID lpAddress, SIZE_T dwSize)
{
    return VirtualLock(lpAddress, dwSize);
}
