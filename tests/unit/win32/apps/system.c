/* Claims about folders, the program's name, the machine, handles, and the texts of errors. */
#include <windows.h>

#include <ntsim/scenario.h>
#include <stdio.h>

static int same_wide(const WCHAR *wide, const char *narrow)
{
    while (*narrow && *wide == (unsigned char)*narrow)
        wide++, narrow++;
    return *wide == (unsigned char)*narrow;
}

static void folders_are_those_of_a_usual_machine(void)
{
    char narrow[64];
    WCHAR wide[64];

    ntsim_check(GetCurrentDirectoryA(64, narrow) == 8 && strcmp(narrow, "C:\\ntsim") == 0);
    ntsim_check(GetCurrentDirectoryW(64, wide) == 8 && same_wide(wide, "C:\\ntsim"));
    ntsim_check(GetSystemDirectoryA(narrow, 64) == 19 && strcmp(narrow, "C:\\Windows\\System32") == 0);
    ntsim_check(GetSystemDirectoryW(wide, 64) == 19 && same_wide(wide, "C:\\Windows\\System32"));
    ntsim_check(GetWindowsDirectoryA(narrow, 64) == 10 && strcmp(narrow, "C:\\Windows") == 0);
    ntsim_check(GetWindowsDirectoryW(wide, 64) == 10 && same_wide(wide, "C:\\Windows"));
}

static void a_buffer_that_is_too_small_is_told_what_it_takes(void)
{
    char narrow[4] = "abc";
    WCHAR wide[4] = L"abc";

    ntsim_check(GetCurrentDirectoryA(4, narrow) == 9 && strcmp(narrow, "abc") == 0);
    ntsim_check(GetWindowsDirectoryW(wide, 4) == 11 && same_wide(wide, "abc"));
}

static void the_program_lies_in_the_current_folder(void)
{
    char path[128], part[5];
    WCHAR wide[128];
    DWORD length = GetModuleFileNameA(NULL, path, 128);

    ntsim_check(length == strlen(path) && strncmp(path, "C:\\ntsim\\", 9) == 0 && strcmp(path + length - 4, ".exe") == 0);
    ntsim_check(GetModuleFileNameW(GetModuleHandleW(NULL), wide, 128) == length && same_wide(wide, path));
    ntsim_check(GetModuleFileNameA(GetModuleHandleA(NULL), part, 5) == 5 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    ntsim_check(strcmp(part, "C:\\n") == 0);
    ntsim_check(strlen(GetCommandLineA()) > 0 && same_wide(GetCommandLineW(), GetCommandLineA()));
}

static void full_paths_have_no_dots(void)
{
    char path[64], *name = NULL;
    WCHAR wide[64], *wide_name = NULL;

    ntsim_check(GetFullPathNameA("..\\Windows\\.\\x.sys", 64, path, &name) == 16 && strcmp(path, "C:\\Windows\\x.sys") == 0);
    ntsim_check(name && strcmp(name, "x.sys") == 0);
    ntsim_check(GetFullPathNameW(L"y", 64, wide, &wide_name) == 10 && same_wide(wide, "C:\\ntsim\\y") && same_wide(wide_name, "y"));
    ntsim_check(GetFullPathNameA("y", 4, path, NULL) == 11);
    ntsim_check(GetFullPathNameA("", 64, path, NULL) == 0 && GetLastError() == ERROR_INVALID_NAME);
    ntsim_check(GetFullPathNameW(NULL, 64, wide, NULL) == 0 && GetLastError() == ERROR_INVALID_NAME);
}

static void the_machine_has_as_many_processors_as_it_was_given(void)
{
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    ntsim_check(info.dwNumberOfProcessors == 3 && info.dwActiveProcessorMask == 7 && info.dwPageSize == 4096);
    ntsim_check(!IsDebuggerPresent());
    OutputDebugStringA("narrow text for a debugger\n");
    OutputDebugStringW(L"wide text for a debugger\n");
    OutputDebugStringA(NULL);
}

static void a_duplicate_is_the_same_object_with_its_own_access(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), same = NULL, less = NULL, self = GetCurrentProcess(), console = NULL;

    ntsim_check(DuplicateHandle(self, event, self, &same, 0, FALSE, DUPLICATE_SAME_ACCESS) && same != event);
    ntsim_check(DuplicateHandle(self, event, self, &less, SYNCHRONIZE, FALSE, 0));
    ntsim_check(SetEvent(same) && WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    ntsim_check(!ResetEvent(less) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(CloseHandle(same) && CloseHandle(less));
    ntsim_check(DuplicateHandle(self, event, self, &same, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    ntsim_check(!SetEvent(event) && GetLastError() == ERROR_INVALID_HANDLE && CloseHandle(same));
    ntsim_check(!DuplicateHandle(self, event, self, &same, 0, FALSE, DUPLICATE_SAME_ACCESS) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(DuplicateHandle(self, GetStdHandle(STD_OUTPUT_HANDLE), self, &console, 0, FALSE, 0) && console == GetStdHandle(STD_OUTPUT_HANDLE));
    ntsim_check(CloseHandle(GetCurrentProcess()) && CloseHandle(GetCurrentThread()));
}

static void errors_have_a_text_or_at_least_a_number(void)
{
    char text[64], *allocated = NULL;
    WCHAR wide[64];
    DWORD length;

    length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, ERROR_ACCESS_DENIED, 0, text, 64, NULL);
    ntsim_check(length == strlen(text) && strcmp(text, "Access is denied.\r\n") == 0);
    ntsim_check(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 54321, 0, wide, 64, NULL) && same_wide(wide, "Error 54321.\r\n"));
    length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_SUCCESS, 0, (LPSTR)&allocated, 0, NULL);
    ntsim_check(length == 11 && strcmp(allocated, "No error.\r\n") == 0 && !LocalFree(allocated));
    ntsim_check(!FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_BUSY, 0, text, 4, NULL) && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
}

static int body(void)
{
    folders_are_those_of_a_usual_machine();
    a_buffer_that_is_too_small_is_told_what_it_takes();
    the_program_lies_in_the_current_folder();
    full_paths_have_no_dots();
    the_machine_has_as_many_processors_as_it_was_given();
    a_duplicate_is_the_same_object_with_its_own_access();
    errors_have_a_text_or_at_least_a_number();
    return 0;
}

static int breaks(void)
{
    DebugBreak();
    return 0;
}

static int asks_for_a_library(void)
{
    return GetModuleHandleA("kernel32.dll") != NULL;
}

static int opens_a_file(void)
{
    return fopen("log.txt", "w") != NULL;
}

NTSIM_SCENARIO(win32_system, .claim = "an application learns of its machine what Windows would tell", .body = body, .processors = 3);
NTSIM_SCENARIO(win32_system_break, .claim = "DebugBreak stops the run by name", .body = breaks, .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_system_library, .claim = "the handle of a library stops the run by name", .body = asks_for_a_library,
               .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_system_open, .claim = "fopen stops the run by name", .body = opens_a_file, .expect = {.outcome = NTSIM_NOT_MODELLED});
