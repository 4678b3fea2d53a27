/*
 * Processes by handle, for drivers: opened by their ids, and ended.
 */
#include "ps/private.h"

/* The process of that id, or of the thread that the id names too; NULL: there is none (any more). */
static struct ps_process *named(const CLIENT_ID *id)
{
    list_each(node, &ps->processes)
    {
        struct ps_process *process = list_of(node, struct ps_process, link);
        if (id->UniqueThread) {
            list_each(thread_node, &process->threads)
            {
                const struct ps_thread *thread = list_of(thread_node, struct ps_thread, link);
                if (thread->tid == (uintptr_t)id->UniqueThread && !ob_is_dying((void *)(uintptr_t)thread))
                    return !id->UniqueProcess || process->pid == (uintptr_t)id->UniqueProcess ? process : NULL;
            }
        } else if (process->pid == (uintptr_t)id->UniqueProcess && !ob_is_dying(process))
            return process;
    }
    return NULL;
}

/* Drivers call with KernelMode as the previous mode, whatever the thread: no right is refused. */
static NTSTATUS open_process(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, const CLIENT_ID *id)
{
    if ((attributes && attributes->ObjectName) || !id)
        return STATUS_INVALID_PARAMETER_MIX;
    struct ps_process *process = named(id);
    if (!process)
        return STATUS_INVALID_CID;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = ob_handle_create(ob_table_for(NULL, KernelMode), process, access, attributes ? attributes->Attributes : 0, handle);
    ps_set_previous_mode(mode);
    return status;
}

/* WDK: ZwOpenProcess. By name no process can be opened. */
NTSTATUS ZwOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId)
{
    ddi_enter(ZwOpenProcess, NULL);
    return open_process(ProcessHandle, DesiredAccess, ObjectAttributes, ClientId);
}

/* WDK: NtOpenProcess. In a system thread it is the same; elsewhere the pointers would have to be the application's. */
NTSTATUS NtOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId)
{
    ddi_enter(NtOpenProcess, NULL);
    if (ps_previous_mode() != KernelMode)
        ke_not_modelled("in the context of an application, whose memory its pointers would have to be");
    return open_process(ProcessHandle, DesiredAccess, ObjectAttributes, ClientId);
}

/* WDK: ZwTerminateProcess. Its threads end when they next come into the kernel. */
NTSTATUS ZwTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus)
{
    ddi_enter(ZwTerminateProcess, NULL);
    void *body;
    NTSTATUS status = ProcessHandle ? ob_handle_object(ob_table_for(ProcessHandle, KernelMode), ProcessHandle, ps->process_type, 0, KernelMode, &body, NULL) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status))
        return status;
    if (!ProcessHandle || body == ps_current_process() || body == ps->system)
        ke_not_modelled("a driver that ends the process it runs in, or the System process");
    ps_process_terminate(body, (uint32_t)ExitStatus);
    ob_dereference(body, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}
