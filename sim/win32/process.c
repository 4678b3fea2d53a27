/*
 * Processes and threads of the application.
 */
#include "win32/private.h"

#include "win32/processthreadsapi.h"
#include "win32/winbase.h"

uintptr_t win32_exit_call(void *exit_code)
{
    ps_process_exit(*(const uint32_t *)exit_code);
}

VOID ExitProcess(UINT uExitCode)
{
    WIN32_ENTER();
    uint32_t code = uExitCode;
    win32_kernel(&caller, win32_exit_call, &code);
    __builtin_unreachable();
}

struct terminate_call {
    HANDLE handle;
    uint32_t exit_code;
};

static uintptr_t terminate(void *argument)
{
    const struct terminate_call *call = argument;
    void *process;
    NTSTATUS status = win32_object(call->handle, ps_process_type(), PROCESS_TERMINATE, &process);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    bool own = process == ps_current_process();
    if (!own)
        ps_process_terminate(process, call->exit_code);
    ob_dereference(process, OB_BY_LOOKUP);
    if (own)
        ps_process_exit(call->exit_code);
    ke_point();
    return (uintptr_t)(uint32_t)STATUS_SUCCESS;
}

BOOL TerminateProcess(HANDLE hProcess, UINT uExitCode)
{
    WIN32_ENTER();
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, terminate, &(struct terminate_call){hProcess, uExitCode});
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

/* --- threads ------------------------------------------------------------------------------------------------------------------------------------ */

/* What a thread starts with; lives in private memory until the thread has taken it over. */
struct thread_start {
    LPTHREAD_START_ROUTINE routine;
    void *parameter;
};

/* In user mode, on the new thread's stack. */
static uintptr_t run_thread(void *argument)
{
    struct thread_start start = *(struct thread_start *)argument;
    sim_free(argument, sizeof start);
    return start.routine(start.parameter);
}

struct thread_call {
    struct thread_start *start;
    size_t stack_size;
    ULONG attributes; /* of the handle */
    HANDLE handle;
    uint32_t tid;
};

static uintptr_t create_thread(void *argument)
{
    struct thread_call *call = argument;
    struct ps_process *process = ps_current_process();
    struct ps_thread *thread = ps_user_thread(process, run_thread, call->start, call->stack_size, "thread");
    if (!thread)
        return (uintptr_t)(uint32_t)STATUS_NO_MEMORY;
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
    if (dwCreationFlags & CREATE_SUSPENDED)
        win32_not_modelled(&caller, "CreateThread with CREATE_SUSPENDED");
    ULONG inherit = win32_inherit(&caller, lpThreadAttributes);
    struct thread_start *start = sim_alloc(sizeof *start);
    *start = (struct thread_start){lpStartAddress, lpParameter};
    struct thread_call call = {.start = start, .attributes = inherit, .stack_size = dwStackSize > 256 * 1024 ? dwStackSize : 0};
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

struct exit_code_call {
    HANDLE handle;
    POBJECT_TYPE type;
    uint32_t code;
};

static uintptr_t exit_code(void *argument)
{
    struct exit_code_call *call = argument;
    void *body;
    NTSTATUS status = win32_object(call->handle, call->type, 0, &body);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    const struct ps_process *process = body;
    const struct ps_thread *thread = body;
    if (call->type == ps_process_type())
        call->code = process->exited ? process->exit_code : STILL_ACTIVE;
    else
        call->code = thread->ke.state == KE_TERMINATED ? (uint32_t)thread->ke.exit_status : STILL_ACTIVE;
    ob_dereference(body, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)STATUS_SUCCESS;
}

static BOOL ask_exit_code(const struct win32_caller *caller, HANDLE handle, POBJECT_TYPE type, DWORD *code)
{
    struct exit_code_call call = {handle, type, 0};
    win32_check(caller, code, sizeof *code, true);
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, exit_code, &call);
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    *code = call.code;
    return TRUE;
}

BOOL GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
{
    WIN32_ENTER();
    return ask_exit_code(&caller, hThread, ps_thread_type(), lpExitCode);
}

BOOL GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode)
{
    WIN32_ENTER();
    return ask_exit_code(&caller, hProcess, ps_process_type(), lpExitCode);
}

HANDLE GetCurrentProcess(VOID)
{
    return (HANDLE)(intptr_t)-1;
}

DWORD GetCurrentProcessId(VOID)
{
    return ps_current_process()->pid;
}

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

DWORD GetLastError(VOID)
{
    return ke_current()->last_error;
}

VOID SetLastError(DWORD dwErrCode)
{
    win32_error(dwErrCode);
}
