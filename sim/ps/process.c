/*
 * Processes. A process ends with its last thread: that thread, still in the process's context, closes the handles (semantics 66), gives the memory back and
 * signals the process object.
 */
#include "ke/object_types.h"
#include "ps/private.h"

#include <string.h>

struct ps_state *ps;
struct ps_process **ps_system;

static struct ob_table *current_table(void)
{
    return ps_current_process()->handles;
}

static uint32_t pid_of(const struct ps_process *process)
{
    return process->pid;
}

/* NtCurrentProcess() and NtCurrentThread(). */
static void *pseudo_object(HANDLE handle)
{
    if (handle == (HANDLE)(intptr_t)-1)
        return ps_current_process();
    if (handle == (HANDLE)(intptr_t)-2)
        return ps_current_thread();
    return NULL;
}

static char *copy_of(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(sim_alloc(size), text, size);
}

static void forget(char *text)
{
    if (text)
        sim_free(text, strlen(text) + 1);
}

static void process_destroy(void *body)
{
    struct ps_process *process = body;
    list_remove(&process->link);
    forget(process->image_name);
    forget(process->command_line);
    if (process->handles)
        ob_table_destroy(process->handles);
}

void ps_process_boot(void)
{
    static const struct ob_type_ops ops = {.name = "Process", .waitable = true, .any_irql = true, .destroy = process_destroy,
                                           .filtered_rights = PROCESS_TERMINATE | PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION | PROCESS_VM_WRITE |
                                                              PROCESS_DUP_HANDLE | PROCESS_CREATE_PROCESS | PROCESS_SET_QUOTA |
                                                              PROCESS_SET_INFORMATION | PROCESS_SUSPEND_RESUME};
    static const struct ob_process_ops process_ops = {.current_table = current_table, .pid = pid_of, .pseudo_object = pseudo_object};
    ps->process_type = ob_type_create(&ops);
    list_init(&ps->processes);
    ps_views_boot();
    ps->system = ps_process_create("System", NULL);
    ob_kernel_table_owner(ps->system);
    ob_export("PsInitialSystemProcess", ps->system);
    ob_set_process_ops(&process_ops);
}

void ps_boot(void)
{
    ps = sim_alloc(sizeof *ps);
    ps_system = &ps->system;
    ps->next_id = 4; /* the System process is number 4 */
    ps_process_boot();
    ps_told_boot();
    ps_thread_boot();
}

POBJECT_TYPE ps_process_type(void)
{
    return ps->process_type;
}

void ps_on_irps_end(void (*hook)(struct ke_thread *thread))
{
    ps->irps_end = hook;
}

void ps_on_process_end(void (*hook)(struct ps_process *process))
{
    ps->process_end = hook;
}

struct list *ps_processes(void)
{
    return &ps->processes;
}

static void copy_name(char *to, size_t room, const char *from)
{
    size_t n = strlen(from);
    if (n >= room)
        n = room - 1;
    memcpy(to, from, n);
    to[n] = 0;
}

struct ps_process *ps_process_create(const char *name, struct image_file *module)
{
    struct ps_process *process = ob_create(ps->process_type, sizeof *process);
    process->header.Type = ProcessObject;
    process->header.Size = sizeof process->header / sizeof(ULONG);
    InitializeListHead(&process->header.WaitListHead);
    copy_name(process->name, sizeof process->name, name);
    copy_name(process->file_name, sizeof process->file_name, name);
    process->pid = ps_new_id();
    process->module = module;
    process->created_at = ke_now();
    process->exit_code = (uint32_t)STATUS_PENDING;
    list_init(&process->threads);
    list_append(&ps->processes, &process->link);
    process->handles = ps->system ? ob_table_create(process) : ob_kernel_table();
    if (ps->system) {
        process->parent_pid = ps_current_process()->pid;
        ps_views_inherit(ps_current_process(), process);
    }
    emit(EV_PROCESS, ob_id(process), 1, process->pid);
    return process;
}

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '\\');
    return slash ? slash + 1 : path;
}

void ps_process_describe(struct ps_process *process, const char *image_name, const char *command_line)
{
    process->image_name = copy_of(image_name);
    if (image_name)
        copy_name(process->file_name, sizeof process->file_name, file_of(image_name));
    process->command_line = copy_of(command_line);
}

NTSTATUS ps_process_introduce(struct ps_process *process)
{
    if (process->introduced)
        return STATUS_SUCCESS;
    process->introduced = true;
    return ps_notify_created(process);
}

/* Pages that a driver locked and nobody unlocked: NT cannot take the address space down. */
static void check_locked_pages(const struct ps_process *process)
{
    size_t pages = mm_locked_pages(process);
    if (!pages)
        return;
    struct ke_blame blame = {.object_kind = "process", .object = process, .object_id = ob_id(process), .sentence = "it ended with pages still locked"};
    ke_bugcheck_blame(0x76, 0, (ULONG_PTR)process, pages, 0, &blame);
}

void ps_process_last_thread_gone(struct ps_process *process, uint32_t exit_code)
{
    if (!process->exiting)
        process->exit_code = exit_code;
    process->exiting = true;
    if (process->introduced)
        ps_notify_ended(process);
    ob_table_close_all(process->handles);
    if (ps->process_end)
        ps->process_end(process);
    check_locked_pages(process);
    ps_views_release(process);
    mm_user_release(process);
    process->exited = true;
    process->exited_at = ke_now();
    emit(EV_PROCESS, ob_id(process), 0, process->exit_code);
    ke_signal(&process->header);
}

void ps_process_abandon(struct ps_process *process)
{
    ps_process_last_thread_gone(process, (uint32_t)STATUS_NO_MEMORY);
    ob_dereference(process, OB_BY_CREATE);
}

void ps_process_terminate(struct ps_process *process, uint32_t exit_code)
{
    sim_assert(process != ps->system);
    if (process->exiting)
        return;
    process->exiting = true;
    process->exit_code = exit_code;
    list_each_safe(node, &process->threads)
    {
        struct ps_thread *thread = list_of(node, struct ps_thread, link);
        if (thread != ps_current_thread())
            ps_thread_ask_to_end(thread, exit_code);
    }
}

noreturn void ps_process_exit(uint32_t exit_code)
{
    struct ps_process *process = ps_current_process();
    ps_process_terminate(process, exit_code);
    ps_thread_end(process->exit_code);
}
