/* Claims about threads in other processes' address spaces. WDK: KeStackAttachProcess, KeUnstackDetachProcess; bug checks 0x5 and 0x6. */
#include "../ob/test.h"

static struct ps_process *one, *two;

static void make_processes(void)
{
    one = ps_process_create("one", NULL);
    two = ps_process_create("two", NULL);
}

static PRKPROCESS as_driver(struct ps_process *process)
{
    return (PRKPROCESS)(void *)process;
}

static void nested(void)
{
    make_processes();
    uint8_t *in_one = mm_user_alloc(one, 100, "heap")->start, *in_two = mm_user_alloc(two, 100, "heap")->start, byte = 7;
    HANDLE pid = PsGetCurrentProcessId();
    KAPC_STATE first, second;
    claim(mm_user_copy_out(in_one, &byte, 1) == STATUS_ACCESS_VIOLATION);
    KeStackAttachProcess(as_driver(one), &first);
    claim(IoGetCurrentProcess() == as_driver(one) && PsGetCurrentProcessId() == pid && PsGetThreadProcess(PsGetCurrentThread()) == as_driver(ps_system_process()));
    claim(mm_user_copy_out(in_one, &byte, 1) == STATUS_SUCCESS && mm_user_copy_out(in_two, &byte, 1) == STATUS_ACCESS_VIOLATION);
    KeStackAttachProcess(as_driver(two), &second);
    claim(mm_user_copy_out(in_one, &byte, 1) == STATUS_ACCESS_VIOLATION && mm_user_copy_out(in_two, &byte, 1) == STATUS_SUCCESS);
    KeUnstackDetachProcess(&second);
    claim(IoGetCurrentProcess() == as_driver(one) && in_one[0] == 7);
    KeUnstackDetachProcess(&first);
    claim(IoGetCurrentProcess() == as_driver(ps_system_process()) && mm_user_copy_out(in_one, &byte, 1) == STATUS_ACCESS_VIOLATION);
}

static void old_form(void)
{
    make_processes();
    KeAttachProcess(as_driver(one));
    claim(IoGetCurrentProcess() == as_driver(one));
    KAPC_STATE state;
    KeStackAttachProcess(as_driver(two), &state); /* may come on top of it */
    KeUnstackDetachProcess(&state);
    KeDetachProcess();
    claim(IoGetCurrentProcess() == as_driver(ps_system_process()));
}

static void handles(void)
{
    make_processes();
    HANDLE handle;
    void *found;
    claim(ob_handle_create(one->handles, two, PROCESS_ALL_ACCESS, 0, &handle) == STATUS_SUCCESS);
    KAPC_STATE state;
    KeStackAttachProcess(as_driver(one), &state);
    claim(ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &found, NULL) == STATUS_SUCCESS && found == (void *)two);
    ObDereferenceObject(found);
    KeUnstackDetachProcess(&state);
    claim(ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &found, NULL) != STATUS_SUCCESS || found != (void *)two);
}

static void attach_twice(void)
{
    make_processes();
    KeAttachProcess(as_driver(one));
    KeAttachProcess(as_driver(two));
}

static void detach_only(void)
{
    KeDetachProcess();
}

static void unstack_only(void)
{
    KAPC_STATE state = {0};
    KeUnstackDetachProcess(&state);
}

static void unstack_the_outer_first(void)
{
    make_processes();
    KAPC_STATE first, second;
    KeStackAttachProcess(as_driver(one), &first);
    KeStackAttachProcess(as_driver(two), &second);
    KeUnstackDetachProcess(&first);
}

static void detach_what_was_stacked(void)
{
    make_processes();
    KAPC_STATE state;
    KeStackAttachProcess(as_driver(one), &state);
    KeDetachProcess();
}

static void thread_ends_attached(void)
{
    make_processes();
    KAPC_STATE state;
    KeStackAttachProcess(as_driver(one), &state);
}

static uintptr_t returns_attached(void)
{
    static KAPC_STATE state;
    KeStackAttachProcess(as_driver(one), &state);
    return 0;
}

static void routine_returns_attached(void)
{
    make_processes();
    struct ke_call call = {.kind = KE_WORK_ITEM, .routine = (const void *)(uintptr_t)returns_attached};
    ke_call(&call);
    claim(false);
}

static void attachments_nest_and_change_whose_memory_is_seen(void **state)
{
    (void)state;
    run_body(nested);
}

static void the_old_form_attaches_and_detaches(void **state)
{
    (void)state;
    run_body(old_form);
}

static void an_attached_thread_uses_the_others_handles(void **state)
{
    (void)state;
    run_body(handles);
}

static void the_old_form_does_not_nest(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(attach_twice, INVALID_PROCESS_ATTACH_ATTEMPT);
    assert_int_equal(end->parameter[0], (uintptr_t)ps_system_process());
    assert_int_equal(end->parameter[1], (uintptr_t)one);
    assert_int_equal(end->parameter[2], 1);
}

static void detaching_what_is_not_attached_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(detach_only, INVALID_PROCESS_DETACH_ATTEMPT);
    run_body_to_bugcheck(unstack_only, INVALID_PROCESS_DETACH_ATTEMPT);
}

static void detaching_in_the_wrong_order_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(unstack_the_outer_first, INVALID_PROCESS_DETACH_ATTEMPT);
    run_body_to_bugcheck(detach_what_was_stacked, INVALID_PROCESS_DETACH_ATTEMPT);
}

static void returning_or_ending_attached_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(thread_ends_attached, INVALID_PROCESS_ATTACH_ATTEMPT);
    const struct ke_end *end = run_body_to_bugcheck(routine_returns_attached, INVALID_PROCESS_ATTACH_ATTEMPT);
    assert_int_equal(end->blame.routine, (uintptr_t)returns_attached);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attachments_nest_and_change_whose_memory_is_seen),
        cmocka_unit_test(the_old_form_attaches_and_detaches),
        cmocka_unit_test(an_attached_thread_uses_the_others_handles),
        cmocka_unit_test(the_old_form_does_not_nest),
        cmocka_unit_test(detaching_what_is_not_attached_is_a_bug_check),
        cmocka_unit_test(detaching_in_the_wrong_order_is_a_bug_check),
        cmocka_unit_test(returning_or_ending_attached_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
