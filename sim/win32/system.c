/*
 * Folders, the program's name and command line, the machine, the debugger.
 */
#include "win32/private.h"

#include "win32/winbase.h"

#include <stdio.h>
#include <string.h>

LPSTR GetCommandLineA(VOID)
{
    return win32_process()->command_line;
}

LPWSTR GetCommandLineW(VOID)
{
    return win32_process()->command_line_wide;
}

DWORD GetCurrentDirectoryA(DWORD nBufferLength, LPSTR lpBuffer)
{
    WIN32_ENTER();
    return win32_give_a(&caller, "C:\\ntsim", lpBuffer, nBufferLength);
}

DWORD GetCurrentDirectoryW(DWORD nBufferLength, LPWSTR lpBuffer)
{
    WIN32_ENTER();
    return win32_give_w(&caller, "C:\\ntsim", lpBuffer, nBufferLength);
}

UINT GetSystemDirectoryA(LPSTR lpBuffer, UINT uSize)
{
    WIN32_ENTER();
    return win32_give_a(&caller, "C:\\Windows\\System32", lpBuffer, uSize);
}

UINT GetSystemDirectoryW(LPWSTR lpBuffer, UINT uSize)
{
    WIN32_ENTER();
    return win32_give_w(&caller, "C:\\Windows\\System32", lpBuffer, uSize);
}

UINT GetWindowsDirectoryA(LPSTR lpBuffer, UINT uSize)
{
    WIN32_ENTER();
    return win32_give_a(&caller, "C:\\Windows", lpBuffer, uSize);
}

UINT GetWindowsDirectoryW(LPWSTR lpBuffer, UINT uSize)
{
    WIN32_ENTER();
    return win32_give_w(&caller, "C:\\Windows", lpBuffer, uSize);
}

static void program_path(char *path, size_t size)
{
    snprintf(path, size, "C:\\ntsim\\%s", win32_process()->program);
}

/* Too small a buffer: filled, ended, and an error; the result is its size. */
static DWORD file_name(const struct win32_caller *caller, HMODULE module, void *buffer, DWORD room, bool wide)
{
    char path[128];
    if (module && (void *)module != (void *)win32_process())
        win32_not_modelled(caller, "GetModuleFileName of another module");
    program_path(path, sizeof path);
    size_t length = strlen(path);
    win32_error(length < room ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER);
    if (!room)
        return 0;
    if (length >= room)
        path[room - 1] = 0;
    DWORD given = wide ? win32_give_w(caller, path, buffer, room) : win32_give_a(caller, path, buffer, room);
    return length < room ? given : room;
}

DWORD GetModuleFileNameA(HMODULE hModule, LPSTR lpFilename, DWORD nSize)
{
    WIN32_ENTER();
    return file_name(&caller, hModule, lpFilename, nSize, false);
}

DWORD GetModuleFileNameW(HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
{
    WIN32_ENTER();
    return file_name(&caller, hModule, lpFilename, nSize, true);
}

/* The program itself; its handle is no address that an application may follow. */
HMODULE GetModuleHandleA(LPCSTR lpModuleName)
{
    WIN32_ENTER();
    if (lpModuleName)
        win32_not_modelled(&caller, "GetModuleHandle of a library");
    return (HMODULE)(void *)win32_process();
}

HMODULE GetModuleHandleW(LPCWSTR lpModuleName)
{
    WIN32_ENTER();
    if (lpModuleName)
        win32_not_modelled(&caller, "GetModuleHandle of a library");
    return (HMODULE)(void *)win32_process();
}

static DWORD full_path(const struct win32_caller *caller, const WCHAR *given, size_t chars, char *path, size_t size)
{
    WCHAR full[WIN32_PATH_MAX];
    size_t full_chars;
    bool broken;
    if (win32_path(given, chars, full, WIN32_PATH_MAX, &full_chars) != WIN32_PATH_FILE)
        win32_not_modelled(caller, "GetFullPathName of a device");
    size_t bytes = rtl_utf16_to_utf8(full, full_chars, path, size - 1, &broken);
    path[bytes < size ? bytes : size - 1] = 0;
    return (DWORD)bytes;
}

DWORD GetFullPathNameA(LPCSTR lpFileName, DWORD nBufferLength, LPSTR lpBuffer, LPSTR *lpFilePart)
{
    WIN32_ENTER();
    WCHAR given[WIN32_PATH_MAX];
    char path[4 * WIN32_PATH_MAX];
    size_t chars = 0;
    if (!lpFileName || !win32_text_a(&caller, lpFileName, given, WIN32_PATH_MAX, &chars) || !chars)
        return win32_error(ERROR_INVALID_NAME), 0;
    full_path(&caller, given, chars, path, sizeof path);
    DWORD length = win32_give_a(&caller, path, lpBuffer, nBufferLength);
    if (lpFilePart && length < nBufferLength) {
        win32_check(&caller, lpFilePart, sizeof *lpFilePart, true);
        *lpFilePart = strrchr(lpBuffer, '\\') + 1;
    }
    return length;
}

DWORD GetFullPathNameW(LPCWSTR lpFileName, DWORD nBufferLength, LPWSTR lpBuffer, LPWSTR *lpFilePart)
{
    WIN32_ENTER();
    WCHAR given[WIN32_PATH_MAX];
    char path[4 * WIN32_PATH_MAX];
    size_t chars = 0;
    if (!lpFileName || !win32_text_w(&caller, lpFileName, given, WIN32_PATH_MAX, &chars) || !chars)
        return win32_error(ERROR_INVALID_NAME), 0;
    full_path(&caller, given, chars, path, sizeof path);
    DWORD length = win32_give_w(&caller, path, lpBuffer, nBufferLength);
    if (lpFilePart && length < nBufferLength) {
        win32_check(&caller, lpFilePart, sizeof *lpFilePart, true);
        *lpFilePart = lpBuffer + (strrchr(path, '\\') + 1 - path);
    }
    return length;
}

VOID GetSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    WIN32_ENTER();
    win32_check(&caller, lpSystemInfo, sizeof *lpSystemInfo, true);
    *lpSystemInfo = (SYSTEM_INFO){.wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64,
                                  .dwPageSize = 4096,
                                  .lpMinimumApplicationAddress = (void *)0x10000,
                                  .lpMaximumApplicationAddress = (void *)0x7FFFFFFEFFFF,
                                  .dwActiveProcessorMask = ((DWORD_PTR)1 << ke_cpu_count()) - 1,
                                  .dwNumberOfProcessors = ke_cpu_count(),
                                  .dwProcessorType = 8664,
                                  .dwAllocationGranularity = 65536};
}

/* --- the debugger --------------------------------------------------------------------------------------------------------------------------------- */

VOID OutputDebugStringA(LPCSTR lpOutputString)
{
    WIN32_ENTER();
    size_t length = lpOutputString ? win32_length_a(&caller, lpOutputString) : 0;
    if (length && win32->debug_text)
        win32->debug_text(win32->debug_text_context, lpOutputString, length);
}

VOID OutputDebugStringW(LPCWSTR lpOutputString)
{
    WIN32_ENTER();
    char narrow[2048];
    bool broken;
    size_t chars = lpOutputString ? win32_length_w(&caller, lpOutputString) : 0;
    if (chars > sizeof narrow / 3)
        chars = sizeof narrow / 3;
    size_t bytes = rtl_utf16_to_utf8(lpOutputString, chars, narrow, sizeof narrow, &broken);
    if (bytes && win32->debug_text)
        win32->debug_text(win32->debug_text_context, narrow, bytes);
}

BOOL IsDebuggerPresent(VOID)
{
    return FALSE;
}

VOID DebugBreak(VOID)
{
    WIN32_ENTER();
    win32_not_modelled(&caller, "DebugBreak");
}
