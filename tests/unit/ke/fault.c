/* Claims about faults of driver code: an exception or the bug check that NT would raise, never a crash of the simulator (design 4.10, semantics 73). */
#include "cases.h"

static void a_null_pointer_unhandled_is_0x7e(void **state)
{
    (void)state;
    assert_crash("null_unhandled", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION);
}

static void at_dispatch_level_it_is_0xd1_even_inside_try(void **state)
{
    (void)state;
    const struct ke_end *end = assert_crash("null_at_dispatch", DRIVER_IRQL_NOT_LESS_OR_EQUAL, 0);
    assert_int_equal(end->parameter[1], DISPATCH_LEVEL);
    assert_int_equal(end->parameter[2], 1);
}

static void a_kernel_address_is_0x50_even_inside_try(void **state)
{
    (void)state;
    assert_int_equal(assert_crash("kernel_address", PAGE_FAULT_IN_NONPAGED_AREA, 0x00001000)->parameter[1], 1);
}

static void a_division_by_zero_is_an_exception(void **state)
{
    (void)state;
    assert_case("divide_handled", 1);
    assert_crash("divide_unhandled", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_INTEGER_DIVIDE_BY_ZERO);
    assert_crash("divide_at_dispatch", KMODE_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_INTEGER_DIVIDE_BY_ZERO);
}

static void a_used_up_stack_is_0x7f_8(void **state)
{
    (void)state;
    assert_crash("overflow", UNEXPECTED_KERNEL_MODE_TRAP, 8);
}

static bool in_image(uintptr_t pc)
{
    return image_file_at(pc) != NULL;
}

static void loop_under_the_watchdog(void)
{
    host_watchdog(ke_progress(), 50, in_image);
    case_body();
}

static void a_loop_that_calls_nothing_is_a_hang(void **state)
{
    (void)state;
    choose_case("loop");
    const struct ke_end *end = run_body_to(loop_under_the_watchdog, KE_HANG);
    host_watchdog(NULL, 0, NULL);
    assert_true(in_image(end->blame.pc));
}

static void a_wild_jump_is_an_access_violation(void **state)
{
    (void)state;
    choose_case("wild_jump");
    run_body_to_bugcheck(case_body, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED);
    assert_int_equal((NTSTATUS)ke_end()->parameter[0], STATUS_ACCESS_VIOLATION);
    assert_int_equal(ke_end()->parameter[1], 0x1234);
}

/* --- images that are gone ------------------------------------------------------------------------------------------------------------------------- */

static uint32_t generation;

static void keep_and_unload(void)
{
    image = image_load(cases);
    generation = ke_generation(case_routine);
    claim(generation == image->id);
    image_unload(image);
    claim(ke_generation(case_routine) == 0);
}

static void call_it(KIRQL irql)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = case_routine, .generation = generation, .holder = &generation, .holder_kind = "work item"};
    ke_raise(irql);
    ke_call(&call);
}

static void call_after_unload(void)
{
    keep_and_unload();
    call_it(PASSIVE_LEVEL);
}

static void call_after_unload_at_dispatch(void)
{
    keep_and_unload();
    call_it(DISPATCH_LEVEL);
}

static void call_after_reload(void)
{
    keep_and_unload();
    image = image_load(cases);
    call_it(PASSIVE_LEVEL);
}

static void calling_into_a_vanished_image_is_0xce_or_0xd4(void **state)
{
    (void)state;
    choose_case("count_calls");
    const struct ke_end *end = run_body_to_bugcheck(call_after_unload, DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS);
    assert_int_equal(end->parameter[0], (ULONG_PTR)case_routine);
    assert_string_equal(end->blame.object_kind, "work item");
    end = run_body_to_bugcheck(call_after_unload_at_dispatch, SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD);
    assert_int_equal(end->parameter[1], DISPATCH_LEVEL);
}

static void a_pointer_of_an_earlier_load_is_stale(void **state)
{
    (void)state;
    choose_case("count_calls");
    run_body_to_bugcheck(call_after_reload, DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS);
}

static void arm_and_unload(void)
{
    case_body();
    image_unload(image);
    sleep_for(SECOND);
}

static void arm_unload_and_reload(void)
{
    case_body();
    image_unload(image);
    image = image_load(cases);
    sleep_for(SECOND);
}

static void a_timer_of_a_vanished_image_names_who_armed_it(void **state)
{
    (void)state;
    choose_case("arm_timer");
    const struct ke_end *end = run_body_to_bugcheck(arm_and_unload, SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD);
    char place[256];
    assert_string_equal(end->blame.object_kind, "timer");
    assert_non_null(strstr(image_describe(end->blame.armed_by, place, sizeof place), "arm_timer"));
    run_body_to_bugcheck(arm_unload_and_reload, SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD);
}

/* --- the pages of an image that is gone: there until somebody could notice, and not an instruction longer ----------------------------------------- */

static bool there(void)
{
    return cases->accessible;
}

static void unload_and_look(void)
{
    image = image_load(cases);
    image_unload(image);
    claim(there() && image_unsettled);
    KeGetCurrentIrql(); /* returns to whoever called it */
    claim(!there() && !image_unsettled);
    image = image_load(cases);
    claim(there());
}

static void an_exported_routine_returns_when_the_pages_are_gone(void **state)
{
    (void)state;
    choose_case("count_calls");
    run_body(unload_and_look);
}

static KEVENT waited_for;
static bool was_there;

static void wait_inside(void)
{
    struct ke_activation driver = {.routine = 1};
    ke_current()->activation = &driver;
    ke_wait_one(&waited_for, KernelMode, FALSE, NULL);
    was_there = there();
    ke_current()->activation = NULL;
}

static void unload_and_release(void)
{
    image_unload(image);
    claim(there());
    ke_event_set(&waited_for);
}

static void unload_under_a_waiter(void)
{
    ke_event_init(&waited_for, NotificationEvent, FALSE);
    image = image_load(cases);
    struct ke_thread *thread = start_body(wait_inside);
    start_body(unload_and_release);
    wait_for(thread);
}

static void a_thread_inside_a_driver_goes_on_when_the_pages_are_gone(void **state)
{
    (void)state;
    choose_case("count_calls");
    was_there = true;
    run_body(unload_under_a_waiter);
    assert_false(was_there);
}

/* Nothing of ours is asked on the way: it is the page that is not there. */
static void fetch_from_it(void)
{
    image = image_load(cases);
    image_unload(image);
    KeGetCurrentIrql();
    ((void (*)(void))(uintptr_t)case_routine)();
}

static void code_that_runs_into_it_faults(void **state)
{
    (void)state;
    choose_case("count_calls");
    run_body_to_bugcheck(fetch_from_it, DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_null_pointer_unhandled_is_0x7e),
        test(at_dispatch_level_it_is_0xd1_even_inside_try),
        test(a_kernel_address_is_0x50_even_inside_try),
        test(a_division_by_zero_is_an_exception),
        test(a_used_up_stack_is_0x7f_8),
        test(a_loop_that_calls_nothing_is_a_hang),
        test(a_wild_jump_is_an_access_violation),
        test(calling_into_a_vanished_image_is_0xce_or_0xd4),
        test(a_pointer_of_an_earlier_load_is_stale),
        test(a_timer_of_a_vanished_image_names_who_armed_it),
        test(an_exported_routine_returns_when_the_pages_are_gone),
        test(a_thread_inside_a_driver_goes_on_when_the_pages_are_gone),
        test(code_that_runs_into_it_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
