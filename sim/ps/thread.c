/*
 * Threads as objects. A thread that can still run holds a reference to itself (OB_BY_THREAD), dropped when it has left its stack for good; it also holds its
 * process. It holds no driver: when a driver's image goes, its threads stay, and fetch their next instruction from nowhere.
 */
#include "crt/module.h"
#include "image/image.h"
#include "ps/private.h"
#include "ke/footprint.h"
#include "ke/sync.h"

#define CRITICAL_REGION_LEFT 0x20 /* KERNEL_APC_PENDING_DURING_EXIT */

/* Its end is seen by nobody but the process, which it lets go. */
static void thread_destroy(void *body)
{
    struct ps_thread *thread = body;
    list_remove(&thread->link);
    if (thread->resume)
        ob_dereference(thread->resume, OB_BY_CREATE);
    ob_dereference(thread->ke.process, OB_BY_THREAD);
}

/* A critical region that was entered and not left would hold APCs back for ever. */
static void check_apcs_enabled(const struct ke_thread *ke)
{
    if (!ke->kernel_apc_disable && !ke->special_apc_disable)
        return;
    struct ke_blame blame = {.routine = ke->start_routine, .object_kind = "thread", .object = ke, .object_id = ke->id,
                             .sentence = "it ended inside a critical or guarded region"};
    ke_bugcheck_blame(CRITICAL_REGION_LEFT, 0, (ULONG_PTR)(ke->kernel_apc_disable ? ke->kernel_apc_disable : ke->special_apc_disable), ke_irql(), 0, &blame);
}

static void note_stack(const struct ps_thread *thread)
{
    if (thread && thread->user_stack)
        mm_user_stack_used(thread->user_stack, thread->user_stack_size, (const void *)thread->ke.user_low_seen);
}

void ps_stacks_used(void)
{
    list_each(node, ke_threads())
        note_stack(list_of(node, struct ke_thread, all_link)->owner);
}

/* An application without hooks never says how low it comes: then its whole stack counts as used. */
void ps_stacks_snapshot(void)
{
    ps_stacks_used();
    list_each(node, ke_threads())
    {
        struct ps_thread *thread = list_of(node, struct ke_thread, all_link)->owner;
        if (thread && (uint8_t *)thread->ke.user_low_seen > thread->user_stack)
            thread->ke.user_low_seen = UINTPTR_MAX;
    }
}

/*
 * A system thread without IRPs of which nobody hears leaves the list of threads and the count of its process, in whatever order, and signals its object. What any
 * other thread does may go on to its very end, so it is left unknown (ke/footprint.h).
 */
static bool exit_is_plain(const struct ke_thread *ke)
{
    return list_empty(&ke->irps) && !ps->thread_notify.used && ke_home(ke) == ps->system;
}

/* Still on its own stack, PASSIVE_LEVEL: IRPs first, then, for the last thread, what the process holds (semantics 41, 66). */
static void on_exit(struct ke_thread *ke)
{
    struct ps_thread *thread = ke->owner;
    if (!thread)
        return;
    check_apcs_enabled(ke);
    ps_check_not_attached(ke);
    note_stack(thread);
    thread->ke.in_kernel = true;
    if (!exit_is_plain(ke))
        ke_footprint_unknown();
    if (ps->irps_end)
        ps->irps_end(ke);
    ps_notify_thread(thread, false);
    struct ps_process *process = ke_home(ke);
    sim_assert(process->running_threads > 0);
    if (--process->running_threads == 0 && process != ps->system)
        ps_process_last_thread_gone(process, (uint32_t)ke->exit_status);
}

/* On another thread's stack, perhaps above PASSIVE_LEVEL. */
static void on_gone(struct ke_thread *ke)
{
    if (ke->owner)
        ob_dereference(ke->owner, OB_BY_THREAD);
}

void ps_thread_boot(void)
{
    static const struct ob_type_ops ops = {.name = "Thread", .waitable = true, .any_irql = true, .quiet_end = true, .destroy = thread_destroy,
                                           .filtered_rights = THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_SET_CONTEXT | THREAD_SET_INFORMATION |
                                                              THREAD_SET_THREAD_TOKEN | THREAD_IMPERSONATE | THREAD_DIRECT_IMPERSONATION |
                                                              THREAD_SET_LIMITED_INFORMATION};
    ps->thread_type = ob_type_create(&ops);
    ke_on_thread_exit(on_exit);
    ke_on_thread_gone(on_gone);
}

POBJECT_TYPE ps_thread_type(void)
{
    return ps->thread_type;
}

struct ps_thread *ps_thread_new(struct ps_process *process, void (*start)(void *), void *context, const char *label)
{
    struct ps_thread *thread = ob_create(ps->thread_type, sizeof *thread);
    ke_thread_init(&thread->ke, start, context ? context : thread, label);
    thread->ke.process = process;
    thread->ke.owner = thread;
    thread->ke.exit_status = STATUS_PENDING;
    thread->tid = ps_new_id();
    thread->created_at = ke_now();
    thread->previous_mode = KernelMode;
    thread->ke.in_kernel = true;
    list_append(&process->threads, &thread->link);
    process->running_threads++;
    ob_reference(thread, OB_BY_THREAD);
    ob_reference(process, OB_BY_THREAD);
    return thread;
}

void ps_thread_go(struct ps_thread *thread)
{
    emit(EV_THREAD_CREATE, thread->ke.id, 0, 0);
    ps_notify_thread(thread, true);
    ke_sync_release(&thread->ke.start);
    ke_thread_ready(&thread->ke);
}

struct ps_thread *ps_system_thread(struct ps_process *process, void (*start)(void *), void *context, const char *label)
{
    struct ps_thread *thread = ps_thread_new(process, start, context, label);
    thread->ke.start_context = context;
    thread->ke.system = true;
    ps_thread_go(thread);
    return thread;
}

#define USER_STACK_DEFAULT (256 * 1024)

struct ps_thread *ps_user_thread(struct ps_process *process, uintptr_t (*user_start)(void *), void *argument, size_t stack_size, const char *label)
{
    if (process->exiting || !NT_SUCCESS(ps_process_introduce(process)))
        return NULL;
    struct mm_region *stack = mm_user_alloc_stack(process, stack_size ? stack_size : USER_STACK_DEFAULT, "user stack");
    if (!stack)
        return NULL;
    struct ps_thread *thread = ps_thread_new(process, ps_user_thread_start, NULL, label);
    thread->ke.user = thread;
    thread->previous_mode = UserMode;
    thread->user_stack = stack->start;
    thread->user_stack_size = stack->size;
    bool seen = process->module && process->module->descriptor->hooks; /* else nothing tells how low the application comes */
    thread->ke.user_low_seen = (uintptr_t)stack->start + (seen ? stack->size : 0);
    thread->user_start = user_start;
    thread->user_argument = argument;
    ps_thread_go(thread);
    return thread;
}

noreturn void ps_thread_end(uint32_t exit_code)
{
    ke_thread_exit((NTSTATUS)exit_code);
}

/* Breaking into the wait is all: it starts again, sees that the thread is to end, and a user-mode wait gives up. */
static void end_apc(struct ke_apc *apc)
{
    (void)apc;
}

void ps_thread_ask_to_end(struct ps_thread *thread, uint32_t exit_code)
{
    if (thread->ke.terminating || thread->ke.state == KE_TERMINATED)
        return;
    thread->ke.terminating = true;
    thread->ke.exit_status = (NTSTATUS)exit_code;
    thread->end_apc.run = end_apc;
    ke_apc_queue(&thread->ke, &thread->end_apc);
}
