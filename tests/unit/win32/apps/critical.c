/* Claims about critical sections, APCs and threads of an application. */
#include <windows.h>

#include <ntsim/scenario.h>

static CRITICAL_SECTION section;
static int inside, most, entered;

static DWORD WINAPI enters(LPVOID unused)
{
    (void)unused;
    for (int i = 0; i < 3; i++) {
        EnterCriticalSection(&section);
        entered++;
        if (++inside > most)
            most = inside;
        Sleep(1);
        inside--;
        LeaveCriticalSection(&section);
    }
    return 17;
}

static DWORD WINAPI tries(LPVOID unused)
{
    (void)unused;
    return (DWORD)TryEnterCriticalSection(&section);
}

static DWORD result_of(HANDLE thread)
{
    DWORD code = 0;

    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(GetExitCodeThread(thread, &code) && CloseHandle(thread));
    return code;
}

static void one_thread_at_a_time_is_inside(void)
{
    HANDLE threads[3];

    InitializeCriticalSection(&section);
    for (int i = 0; i < 3; i++)
        threads[i] = CreateThread(NULL, 0, enters, NULL, 0, NULL);
    for (int i = 0; i < 3; i++)
        ntsim_check(result_of(threads[i]) == 17);
    ntsim_check(most == 1 && entered == 9 && inside == 0);
    DeleteCriticalSection(&section);
}

static void its_owner_may_enter_again_and_others_may_not(void)
{
    ntsim_check(InitializeCriticalSectionAndSpinCount(&section, 4000));
    EnterCriticalSection(&section);
    ntsim_check(TryEnterCriticalSection(&section));
    ntsim_check(result_of(CreateThread(NULL, 0, tries, NULL, 0, NULL)) == FALSE);
    LeaveCriticalSection(&section);
    ntsim_check(result_of(CreateThread(NULL, 0, tries, NULL, 0, NULL)) == FALSE);
    LeaveCriticalSection(&section);
    ntsim_check(result_of(CreateThread(NULL, 0, tries, NULL, 0, NULL)) == TRUE);
    DeleteCriticalSection(&section);
}

static ULONG_PTR told;
static VOID CALLBACK on_apc(ULONG_PTR data)
{
    told = told * 10 + data;
}

static void apcs_run_in_order_in_an_alertable_wait_only(void)
{
    ntsim_check(QueueUserAPC(on_apc, GetCurrentThread(), 1) && QueueUserAPC(on_apc, GetCurrentThread(), 2));
    Sleep(1);
    ntsim_check(told == 0);
    ntsim_check(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && told == 12);
    ntsim_check(SleepEx(1, TRUE) == 0);
    ntsim_check(!QueueUserAPC(on_apc, NULL, 3) && GetLastError() == ERROR_INVALID_HANDLE);
}

static DWORD WINAPI exits(LPVOID code)
{
    ExitThread((DWORD)(ULONG_PTR)code);
}

static void a_thread_is_active_until_it_exits(void)
{
    DWORD id = 0, code = 0;
    HANDLE thread = CreateThread(NULL, 1 << 20, exits, (LPVOID)33, 0, &id);

    ntsim_check(thread && id && id != GetCurrentThreadId());
    ntsim_check(GetExitCodeThread(GetCurrentThread(), &code) && code == STILL_ACTIVE);
    ntsim_check(GetExitCodeProcess(GetCurrentProcess(), &code) && code == STILL_ACTIVE);
    ntsim_check(!GetExitCodeProcess(thread, &code) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(result_of(thread) == 33);
    ntsim_check(SwitchToThread() && GetCurrentProcessId() % 4 == 0 && GetCurrentProcessorNumber() < 2);
}

static int body(void)
{
    one_thread_at_a_time_is_inside();
    its_owner_may_enter_again_and_others_may_not();
    apcs_run_in_order_in_an_alertable_wait_only();
    a_thread_is_active_until_it_exits();
    return 0;
}

static int leaves_what_it_is_not_in(void)
{
    InitializeCriticalSection(&section);
    LeaveCriticalSection(&section);
    return 0;
}

NTSIM_SCENARIO(win32_critical, .claim = "critical sections exclude, APCs wait for an alertable wait, threads have exit codes", .body = body);
NTSIM_SCENARIO(win32_critical_not_inside, .claim = "leaving a critical section that one is not in stops the run", .body = leaves_what_it_is_not_in,
               .expect = {.outcome = NTSIM_NOT_MODELLED});
