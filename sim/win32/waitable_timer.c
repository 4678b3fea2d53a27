/*
 * Waitable timers: NT's timers in object manager bodies. They are made in sync.c, with the other objects that may have a name.
 */
#include "win32/private.h"

#include "win32/synchapi.h"

static void destroy(void *body)
{
    ke_timer_cancel(body);
}

POBJECT_TYPE win32_timer_type(void)
{
    static const struct ob_type_ops ops = {.name = "Timer", .driver_visible = true, .waitable = true, .any_irql = true, .destroy = destroy};
    return ob_type_create(&ops);
}

struct timer_call {
    HANDLE handle;
    LARGE_INTEGER due; /* negative: 100 ns from now; else since 1601 */
    LONG period_ms;
    bool set;
};

static uintptr_t change(void *argument)
{
    const struct timer_call *call = argument;
    void *timer;
    NTSTATUS status = win32_object(call->handle, win32->timer_type, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    if (call->set)
        ke_timer_set(timer, call->due, call->period_ms, NULL);
    else
        ke_timer_cancel(timer);
    ob_dereference(timer, OB_BY_LOOKUP);
    ke_point();
    return (uintptr_t)(uint32_t)STATUS_SUCCESS;
}

BOOL SetWaitableTimer(HANDLE hTimer, const LARGE_INTEGER *lpDueTime, LONG lPeriod, PTIMERAPCROUTINE pfnCompletionRoutine, LPVOID lpArgToCompletionRoutine,
                      BOOL fResume)
{
    WIN32_ENTER();
    (void)lpArgToCompletionRoutine;
    (void)fResume; /* the machine does not sleep */
    win32_check(&caller, lpDueTime, sizeof *lpDueTime, false);
    if (pfnCompletionRoutine)
        win32_not_modelled(&caller, "SetWaitableTimer with a completion routine");
    if (lPeriod < 0)
        return win32_fail(STATUS_INVALID_PARAMETER);
    struct timer_call call = {hTimer, *lpDueTime, lPeriod, true};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, change, &call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

BOOL CancelWaitableTimer(HANDLE hTimer)
{
    WIN32_ENTER();
    struct timer_call call = {.handle = hTimer};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, change, &call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}
