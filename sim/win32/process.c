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

static uintptr_t process_id(void *handle)
{
    void *process;
    if (!NT_SUCCESS(win32_object(handle, ps_process_type(), 0, &process)))
        return 0;
    uint32_t pid = ((const struct ps_process *)process)->pid;
    ob_dereference(process, OB_BY_LOOKUP);
    return pid;
}

DWORD GetProcessId(HANDLE Process)
{
    WIN32_ENTER();
    DWORD pid = (DWORD)win32_kernel(&caller, process_id, Process);
    return pid ? pid : (DWORD)win32_fail(STATUS_INVALID_HANDLE);
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

DWORD GetLastError(VOID)
{
    return ke_current()->last_error;
}

VOID SetLastError(DWORD dwErrCode)
{
    win32_error(dwErrCode);
}
