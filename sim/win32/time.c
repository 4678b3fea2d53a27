/*
 * Time as applications see it: the machine's virtual clock. Local time is UTC.
 */
#include "win32/private.h"

#include "win32/sysinfoapi.h"

/* A query takes a little time, so that a loop that polls the clock ends (design 4.12). */
static uintptr_t pass(void *argument)
{
    (void)argument;
    ke_time_pass(1);
    return 0;
}

static uint64_t now(const struct win32_caller *caller)
{
    win32_kernel(caller, pass, NULL);
    return ke_now();
}

static uint64_t since_start(const struct win32_caller *caller)
{
    return now(caller) - ke_start_time();
}

DWORD GetTickCount(VOID)
{
    WIN32_ENTER();
    return (DWORD)(since_start(&caller) / 10000);
}

ULONGLONG GetTickCount64(VOID)
{
    WIN32_ENTER();
    return since_start(&caller) / 10000;
}

static void to_fields(uint64_t time, SYSTEMTIME *result)
{
    TIME_FIELDS fields;
    rtl_time_fields((int64_t)time, &fields);
    *result = (SYSTEMTIME){(WORD)fields.Year, (WORD)fields.Month, (WORD)fields.Weekday, (WORD)fields.Day, (WORD)fields.Hour, (WORD)fields.Minute,
                           (WORD)fields.Second, (WORD)fields.Milliseconds};
}

VOID GetSystemTime(LPSYSTEMTIME lpSystemTime)
{
    WIN32_ENTER();
    win32_check(&caller, lpSystemTime, sizeof *lpSystemTime, true);
    to_fields(now(&caller), lpSystemTime);
}

VOID GetLocalTime(LPSYSTEMTIME lpSystemTime)
{
    WIN32_ENTER();
    win32_check(&caller, lpSystemTime, sizeof *lpSystemTime, true);
    to_fields(now(&caller), lpSystemTime);
}

static void give_file_time(const struct win32_caller *caller, FILETIME *result)
{
    win32_check(caller, result, sizeof *result, true);
    uint64_t time = now(caller);
    *result = (FILETIME){(DWORD)time, (DWORD)(time >> 32)};
}

VOID GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    WIN32_ENTER();
    give_file_time(&caller, lpSystemTimeAsFileTime);
}

VOID GetSystemTimePreciseAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    WIN32_ENTER();
    give_file_time(&caller, lpSystemTimeAsFileTime);
}

BOOL FileTimeToSystemTime(const FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
{
    WIN32_ENTER();
    win32_check(&caller, lpFileTime, sizeof *lpFileTime, false);
    uint64_t time = (uint64_t)lpFileTime->dwHighDateTime << 32 | lpFileTime->dwLowDateTime;
    if ((int64_t)time < 0)
        return win32_fail(STATUS_INVALID_PARAMETER);
    win32_check(&caller, lpSystemTime, sizeof *lpSystemTime, true);
    to_fields(time, lpSystemTime);
    return TRUE;
}

BOOL SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime, LPFILETIME lpFileTime)
{
    WIN32_ENTER();
    win32_check(&caller, lpSystemTime, sizeof *lpSystemTime, false);
    const SYSTEMTIME *from = lpSystemTime;
    TIME_FIELDS fields = {(CSHORT)from->wYear, (CSHORT)from->wMonth, (CSHORT)from->wDay, (CSHORT)from->wHour, (CSHORT)from->wMinute, (CSHORT)from->wSecond,
                          (CSHORT)from->wMilliseconds, 0};
    int64_t time;
    if (!rtl_time_from_fields(&fields, &time))
        return win32_fail(STATUS_INVALID_PARAMETER);
    win32_check(&caller, lpFileTime, sizeof *lpFileTime, true);
    *lpFileTime = (FILETIME){(DWORD)time, (DWORD)((uint64_t)time >> 32)};
    return TRUE;
}

BOOL QueryPerformanceCounter(LARGE_INTEGER *lpPerformanceCount)
{
    WIN32_ENTER();
    win32_check(&caller, lpPerformanceCount, sizeof *lpPerformanceCount, true);
    lpPerformanceCount->QuadPart = (LONGLONG)since_start(&caller);
    return TRUE;
}

BOOL QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency)
{
    WIN32_ENTER();
    win32_check(&caller, lpFrequency, sizeof *lpFrequency, true);
    lpFrequency->QuadPart = 10000000;
    return TRUE;
}
