/* Claims about threads and processes: who holds them, how they end. */
#include "../ob/test.h"

static void wait_for(void *object)
{
    ke_wait_one(ob_wait_header(object), KernelMode, FALSE, NULL);
}

static int runs;

static void run_once(void *context)
{
    runs += *(int *)context;
}

static void system_thread(void)
{
    int five = 5;
    runs = 0;
    struct ps_thread *thread = ps_system_thread(ps_system_process(), run_once, &five, "worker");
    claim(ob_held(thread, OB_BY_THREAD) == 1 && ob_held(thread, OB_BY_CREATE) == 1);
    wait_for(thread);
    claim(runs == 5 && thread->ke.state == KE_TERMINATED && thread->ke.exit_status == 0);
    claim(ob_held(thread, OB_BY_THREAD) == 0 && ob_pointer_count(thread) == 1);
    ob_dereference(thread, OB_BY_CREATE);
    claim(!ob_is_object(thread));
}

static void a_thread_holds_itself_until_it_has_left_its_stack(void **state)
{
    (void)state;
    run_body(system_thread);
}

static KEVENT *go;

static void driver_thread(PVOID context)
{
    runs += (int)(intptr_t)context;
    ke_wait_one(go, KernelMode, FALSE, NULL);
    PsTerminateSystemThread(STATUS_CANCELLED);
}

static void driver_creates(void)
{
    HANDLE handle;
    CLIENT_ID id;
    PVOID thread;
    runs = 0;
    go = mm_object_alloc(sizeof *go, 1);
    ke_event_init(go, NotificationEvent, FALSE);
    claim(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, &id, (PKSTART_ROUTINE)driver_thread, (PVOID)7) == STATUS_SUCCESS);
    claim(ObReferenceObjectByHandle(handle, 0, ps_thread_type(), KernelMode, &thread, NULL) == STATUS_SUCCESS);
    claim(ZwClose(handle) == STATUS_SUCCESS);
    claim(PsGetThreadId(thread) == id.UniqueThread && PsGetThreadExitStatus(thread) == STATUS_PENDING);
    ke_event_set(go);
    wait_for(thread);
    claim(runs == 7 && PsGetThreadExitStatus(thread) == STATUS_CANCELLED);
    claim(ob_held(thread, OB_BY_DRIVER) == 1);
    ObDereferenceObject(thread);
}

static void a_drivers_thread_outlives_its_handle_and_ends_itself(void **state)
{
    (void)state;
    run_body(driver_creates);
}

static uintptr_t in_kernel(void *argument)
{
    struct ps_thread *self = ps_current_thread();
    char here = 0;
    bool on_kernel_stack = arena_of(&here) == ARENA_STACKS;
    claim(on_kernel_stack && self->ke.in_kernel && ps_previous_mode() == UserMode);
    claim(ke_call_site() == 0x1234);
    return *(int *)argument + 1u;
}

static uintptr_t user_main(void *argument)
{
    char here = 0;
    claim(arena_of(&here) == ARENA_USER && !ps_current_thread()->ke.in_kernel);
    int value = 41;
    claim(ps_syscall(in_kernel, &value, 0x1234) == 42);
    claim(ke_call_site() == 0);
    return (uintptr_t)argument;
}

static void user_thread(void)
{
    struct ps_process *process = ps_process_create("app", NULL);
    claim(process->pid > 4 && process->running_threads == 0);
    struct ps_thread *thread = ps_user_thread(process, user_main, (void *)99, 0, "main");
    wait_for(process);
    claim(process->exited && process->exit_code == 99 && process->running_threads == 0);
    ob_dereference(thread, OB_BY_CREATE);
    ob_dereference(process, OB_BY_CREATE);
    claim(!ob_is_object(process));
}

static void system_calls_run_on_the_kernel_stack(void **state)
{
    (void)state;
    run_body(user_thread);
}

static int closed;

static void on_last_handle(void *body)
{
    (void)body;
    closed = ps_current_process()->pid != 4 ? 1 : -1;
}

static uintptr_t exit_now(void *argument)
{
    (void)argument;
    ps_process_exit(7);
}

static uintptr_t second_main(void *argument)
{
    return ps_syscall(exit_now, argument, 1);
}

static void process_exit(void)
{
    struct ob_type_ops ops = {.name = "Closable", .last_handle = on_last_handle};
    void *body = ob_create(ob_type_create(&ops), 16);
    struct ps_process *process = ps_process_create("app", NULL);
    HANDLE handle;
    closed = 0;
    ob_handle_create(process->handles, body, 0, 0, &handle);
    ps_user_thread(process, second_main, NULL, 0, "main");
    wait_for(process);
    claim(process->exit_code == 7 && closed == 1);
}

static void handles_are_closed_in_the_ending_process(void **state)
{
    (void)state;
    run_body(process_exit);
}

static KEVENT *never;

static uintptr_t wait_in_user_mode(void *argument)
{
    (void)argument;
    ke_wait_one(never, UserMode, FALSE, NULL);
    return 0;
}

static uintptr_t waiter_main(void *argument)
{
    return ps_syscall(wait_in_user_mode, argument, 1);
}

static void exit_with_a_waiter(void)
{
    never = mm_object_alloc(sizeof *never, 1);
    ke_event_init(never, NotificationEvent, FALSE);
    struct ps_process *process = ps_process_create("app", NULL);
    ps_user_thread(process, waiter_main, NULL, 0, "waiter");
    ps_user_thread(process, second_main, NULL, 0, "main");
    LARGE_INTEGER second = {.QuadPart = -10000000};
    claim(ke_wait_one(&process->header, KernelMode, FALSE, &second) == STATUS_SUCCESS && process->exit_code == 7);
}

static void exiting_ends_threads_that_wait_in_user_mode(void **state)
{
    (void)state;
    run_body(exit_with_a_waiter);
}

static void leave_critical(void)
{
    ke_current()->kernel_apc_disable = -1;
    ps_thread_end(0);
}

static void ending_inside_a_critical_region_is_0x20(void **state)
{
    (void)state;
    run_body_to_bugcheck(leave_critical, 0x20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_holds_itself_until_it_has_left_its_stack),
        cmocka_unit_test(a_drivers_thread_outlives_its_handle_and_ends_itself),
        cmocka_unit_test(system_calls_run_on_the_kernel_stack),
        cmocka_unit_test(handles_are_closed_in_the_ending_process),
        cmocka_unit_test(exiting_ends_threads_that_wait_in_user_mode),
        cmocka_unit_test(ending_inside_a_critical_region_is_0x20),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
