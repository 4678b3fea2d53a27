/*
 * The subsystem's state, what the machine registers, and how a process of it ends.
 */
#include "win32/private.h"

#include "ke/fault.h"

struct win32_state *win32;

static void process_end(struct ps_process *process)
{
    struct win32_process *state = process->win32;
    if (!state)
        return;
    win32_heaps_free(state);
    win32_slots_free(state);
    if (win32->seen_process == process)
        win32->seen_process = NULL;
    process->win32 = NULL;
    sim_free(state, sizeof *state);
}

static void crashed(const struct ke_fault *fault)
{
    win32_unhandled_exception(fault);
}

void win32_boot(void)
{
    win32 = sim_alloc(sizeof *win32);
    list_init(&win32->parked);
    win32->event_type = win32_type("ExEventObjectType", "Event");
    win32->mutex_type = win32_type("ExMutantObjectType", "Mutant");
    win32->semaphore_type = win32_type("ExSemaphoreObjectType", "Semaphore");
    win32->timer_type = win32_timer_type();
    static const struct ob_type_ops token = {.name = "Token", .any_irql = true};
    win32->token_type = ob_type_create(&token);
    static const struct ob_type_ops disk_file = {.name = "DiskFile"};
    win32->file_type = ob_type_create(&disk_file);
    win32_services_boot();
    ps_on_process_end(process_end);
    io_set_user_apc(win32_queue_completion);
    ke_on_user_fault(crashed);
}

void win32_on_console_text(void (*hook)(void *context, const char *text, size_t size), void *context)
{
    win32->console_text = hook;
    win32->console_text_context = context;
}

void win32_on_console_input(size_t (*hook)(void *context, uint64_t position, char *buffer, size_t room), void *context)
{
    win32->console_input = hook;
    win32->console_input_context = context;
}

void win32_on_debug_text(void (*hook)(void *context, const char *text, size_t size), void *context)
{
    win32->debug_text = hook;
    win32->debug_text_context = context;
}

void win32_on_crash(void (*hook)(void *context, const struct ps_process *process, const struct ke_fault *fault), void *context)
{
    win32->crash = hook;
    win32->crash_context = context;
}

/* Called by ke in the context of the thread that faulted, on whatever stack it was. */
noreturn void win32_unhandled_exception(const struct ke_fault *fault)
{
    struct ps_process *process = ps_current_process();
    uint32_t code = (uint32_t)fault->code;
    if (win32->crash)
        win32->crash(win32->crash_context, process, fault);
    ps_syscall(win32_exit_call, &code, fault->pc);
    sim_assert(!"a process survived its end");
    __builtin_unreachable();
}
