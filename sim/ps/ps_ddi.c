/*
 * Threads and processes as drivers ask for them. PETHREAD and PEPROCESS point at ours, which drivers cannot look into.
 */
#include "ps/private.h"

#define DEFAULT_TAG 0x746C6644u /* "Dflt" */

static const struct ps_thread *thread_of(PETHREAD thread)
{
    return (const struct ps_thread *)thread;
}

static const struct ps_process *process_of(PEPROCESS process)
{
    return (const struct ps_process *)process;
}

static HANDLE id_of(uint32_t id)
{
    return (HANDLE)(uintptr_t)id;
}

static struct ps_process *thread_process(PETHREAD thread)
{
    struct ps_process *home = ke_home(&thread_of(thread)->ke);
    return home ? home : ps->system;
}

/* A driver's thread: one call of its routine, which may as well return. */
static void run_driver_thread(void *context)
{
    struct ps_thread *thread = context;
    ke_call(&thread->driver);
}

static struct ps_thread *new_driver_thread(struct ps_process *process, PKSTART_ROUTINE routine, PVOID context, uintptr_t site)
{
    struct ps_thread *thread = ps_thread_new(process, run_driver_thread, NULL, "driver thread");
    thread->ke.system = true;
    thread->ke.start_routine = (uintptr_t)routine;
    thread->ke.created_by = site;
    thread->ke.created_at = ke_now();
    thread->ke.created_context = ke_current()->id;
    thread->driver = (struct ke_call){.kind = KE_THREAD,
                                      .routine = (const void *)routine,
                                      .generation = ke_generation((const void *)routine),
                                      .holder = thread,
                                      .holder_kind = "thread",
                                      .armed_by = site,
                                      .armed_at = ke_now(),
                                      .armed_context = ke_current()->id,
                                      .argument = {(uintptr_t)context}};
    return thread;
}

/* A process handle as routines take it: NULL stands for the System process. The reference (OB_BY_LOOKUP) is the caller's. */
static NTSTATUS process_by_handle(HANDLE handle, void **process)
{
    if (handle)
        return ob_handle_object(ob_table_for(handle, KernelMode), handle, ps->process_type, 0, KernelMode, process, NULL);
    ob_reference(ps->system, OB_BY_LOOKUP);
    *process = ps->system;
    return STATUS_SUCCESS;
}

/* WDK: PsCreateSystemThread. Nothing holds the driver while its thread runs (semantics 54). */
NTSTATUS PsCreateSystemThread(PHANDLE ThreadHandle, ULONG DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle, PCLIENT_ID ClientId,
                              PKSTART_ROUTINE StartRoutine, PVOID StartContext)
{
    ddi_enter(PsCreateSystemThread, NULL);
    void *process;
    NTSTATUS status = process_by_handle(ProcessHandle, &process);
    if (!NT_SUCCESS(status))
        return status;
    struct ps_thread *thread = new_driver_thread(process, StartRoutine, StartContext, gate_.site);
    ob_dereference(process, OB_BY_LOOKUP);
    ULONG attributes = ObjectAttributes ? ObjectAttributes->Attributes : 0;
    status = ob_handle_create(ob_table_for(NULL, KernelMode), thread, DesiredAccess, attributes, ThreadHandle);
    if (ClientId) {
        ClientId->UniqueProcess = id_of(thread->ke.process->pid);
        ClientId->UniqueThread = id_of(thread->tid);
    }
    ps_thread_go(thread);
    ob_dereference(thread, OB_BY_CREATE);
    return status;
}

/* WDK: PsTerminateSystemThread. Ends the caller; an application's thread gets STATUS_INVALID_PARAMETER. */
NTSTATUS PsTerminateSystemThread(NTSTATUS ExitStatus)
{
    ddi_enter(PsTerminateSystemThread, ke_current());
    if (!ke_current()->system || ke_current()->idle)
        return STATUS_INVALID_PARAMETER;
    ke_thread_exit(ExitStatus);
}

/* WDK: PsGetCurrentThread. Whichever thread was interrupted, in a DPC or ISR. */
PETHREAD PsGetCurrentThread(VOID)
{
    ddi_enter(PsGetCurrentThread, NULL);
    return (PETHREAD)ke_current();
}

/* WDK: IoGetCurrentProcess, PsGetCurrentProcess (a macro over it). */
PEPROCESS IoGetCurrentProcess(VOID)
{
    ddi_enter(IoGetCurrentProcess, NULL);
    return (PEPROCESS)ps_current_process();
}

/* WDK: PsGetCurrentProcessId. The thread's own, attached or not. */
HANDLE PsGetCurrentProcessId(VOID)
{
    ddi_enter(PsGetCurrentProcessId, NULL);
    return id_of(thread_process((PETHREAD)ke_current())->pid);
}

/* WDK: PsGetCurrentThreadId. Idle threads have number 0. */
HANDLE PsGetCurrentThreadId(VOID)
{
    ddi_enter(PsGetCurrentThreadId, NULL);
    const struct ps_thread *thread = ps_current_thread();
    return id_of(thread ? thread->tid : 0);
}

/* WDK: PsGetProcessId. */
HANDLE PsGetProcessId(PEPROCESS Process)
{
    ddi_enter(PsGetProcessId, Process);
    ob_checked(Process);
    return id_of(process_of(Process)->pid);
}

/* Exported, in no header: drivers declare it themselves. The name without its folder, at most 14 characters of it, as it lies in the process. */
PCHAR PsGetProcessImageFileName(PEPROCESS Process);
PCHAR PsGetProcessImageFileName(PEPROCESS Process)
{
    ddi_enter(PsGetProcessImageFileName, Process);
    ob_checked(Process);
    return ((struct ps_process *)Process)->file_name;
}

/* WDK: PsGetThreadId. */
HANDLE PsGetThreadId(PETHREAD Thread)
{
    ddi_enter(PsGetThreadId, Thread);
    ob_checked(Thread);
    return id_of(thread_of(Thread)->tid);
}

/* WDK: PsGetThreadProcessId. */
HANDLE PsGetThreadProcessId(PETHREAD Thread)
{
    ddi_enter(PsGetThreadProcessId, Thread);
    ob_checked(Thread);
    return id_of(thread_process(Thread)->pid);
}

/* NT exports it without a page of its own; as IoThreadToProcess. */
PEPROCESS PsGetThreadProcess(PETHREAD Thread)
{
    ddi_enter(PsGetThreadProcess, Thread);
    ob_checked(Thread);
    return (PEPROCESS)thread_process(Thread);
}

/* WDK: IoThreadToProcess. */
PEPROCESS IoThreadToProcess(PETHREAD Thread)
{
    ddi_enter(IoThreadToProcess, Thread);
    ob_checked(Thread);
    return (PEPROCESS)thread_process(Thread);
}

/* WDK: PsGetThreadExitStatus. STATUS_PENDING while it runs. */
NTSTATUS PsGetThreadExitStatus(PETHREAD Thread)
{
    ddi_enter(PsGetThreadExitStatus, Thread);
    ob_checked(Thread);
    return thread_of(Thread)->ke.exit_status;
}

/* WDK: PsGetThreadCreateTime. */
LONGLONG PsGetThreadCreateTime(PETHREAD Thread)
{
    ddi_enter(PsGetThreadCreateTime, Thread);
    ob_checked(Thread);
    return (LONGLONG)thread_of(Thread)->created_at;
}

/* WDK: PsGetProcessExitStatus. */
NTSTATUS PsGetProcessExitStatus(PEPROCESS Process)
{
    ddi_enter(PsGetProcessExitStatus, Process);
    ob_checked(Process);
    return (NTSTATUS)process_of(Process)->exit_code;
}

/* WDK: PsGetProcessCreateTimeQuadPart. */
LONGLONG PsGetProcessCreateTimeQuadPart(PEPROCESS Process)
{
    ddi_enter(PsGetProcessCreateTimeQuadPart, Process);
    ob_checked(Process);
    return (LONGLONG)process_of(Process)->created_at;
}

/* WDK: PsLookupProcessByProcessId. The reference is the caller's. */
NTSTATUS PsLookupProcessByProcessId(HANDLE ProcessId, PEPROCESS *Process)
{
    ddi_enter(PsLookupProcessByProcessId, NULL);
    list_each(node, &ps->processes)
    {
        struct ps_process *process = list_of(node, struct ps_process, link);
        if (id_of(process->pid) != ProcessId || ob_is_dying(process))
            continue;
        ob_reference_by(process, gate_.site, DEFAULT_TAG);
        *Process = (PEPROCESS)process;
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}

static struct ps_thread *find_thread(HANDLE id)
{
    list_each(process_node, &ps->processes)
    {
        struct ps_process *process = list_of(process_node, struct ps_process, link);
        list_each(node, &process->threads)
        {
            struct ps_thread *thread = list_of(node, struct ps_thread, link);
            if (id_of(thread->tid) == id && !ob_is_dying(thread))
                return thread;
        }
    }
    return NULL;
}

/* WDK: PsLookupThreadByThreadId. The reference is the caller's. */
NTSTATUS PsLookupThreadByThreadId(HANDLE ThreadId, PETHREAD *Thread)
{
    ddi_enter(PsLookupThreadByThreadId, NULL);
    struct ps_thread *thread = find_thread(ThreadId);
    if (!thread)
        return STATUS_INVALID_PARAMETER;
    ob_reference_by(thread, gate_.site, DEFAULT_TAG);
    *Thread = (PETHREAD)thread;
    return STATUS_SUCCESS;
}

/* WDK: PsIsSystemThread. */
BOOLEAN PsIsSystemThread(PETHREAD Thread)
{
    ddi_enter(PsIsSystemThread, Thread);
    return thread_of(Thread)->ke.system;
}

/* WDK: IoIsSystemThread. */
BOOLEAN IoIsSystemThread(PETHREAD Thread)
{
    ddi_enter(IoIsSystemThread, Thread);
    return thread_of(Thread)->ke.system;
}

/* WDK: PsIsThreadTerminating. */
BOOLEAN PsIsThreadTerminating(PETHREAD Thread)
{
    ddi_enter(PsIsThreadTerminating, Thread);
    return thread_of(Thread)->ke.terminating;
}

/* WDK: ExGetPreviousMode. */
KPROCESSOR_MODE ExGetPreviousMode(VOID)
{
    ddi_enter(ExGetPreviousMode, NULL);
    return ps_previous_mode();
}

/* WDK: PsGetVersion. Windows 10, free build. */
BOOLEAN PsGetVersion(PULONG MajorVersion, PULONG MinorVersion, PULONG BuildNumber, PUNICODE_STRING CSDVersion)
{
    ddi_enter(PsGetVersion, NULL);
    if (MajorVersion)
        *MajorVersion = 10;
    if (MinorVersion)
        *MinorVersion = 0;
    if (BuildNumber)
        *BuildNumber = 19045;
    if (CSDVersion)
        CSDVersion->Length = 0;
    return FALSE;
}

#ifndef DUPLICATE_CLOSE_SOURCE
#define DUPLICATE_CLOSE_SOURCE 1
#define DUPLICATE_SAME_ACCESS 2
#define DUPLICATE_SAME_ATTRIBUTES 4
#endif

static ULONG attributes_of(struct ob_table *table, HANDLE handle)
{
    ULONG attributes = 0;
    ob_handle_attributes(table, handle, 0, 0, &attributes); /* a pseudo handle has none */
    return attributes;
}

/* WDK: ZwDuplicateObject. */
NTSTATUS ZwDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle, HANDLE TargetProcessHandle, PHANDLE TargetHandle, ACCESS_MASK DesiredAccess,
                           ULONG HandleAttributes, ULONG Options)
{
    ddi_enter(ZwDuplicateObject, NULL);
    void *source = NULL, *target = NULL;
    HANDLE made;
    NTSTATUS status = process_by_handle(SourceProcessHandle, &source);
    if (NT_SUCCESS(status) && TargetProcessHandle)
        status = process_by_handle(TargetProcessHandle, &target);
    if (NT_SUCCESS(status) && target) {
        struct ps_process *from = source, *to = target;
        struct ob_table *table = (intptr_t)SourceHandle < -2 ? ob_kernel_table() : from->handles;
        status = ob_handle_duplicate(table, SourceHandle, to->handles, DesiredAccess, Options & DUPLICATE_SAME_ACCESS,
                                     Options & DUPLICATE_SAME_ATTRIBUTES ? attributes_of(table, SourceHandle) : HandleAttributes, &made);
        if (NT_SUCCESS(status) && TargetHandle)
            *TargetHandle = made;
    }
    if (source && (Options & DUPLICATE_CLOSE_SOURCE))
        ob_handle_close(((struct ps_process *)source)->handles, SourceHandle);
    if (target)
        ob_dereference(target, OB_BY_LOOKUP);
    if (source)
        ob_dereference(source, OB_BY_LOOKUP);
    return status;
}
