/*
 * Threads of the application.
 */
#include "win32/private.h"

#include "win32/processthreadsapi.h"
#include "win32/winbase.h"

/* What a thread starts with; lives in private memory until the thread has taken it over. */
struct thread_start {
    LPTHREAD_START_ROUTINE routine;
    void *parameter;
    uintptr_t site; /* of CreateThread */
    bool suspended;
};

/* A thread that was made suspended waits for this before its first instruction. */
static uintptr_t wait_for_resume(void *unused)
{
    (void)unused;
    KEVENT *resume = ps_current_thread()->resume;
    ob_reference(resume, OB_BY_WAIT);
    ke_wait_one(resume, UserMode, FALSE, NULL);
    ob_dereference(resume, OB_BY_WAIT);
    return 0;
}

/* In user mode, on the new thread's stack. */
static uintptr_t run_thread(void *argument)
{
    struct thread_start start = *(struct thread_start *)argument;
    sim_free(argument, sizeof start);
    if (start.suspended)
        ps_syscall(wait_for_resume, NULL, start.site);
    return start.routine(start.parameter);
}

struct thread_call {
    struct thread_start *start;
    size_t stack_size;
    bool suspended;
    ULONG attributes; /* of the handle */
    HANDLE handle;
    uint32_t tid;
};

static KEVENT *new_gate(void)
{
    KEVENT *gate = ob_create(win32->event_type, sizeof *gate);
    ke_event_init(gate, NotificationEvent, FALSE);
    ke_label_of(gate, LABEL_EVENT);
    return gate;
}

static uintptr_t create_thread(void *argument)
{
    struct thread_call *call = argument;
    struct ps_process *process = ps_current_process();
    struct ps_thread *thread = ps_user_thread(process, run_thread, call->start, call->stack_size, "thread");
    if (!thread)
        return (uintptr_t)(uint32_t)STATUS_NO_MEMORY;
    if (call->suspended) /* it has not run yet: nothing moved since it is ready */
        thread->resume = new_gate();
    call->tid = thread->tid;
    NTSTATUS status = ob_handle_create(process->handles, thread, THREAD_ALL_ACCESS, call->attributes, &call->handle);
    ob_dereference(thread, OB_BY_CREATE);
    ke_point();
    return (uintptr_t)(uint32_t)status;
}

HANDLE CreateThread(LPSECURITY_ATTRIBUTES lpThreadAttributes, SIZE_T dwStackSize, LPTHREAD_START_ROUTINE lpStartAddress, LPVOID lpParameter,
                    DWORD dwCreationFlags, LPDWORD lpThreadId)
{
    WIN32_ENTER();
    if (lpThreadId)
        win32_check(&caller, lpThreadId, sizeof *lpThreadId, true);
    ULONG inherit = win32_inherit(&caller, lpThreadAttributes);
    struct thread_start *start = sim_alloc(sizeof *start);
    bool suspended = (dwCreationFlags & CREATE_SUSPENDED) != 0;
    *start = (struct thread_start){lpStartAddress, lpParameter, caller.pc, suspended};
    struct thread_call call = {.start = start, .suspended = suspended, .attributes = inherit, .stack_size = dwStackSize > 256 * 1024 ? dwStackSize : 0};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, create_thread, &call);
    if (!NT_SUCCESS(status)) {
        sim_free(start, sizeof *start);
        return win32_fail(status), NULL;
    }
    if (lpThreadId)
        *lpThreadId = call.tid;
    return call.handle;
}

static uintptr_t end_thread(void *exit_code)
{
    ps_thread_end(*(const uint32_t *)exit_code);
}

VOID ExitThread(DWORD dwExitCode)
{
    WIN32_ENTER();
    uint32_t code = dwExitCode;
    win32_kernel(&caller, end_thread, &code);
    __builtin_unreachable();
}

/* --- by handle --------------------------------------------------------------------------------------------------------------------------------- */

/* What is done to a thread; `value` is given and answered. */
struct by_handle {
    HANDLE handle;
    void (*act)(struct ps_thread *thread, LONG *value);
    LONG value;
};

static uintptr_t act(void *argument)
{
    struct by_handle *call = argument;
    void *thread;
    NTSTATUS status = win32_object(call->handle, ps_thread_type(), 0, &thread);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    call->act(thread, &call->value);
    ob_dereference(thread, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)STATUS_SUCCESS;
}

/* False: no such thread; the error says so. */
static bool with_thread(const struct win32_caller *caller, struct by_handle *call)
{
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, act, call);
    return NT_SUCCESS(status) || win32_fail(status);
}

static void resume(struct ps_thread *thread, LONG *before)
{
    *before = thread->resume && !thread->resume->Header.SignalState;
    if (!*before)
        return;
    ke_event_set(thread->resume);
    ke_point();
}

/* How often it was suspended before: only a thread that was made so is (SuspendThread stops the run by name). */
DWORD ResumeThread(HANDLE hThread)
{
    WIN32_ENTER();
    struct by_handle call = {hThread, resume, 0};
    return with_thread(&caller, &call) ? (DWORD)call.value : (DWORD)-1;
}

/* The process's base is 8; IDLE is 1, TIME_CRITICAL 15, whatever the base. */
static void set_priority(struct ps_thread *thread, LONG *priority)
{
    LONG own = 8 + *priority;
    ke_thread_set_priority(&thread->ke, own < 1 ? 1 : own > 15 ? 15 : own);
    thread->relative_priority = (int8_t)*priority;
    ke_point();
}

static bool is_priority(int priority)
{
    return (priority >= THREAD_PRIORITY_LOWEST && priority <= THREAD_PRIORITY_HIGHEST) || priority == THREAD_PRIORITY_IDLE || priority == THREAD_PRIORITY_TIME_CRITICAL;
}

BOOL SetThreadPriority(HANDLE hThread, int nPriority)
{
    WIN32_ENTER();
    struct by_handle call = {hThread, set_priority, nPriority};
    if (!is_priority(nPriority))
        return win32_fail(STATUS_INVALID_PARAMETER);
    return with_thread(&caller, &call);
}

static void get_priority(struct ps_thread *thread, LONG *priority)
{
    *priority = thread->relative_priority;
}

int GetThreadPriority(HANDLE hThread)
{
    WIN32_ENTER();
    struct by_handle call = {hThread, get_priority, 0};
    return with_thread(&caller, &call) ? call.value : THREAD_PRIORITY_ERROR_RETURN;
}

static void get_id(struct ps_thread *thread, LONG *id)
{
    *id = (LONG)thread->tid;
}

DWORD GetThreadId(HANDLE Thread)
{
    WIN32_ENTER();
    struct by_handle call = {Thread, get_id, 0};
    return with_thread(&caller, &call) ? (DWORD)call.value : 0;
}

/* --- the current one ----------------------------------------------------------------------------------------------------------------------------- */

HANDLE GetCurrentThread(VOID)
{
    return (HANDLE)(intptr_t)-2;
}

DWORD GetCurrentThreadId(VOID)
{
    return ps_current_thread()->tid;
}

DWORD GetCurrentProcessorNumber(VOID)
{
    return ke_cpu_number();
}
