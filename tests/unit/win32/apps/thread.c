/* Claims about threads that start suspended, their priorities, and what each of them stores for itself. */
#include <windows.h>

#include <ntsim/scenario.h>

static int ran;
static DWORD slot;

static DWORD WINAPI runs(LPVOID unused)
{
    (void)unused;
    return (DWORD)++ran;
}

static DWORD result_of(HANDLE thread)
{
    DWORD code = 0;

    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(GetExitCodeThread(thread, &code) && CloseHandle(thread));
    return code;
}

static void a_suspended_thread_begins_when_it_is_resumed(void)
{
    DWORD id = 0;
    HANDLE thread = CreateThread(NULL, 0, runs, NULL, CREATE_SUSPENDED, &id);

    Sleep(5);
    ntsim_check(ran == 0 && GetThreadId(thread) == id && id != GetCurrentThreadId());
    ntsim_check(ResumeThread(thread) == 1 && ResumeThread(thread) == 0 && ResumeThread(GetCurrentThread()) == 0);
    ntsim_check(result_of(thread) == 1 && ran == 1);
    ntsim_check(ResumeThread(NULL) == (DWORD)-1 && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(GetThreadId(GetCurrentProcess()) == 0 && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(GetProcessId(GetCurrentProcess()) == GetCurrentProcessId() && GetProcessId(NULL) == 0);
}

static char order[4];
static DWORD WINAPI notes(LPVOID letter)
{
    order[strlen(order)] = (char)(ULONG_PTR)letter;
    return 0;
}

/* On one processor. */
static void the_higher_priority_runs_first(void)
{
    static const int priorities[] = {THREAD_PRIORITY_LOWEST, THREAD_PRIORITY_HIGHEST};
    HANDLE threads[2];

    for (int i = 0; i < 2; i++) {
        threads[i] = CreateThread(NULL, 0, notes, (LPVOID)(ULONG_PTR)("lh"[i]), CREATE_SUSPENDED, NULL);
        ntsim_check(GetThreadPriority(threads[i]) == THREAD_PRIORITY_NORMAL && SetThreadPriority(threads[i], priorities[i]));
        ntsim_check(GetThreadPriority(threads[i]) == priorities[i]);
    }
    ntsim_check(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_TIME_CRITICAL));
    ResumeThread(threads[0]);
    ResumeThread(threads[1]);
    ntsim_check(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_NORMAL));
    result_of(threads[0]);
    result_of(threads[1]);
    ntsim_check(strcmp(order, "hl") == 0);
    ntsim_check(!SetThreadPriority(GetCurrentThread(), 9) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(!SetThreadPriority(NULL, 0) && GetThreadPriority(NULL) == THREAD_PRIORITY_ERROR_RETURN && GetLastError() == ERROR_INVALID_HANDLE);
}

static DWORD WINAPI keeps(LPVOID value)
{
    ntsim_check(TlsGetValue(slot) == NULL && GetLastError() == ERROR_SUCCESS);
    ntsim_check(TlsSetValue(slot, value));
    Sleep(2);
    return (DWORD)(ULONG_PTR)TlsGetValue(slot);
}

static void each_thread_has_its_own_values(void)
{
    DWORD other = TlsAlloc();
    HANDLE threads[2];

    slot = TlsAlloc();
    ntsim_check(slot != other && TlsSetValue(slot, (LPVOID)1) && TlsSetValue(other, (LPVOID)2));
    for (ULONG_PTR i = 0; i < 2; i++)
        threads[i] = CreateThread(NULL, 0, keeps, (LPVOID)(50 + i), 0, NULL);
    ntsim_check(result_of(threads[0]) == 50 && result_of(threads[1]) == 51);
    ntsim_check(TlsGetValue(slot) == (LPVOID)1 && TlsGetValue(other) == (LPVOID)2);
    ntsim_check(TlsFree(slot) && !TlsFree(slot) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(TlsGetValue(slot) == NULL && GetLastError() == ERROR_INVALID_PARAMETER && !TlsSetValue(slot, NULL));
    ntsim_check(TlsAlloc() == slot && TlsGetValue(slot) == NULL && GetLastError() == ERROR_SUCCESS);
    ntsim_check(!TlsSetValue(100000, NULL) && TlsGetValue(other) == (LPVOID)2);
}

static int body(void)
{
    a_suspended_thread_begins_when_it_is_resumed();
    the_higher_priority_runs_first();
    each_thread_has_its_own_values();
    return 0;
}

NTSIM_SCENARIO(win32_thread, .claim = "threads begin when they are resumed, run by priority, and have slots of their own", .processors = 1, .body = body);
