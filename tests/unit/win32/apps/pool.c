/* Claims about waitable timers, registered waits, timer queue timers and work items. */
#include <windows.h>

#include <ntsim/scenario.h>

static LARGE_INTEGER in_ms(LONGLONG milliseconds)
{
    return (LARGE_INTEGER){.QuadPart = -milliseconds * 10000};
}

static void a_timer_is_signalled_when_it_is_due(void)
{
    LARGE_INTEGER due = in_ms(10);
    HANDLE timer = CreateWaitableTimerW(NULL, FALSE, L"Claims"), same = OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, L"Claims");
    ULONGLONG begin = GetTickCount64();

    ntsim_check(timer && same && OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "Others") == NULL);
    ntsim_check(WaitForSingleObject(timer, 5) == WAIT_TIMEOUT);
    ntsim_check(SetWaitableTimer(same, &due, 20, NULL, NULL, FALSE) && WaitForSingleObject(timer, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(GetTickCount64() - begin >= 15 && WaitForSingleObject(timer, 10) == WAIT_TIMEOUT && WaitForSingleObject(timer, 15) == WAIT_OBJECT_0); /* again and again */
    ntsim_check(CancelWaitableTimer(timer) && WaitForSingleObject(timer, 50) == WAIT_TIMEOUT);
    ntsim_check(!SetWaitableTimer(timer, &due, -1, NULL, NULL, FALSE) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(!CancelWaitableTimer(GetCurrentThread()) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(SetWaitableTimer(timer, &due, 1, NULL, NULL, FALSE) && CloseHandle(timer) && CloseHandle(same)); /* it is cancelled with the object */
    ntsim_check(CreateWaitableTimerA(NULL, TRUE, "Claims") != NULL && GetLastError() == ERROR_SUCCESS);
}

static LONG fired, timed_out;
static VOID CALLBACK on_wait(PVOID context, BOOLEAN late)
{
    ntsim_check(context == &fired);
    InterlockedIncrement(late ? &timed_out : &fired);
}

static void a_registered_wait_calls_back(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), wait, once;

    ntsim_check(RegisterWaitForSingleObject(&wait, event, on_wait, &fired, INFINITE, WT_EXECUTEDEFAULT));
    for (int i = 0; i < 3; i++) {
        SetEvent(event);
        Sleep(2);
    }
    ntsim_check(fired == 3 && UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    SetEvent(event);
    Sleep(2);
    ntsim_check(fired == 3 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0); /* nobody took it */
    ntsim_check(RegisterWaitForSingleObject(&once, event, on_wait, &fired, 5, WT_EXECUTEONLYONCE));
    Sleep(20);
    ntsim_check(timed_out == 1 && UnregisterWait(once) && CloseHandle(event));
}

static void a_queued_timer_calls_back(void)
{
    HANDLE once, periodic;

    fired = timed_out = 0;
    ntsim_check(CreateTimerQueueTimer(&once, NULL, on_wait, &fired, 5, 0, 0) && CreateTimerQueueTimer(&periodic, NULL, on_wait, &fired, 5, 10, 0));
    Sleep(31);
    ntsim_check(timed_out == 4 && fired == 0); /* 5; 5, 15, 25 */
    ntsim_check(DeleteTimerQueueTimer(NULL, once, INVALID_HANDLE_VALUE) && DeleteTimerQueueTimer(NULL, periodic, INVALID_HANDLE_VALUE));
    Sleep(30);
    ntsim_check(timed_out == 4);
}

static DWORD WINAPI works(LPVOID event)
{
    return (DWORD)SetEvent(event);
}

static void a_work_item_runs(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    ntsim_check(QueueUserWorkItem(works, event, 0) && WaitForSingleObject(event, 100) == WAIT_OBJECT_0 && CloseHandle(event));
}

static int body(void)
{
    a_timer_is_signalled_when_it_is_due();
    a_registered_wait_calls_back();
    a_queued_timer_calls_back();
    a_work_item_runs();
    return 0;
}

static VOID CALLBACK on_timer(LPVOID context, DWORD low, DWORD high)
{
    (void)context, (void)low, (void)high;
}

static int sets_a_timer_with_a_routine(void)
{
    LARGE_INTEGER due = in_ms(1);

    SetWaitableTimer(CreateWaitableTimerW(NULL, FALSE, NULL), &due, 0, on_timer, NULL, FALSE);
    return 0;
}

NTSIM_SCENARIO(win32_pool, .claim = "timers are signalled, registered waits and timers call back, work items run", .body = body);
NTSIM_SCENARIO(win32_pool_timer_routine, .claim = "a timer's completion routine stops the run", .body = sets_a_timer_with_a_routine,
               .expect = {.outcome = NTSIM_NOT_MODELLED});
