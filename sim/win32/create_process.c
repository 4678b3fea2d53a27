/*
 * CreateProcess and OpenProcess. Programs are modules that the scenario (or --program) brought along; they are found by file name, whatever their folder.
 */
#include "win32/private.h"

#include "image/image.h"
#include "win32/processthreadsapi.h"

#include <string.h>

#define ARGUMENTS_MAX 256
#define LINE_CHARS 4096 /* Windows: 32767 */

struct process_call {
    char application[WIN32_PATH_MAX * 3]; /* empty: the first word of the line */
    char line[LINE_CHARS * 3], words[LINE_CHARS * 3];
    const char *argv[ARGUMENTS_MAX + 1];
    BOOL inherit;
    ULONG process_attributes, thread_attributes; /* of the handles */
    PROCESS_INFORMATION made;
    const char *not_modelled; /* out: what */
};

static const char *file_name(const char *path)
{
    const char *name = path;
    for (const char *p = path; *p; p++)
        if (*p == '\\' || *p == '/' || *p == ':')
            name = p + 1;
    return name;
}

static NTSTATUS give_handles(struct process_call *call, struct ps_process *process, struct ps_thread *thread)
{
    struct ob_table *table = ps_current_process()->handles;
    NTSTATUS status = ob_handle_create(table, process, PROCESS_ALL_ACCESS, call->process_attributes, &call->made.hProcess);
    if (NT_SUCCESS(status)) {
        status = ob_handle_create(table, thread, THREAD_ALL_ACCESS, call->thread_attributes, &call->made.hThread);
        if (!NT_SUCCESS(status))
            ob_handle_close(table, call->made.hProcess);
    }
    call->made.dwProcessId = process->pid;
    call->made.dwThreadId = thread->tid;
    if (!NT_SUCCESS(status))
        ps_process_terminate(process, (uint32_t)status);
    ob_dereference(thread, OB_BY_CREATE);
    ob_dereference(process, OB_BY_CREATE);
    return status;
}

static uintptr_t start(void *argument)
{
    struct process_call *call = argument;
    strcpy(call->words, call->line);
    int argc = win32_split_arguments(call->words, call->argv, ARGUMENTS_MAX);
    if (argc < 0)
        return (uintptr_t)(uint32_t)STATUS_INVALID_PARAMETER;
    struct image_file *file = win32_program_find(file_name(call->application[0] ? call->application : call->argv[0]));
    if (!file)
        return (uintptr_t)(uint32_t)STATUS_OBJECT_NAME_NOT_FOUND;
    if (!win32_program_is_free(file)) {
        call->not_modelled = "CreateProcess of a program that is running already";
        return 0;
    }
    NTSTATUS refused = STATUS_SUCCESS;
    struct win32_program program = {.refused = &refused, .name = file->name, .module = file, .argc = argc, .argv = call->argv, .command_line = call->line, .inherit = call->inherit};
    struct ps_thread *thread;
    struct ps_process *process = win32_process_begin(&program, &thread);
    if (!process)
        return (uintptr_t)(uint32_t)(NT_SUCCESS(refused) ? STATUS_NO_MEMORY : refused);
    NTSTATUS status = give_handles(call, process, thread);
    ke_point();
    return (uintptr_t)(uint32_t)status;
}

/* What is silently the same here with and without them: there is one console, one desktop, one environment. */
#define FLAGS_WITHOUT_MEANING                                                                                                                                   \
    (DETACHED_PROCESS | CREATE_NEW_CONSOLE | CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP | CREATE_UNICODE_ENVIRONMENT | CREATE_DEFAULT_ERROR_MODE |             \
     NORMAL_PRIORITY_CLASS)

static const char *not_modelled(const struct win32_caller *caller, DWORD flags, const void *environment, const void *folder, const STARTUPINFOW *startup)
{
    if (flags & CREATE_SUSPENDED)
        return "CreateProcess with CREATE_SUSPENDED";
    if (flags & ~(DWORD)FLAGS_WITHOUT_MEANING)
        return "CreateProcess with a debugger, a job or a priority class";
    if (environment)
        return "CreateProcess with an environment of its own";
    if (folder)
        return "CreateProcess with a current folder of its own";
    win32_check(caller, startup, sizeof *startup, false);
    bool console = !(startup->dwFlags & STARTF_USESTDHANDLES) ||
                   (win32_is_console(startup->hStdInput) && win32_is_console(startup->hStdOutput) && win32_is_console(startup->hStdError));
    return console ? NULL : "CreateProcess with redirected input or output";
}

/* Text in UTF-8; false: it does not fit. */
static bool take_text(const struct win32_caller *caller, const void *text, bool wide, char *copy, size_t room_chars)
{
    WCHAR given[LINE_CHARS];
    size_t chars = 0;
    if (!(wide ? win32_text_w(caller, text, given, room_chars, &chars) : win32_text_a(caller, text, given, room_chars, &chars)))
        return false;
    bool broken;
    copy[rtl_utf16_to_utf8(given, chars, copy, 3 * room_chars - 1, &broken)] = 0;
    return true;
}

static BOOL run(const struct win32_caller *caller, struct process_call *call, PROCESS_INFORMATION *made)
{
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, start, call);
    if (call->not_modelled)
        win32_not_modelled(caller, call->not_modelled);
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    *made = call->made;
    return TRUE;
}

static BOOL create(const struct win32_caller *caller, const void *application, const void *line, bool wide, struct process_call *call, PROCESS_INFORMATION *made)
{
    win32_check(caller, made, sizeof *made, true);
    bool fits = take_text(caller, application, wide, call->application, WIN32_PATH_MAX) && take_text(caller, line ? line : application, wide, call->line, LINE_CHARS);
    if (!fits)
        return win32_error(ERROR_FILENAME_EXCED_RANGE), FALSE;
    if (!application && !line)
        return win32_error(ERROR_INVALID_PARAMETER), FALSE;
    return run(caller, call, made);
}

/* The two forms of STARTUPINFO differ in their texts only, which nobody looks at. */
#define CREATE(form, ctext, text, startup, is_wide)                                                                                           \
    BOOL CreateProcess##form(ctext lpApplicationName, text lpCommandLine, LPSECURITY_ATTRIBUTES lpProcessAttributes,                          \
                             LPSECURITY_ATTRIBUTES lpThreadAttributes, BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,     \
                             ctext lpCurrentDirectory, startup lpStartupInfo, LPPROCESS_INFORMATION lpProcessInformation)                     \
    {                                                                                                                                         \
        WIN32_ENTER();                                                                                                                        \
        const char *missing = not_modelled(&caller, dwCreationFlags, lpEnvironment, lpCurrentDirectory, (const STARTUPINFOW *)lpStartupInfo); \
        if (missing)                                                                                                                          \
            win32_not_modelled(&caller, missing);                                                                                             \
        ULONG of_process = win32_inherit(&caller, lpProcessAttributes), of_thread = win32_inherit(&caller, lpThreadAttributes);               \
        struct process_call call = {.inherit = bInheritHandles, .process_attributes = of_process, .thread_attributes = of_thread};            \
        return create(&caller, lpApplicationName, lpCommandLine, is_wide, &call, lpProcessInformation);                                       \
    }
CREATE(A, LPCSTR, LPSTR, LPSTARTUPINFOA, false)
CREATE(W, LPCWSTR, LPWSTR, LPSTARTUPINFOW, true)

/* --- a process by its number -------------------------------------------------------------------------------------------------------------------- */

struct open_call {
    DWORD pid;
    ACCESS_MASK access;
    ULONG attributes;
    HANDLE handle;
};

static uintptr_t open_process(void *argument)
{
    struct open_call *call = argument;
    list_each(node, ps_processes())
    {
        struct ps_process *process = list_of(node, struct ps_process, link);
        if (process->pid == call->pid && !process->exited)
            return (uintptr_t)(uint32_t)ob_handle_create(ps_current_process()->handles, process, call->access, call->attributes, &call->handle);
    }
    return (uintptr_t)(uint32_t)STATUS_INVALID_PARAMETER; /* Win32: ERROR_INVALID_PARAMETER */
}

HANDLE OpenProcess(DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwProcessId)
{
    WIN32_ENTER();
    struct open_call call = {dwProcessId, dwDesiredAccess, bInheritHandle ? OBJ_INHERIT : 0, NULL};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, open_process, &call);
    return NT_SUCCESS(status) ? call.handle : (win32_fail(status), NULL);
}
