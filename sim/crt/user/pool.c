/*
 * Registered waits, timer queue timers and work items. Windows shares a pool of threads among them; here each has a thread of its own, which a program cannot
 * tell but by counting them. In the module, since all of it is what a program could write itself.
 */
#include <windows.h>

#include <stdlib.h>

struct registered {
    WAITORTIMERCALLBACK callback;
    PVOID context;
    HANDLE objects[2]; /* the end, and what is waited for (NULL: a timer) */
    HANDLE thread;
    DWORD milliseconds, period; /* 0: a timer that expires once */
    ULONG flags;
    int released; /* by one of two: who unregisters, and the thread */
};

static void release(struct registered *registered)
{
    if (__atomic_fetch_add(&registered->released, 1, __ATOMIC_SEQ_CST) == 0)
        return;
    CloseHandle(registered->objects[0]);
    CloseHandle(registered->thread);
    free(registered);
}

static DWORD run(LPVOID argument)
{
    struct registered *registered = argument;
    DWORD count = registered->objects[1] != NULL ? 2 : 1, milliseconds = registered->milliseconds, got;
    while ((got = WaitForMultipleObjects(count, registered->objects, FALSE, milliseconds)) != WAIT_OBJECT_0) {
        registered->callback(registered->context, got == WAIT_TIMEOUT);
        if ((registered->flags & WT_EXECUTEONLYONCE) || (count == 1 && registered->period == 0))
            break;
        if (count == 1)
            milliseconds = registered->period;
    }
    release(registered);
    return 0;
}

static BOOL start(PHANDLE result, const struct registered *wanted)
{
    struct registered *registered = malloc(sizeof *registered);
    if (registered == NULL)
        return FALSE;
    *registered = *wanted;
    registered->objects[0] = CreateEventW(NULL, TRUE, FALSE, NULL);
    *result = registered;
    registered->thread = CreateThread(NULL, 0, run, registered, CREATE_SUSPENDED, NULL);
    ResumeThread(registered->thread);
    return TRUE;
}

/* INVALID_HANDLE_VALUE waits until no callback runs any more, and so does an event, which is set then; NULL: FALSE when one may still run. */
static BOOL stop(struct registered *registered, HANDLE event)
{
    SetEvent(registered->objects[0]);
    BOOL over = WaitForSingleObject(registered->thread, event != NULL ? INFINITE : 0) == WAIT_OBJECT_0;
    if (event != NULL && event != INVALID_HANDLE_VALUE)
        SetEvent(event);
    release(registered);
    if (!over)
        SetLastError(ERROR_IO_PENDING);
    return over;
}

BOOL RegisterWaitForSingleObject(PHANDLE phNewWaitObject, HANDLE hObject, WAITORTIMERCALLBACK Callback, PVOID Context, ULONG dwMilliseconds, ULONG dwFlags)
{
    return start(phNewWaitObject, &(struct registered){.callback = Callback, .context = Context, .objects = {NULL, hObject}, .milliseconds = dwMilliseconds, .flags = dwFlags});
}

BOOL UnregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent)
{
    return stop(WaitHandle, CompletionEvent);
}

BOOL UnregisterWait(HANDLE WaitHandle)
{
    return stop(WaitHandle, NULL);
}

/* There is one queue, NULL's; timers keep no order among themselves. */
BOOL CreateTimerQueueTimer(PHANDLE phNewTimer, HANDLE TimerQueue, WAITORTIMERCALLBACK Callback, PVOID Parameter, DWORD DueTime, DWORD Period, ULONG Flags)
{
    (void)TimerQueue;
    return start(phNewTimer, &(struct registered){.callback = Callback, .context = Parameter, .milliseconds = DueTime, .period = Period, .flags = Flags});
}

BOOL DeleteTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer, HANDLE CompletionEvent)
{
    (void)TimerQueue;
    return stop(Timer, CompletionEvent);
}

BOOL QueueUserWorkItem(DWORD (*Function)(LPVOID), PVOID Context, ULONG Flags)
{
    (void)Flags;
    HANDLE thread = CreateThread(NULL, 0, Function, Context, 0, NULL);
    if (thread == NULL)
        return FALSE;
    CloseHandle(thread);
    return TRUE;
}
