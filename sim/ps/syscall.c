/*
 * The border between an application and the kernel. A user thread starts on its kernel stack, goes over to its user stack, and comes back to the kernel stack,
 * below what is already there, for every system call:
 *
 *   kernel stack:  [start of the thread][margin][ system call ]         user stack:  [ the application ]
 */
#include "image/image.h"
#include "ps/private.h"

/* The frames of ps_user_thread_start and of host_call_on lie between its frame address and the stack top of system calls. */
#define MARGIN 2048

static uintptr_t user_side(void *context)
{
    struct ps_thread *thread = context;
    return thread->user_start(thread->user_argument);
}

void ps_user_thread_start(void *context)
{
    struct ps_thread *thread = context;
    uintptr_t top = (uintptr_t)__builtin_frame_address(0) - MARGIN;
    thread->kernel_stack_top = thread->ke.kernel_floor = (void *)(top & ~(uintptr_t)63);
    if (thread->ke.terminating)
        ps_thread_end((uint32_t)thread->ke.exit_status);
    image_settle();
    thread->ke.in_kernel = false;
    uintptr_t code = host_call_on(thread->user_stack + thread->user_stack_size, user_side, thread);
    thread->ke.in_kernel = true;
    ps_thread_end((uint32_t)code);
}

struct system_call {
    struct ps_thread *thread;
    uintptr_t (*fn)(void *);
    void *arguments;
};

/* A thread that was asked to end does so where it enters or leaves the kernel: nowhere in between. */
static uintptr_t kernel_side(void *context)
{
    const struct system_call *call = context;
    struct ps_thread *thread = call->thread;
    if (__builtin_expect(thread->ke.terminating, 0))
        ps_thread_end((uint32_t)thread->ke.exit_status);
    uintptr_t result = call->fn(call->arguments);
    sim_assert(ke_irql() == PASSIVE_LEVEL);
    if (__builtin_expect(thread->ke.terminating, 0))
        ps_thread_end((uint32_t)thread->ke.exit_status);
    return result;
}

/* The gate is no routine's (DDI_NONE): it is there so that whoever asks for the call site finds the application's line. */
uintptr_t ps_syscall(uintptr_t (*fn)(void *), void *arguments, uintptr_t site)
{
    struct ps_thread *thread = ps_current_thread();
    if (!thread || thread->ke.in_kernel)
        return fn(arguments);
    struct system_call call = {thread, fn, arguments};
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (here < thread->ke.user_low_seen)
        thread->ke.user_low_seen = here;
    struct ke_gate gate = {.outer = thread->ke.gate, .id = DDI_NONE, .site = site};
    thread->ke.gate = &gate;
    thread->ke.in_kernel = true;
    thread->previous_mode = UserMode; /* whatever a fault that a driver caught has left */
    emit_at(EV_SYSCALL, ++thread->system_calls, 0, 0, site);
    uintptr_t result = host_call_on(thread->kernel_stack_top, kernel_side, &call);
    image_settle();
    thread->ke.in_kernel = false;
    thread->ke.gate = gate.outer;
    if (__builtin_expect(thread->ke.user_apc_pending, 0))
        ke_user_apc_deliver(&thread->ke);
    return result;
}

KPROCESSOR_MODE ps_previous_mode(void)
{
    const struct ps_thread *thread = ps_current_thread();
    return thread ? thread->previous_mode : KernelMode;
}

KPROCESSOR_MODE ps_set_previous_mode(KPROCESSOR_MODE mode)
{
    struct ps_thread *thread = ps_current_thread();
    KPROCESSOR_MODE old = ps_previous_mode();
    if (thread)
        thread->previous_mode = mode;
    return old;
}
