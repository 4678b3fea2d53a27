/* Claims about strings, conversions, and time. */
#include <windows.h>

#include <ntsim/scenario.h>

static void strings_are_compared_without_case(void)
{
    ntsim_check(lstrcmpiA("Ntsim", "nTSIM") == 0 && lstrcmpiA("a", "B") < 0 && lstrcmpiA("ab", "A") > 0);
    ntsim_check(lstrcmpiW(L"Ntsim", L"nTSIM") == 0 && lstrcmpiW(L"a", L"B") < 0 && lstrcmpiW(L"\x00E9", L"\x00C9") == 0);
    ntsim_check(lstrlenA("four") == 4 && lstrlenW(L"five!") == 5 && lstrlenA(NULL) == 0 && lstrlenW(NULL) == 0);
}

static void strings_are_copied_and_appended(void)
{
    char narrow[16];
    WCHAR wide[16];

    ntsim_check(lstrcpyA(narrow, "ab") == narrow && lstrcatA(narrow, "cd") == narrow && strcmp(narrow, "abcd") == 0);
    ntsim_check(lstrcpyW(wide, L"ab") == wide && lstrcatW(wide, L"cd") == wide && lstrcmpiW(wide, L"abcd") == 0);
}

static void narrow_text_becomes_wide_and_back(void)
{
    static const char euro[] = "10 \xE2\x82\xAC";
    char narrow[16];
    WCHAR wide[16];
    BOOL defaulted = TRUE;

    ntsim_check(MultiByteToWideChar(CP_UTF8, 0, euro, -1, NULL, 0) == 5);
    ntsim_check(MultiByteToWideChar(CP_UTF8, 0, euro, -1, wide, 16) == 5 && wide[3] == 0x20AC && wide[4] == 0);
    ntsim_check(MultiByteToWideChar(CP_ACP, 0, euro, 2, wide, 16) == 2 && wide[1] == '0');
    ntsim_check(!MultiByteToWideChar(CP_UTF8, 0, euro, -1, wide, 4) && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    ntsim_check(!MultiByteToWideChar(CP_UTF8, 0, euro, 0, wide, 4) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(WideCharToMultiByte(CP_UTF8, 0, L"\x20AC", -1, NULL, 0, NULL, NULL) == 4);
    ntsim_check(WideCharToMultiByte(CP_UTF8, 0, L"\x20AC", 1, narrow, 16, NULL, &defaulted) == 3 && !defaulted);
    ntsim_check(memcmp(narrow, euro + 3, 3) == 0);
    ntsim_check(!WideCharToMultiByte(CP_UTF8, 0, L"\x20AC", 1, narrow, 2, NULL, NULL) && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    ntsim_check(!WideCharToMultiByte(CP_UTF8, 0, L"", 0, narrow, 2, NULL, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
}

static void sleeping_moves_every_clock(void)
{
    LARGE_INTEGER frequency, before, after;
    FILETIME first, second;
    DWORD ticks = GetTickCount();
    ULONGLONG ticks64 = GetTickCount64();

    ntsim_check(QueryPerformanceFrequency(&frequency) && QueryPerformanceCounter(&before));
    GetSystemTimeAsFileTime(&first);
    Sleep(2000);
    ntsim_check(QueryPerformanceCounter(&after));
    GetSystemTimePreciseAsFileTime(&second);
    ntsim_check((after.QuadPart - before.QuadPart) / frequency.QuadPart == 2);
    ntsim_check(GetTickCount() - ticks >= 2000 && GetTickCount() - ticks < 2100 && GetTickCount64() - ticks64 >= 2000);
    ntsim_check(second.dwLowDateTime - first.dwLowDateTime >= 20000000 && second.dwLowDateTime - first.dwLowDateTime < 21000000);
}

static void a_time_has_fields_and_the_fields_a_time(void)
{
    SYSTEMTIME time = {2000, 2, 0, 29, 13, 14, 15, 16}, again, wrong = {2001, 2, 0, 29, 0, 0, 0, 0}, utc, local;
    FILETIME file, late = {0, 0x80000000};

    ntsim_check(SystemTimeToFileTime(&time, &file) && FileTimeToSystemTime(&file, &again));
    ntsim_check(again.wDayOfWeek == 2 && again.wDay == 29 && again.wHour == 13 && again.wMilliseconds == 16);
    ntsim_check(!SystemTimeToFileTime(&wrong, &file) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(!FileTimeToSystemTime(&late, &again) && GetLastError() == ERROR_INVALID_PARAMETER);
    GetSystemTime(&utc);
    GetLocalTime(&local);
    ntsim_check(utc.wYear >= 2000 && local.wYear == utc.wYear && local.wHour == utc.wHour);
}

static int body(void)
{
    strings_are_compared_without_case();
    strings_are_copied_and_appended();
    narrow_text_becomes_wide_and_back();
    sleeping_moves_every_clock();
    a_time_has_fields_and_the_fields_a_time();
    return 0;
}

NTSIM_SCENARIO(win32_text, .claim = "strings and time are as Windows documents", .body = body);
