/* Claims about structured exceptions in driver code: include/ddk/excpt.h and sim/ke/seh.c together. Semantics 73. */
#include "cases.h"

static void an_exception_goes_to_the_handler_around_the_caller(void **state)
{
    (void)state;
    assert_case("handled", 13);
}

static void raising_by_name_is_the_exception_of_that_name(void **state)
{
    (void)state;
    assert_case("raise_by_name", 12);
    assert_crash("raise_access_violation_unhandled", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION);
    assert_crash("raise_misalignment_unhandled", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_DATATYPE_MISALIGNMENT);
}

static void a_filter_sees_the_exception_record(void **state)
{
    (void)state;
    assert_case("handled_in_the_same_function", 1);
}

static void without_an_exception_no_handler_runs(void **state)
{
    (void)state;
    assert_case("no_exception", 1);
}

static void a_handler_may_break_out_of_an_enclosing_switch(void **state)
{
    (void)state;
    assert_case("break_out_of_a_switch_from_a_handler", 14);
}

static void a_local_changed_before_the_fault_is_read_right_in_the_handler(void **state)
{
    (void)state;
    assert_case("a_local_is_read_right", 7);
}

static void a_filter_may_pass_the_exception_on_to_the_outer_block(void **state)
{
    (void)state;
    assert_case("nested", 34);
}

static void an_exception_in_a_handler_goes_to_the_outer_block(void **state)
{
    (void)state;
    assert_case("raise_in_a_handler", 12);
}

static void leave_goes_to_the_end_of_the_block(void **state)
{
    (void)state;
    assert_case("leave_a_block", 13);
}

static void finally_runs_after_the_end_and_after_leave(void **state)
{
    (void)state;
    assert_case("finally_runs", 1234);
}

static void finally_runs_and_the_exception_goes_on(void **state)
{
    (void)state;
    assert_case("finally_raises_again", 12);
}

static void returning_out_of_a_block_with_finally_is_not_modelled(void **state)
{
    (void)state;
    choose_case("return_out_of_finally");
    run_body_to(case_body, KE_NOT_MODELLED);
    assert_non_null(strstr(ke_end()->text, "__finally"));
}

static void a_block_left_by_break_goto_or_return_guards_no_more(void **state)
{
    (void)state;
    assert_crash("stale_after_break", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION);
    assert_crash("stale_after_goto", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION);
    assert_crash("stale_after_return", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION);
}

static void but_the_block_around_it_does(void **state)
{
    (void)state;
    assert_case("outer_block_after_stale_ones", 12);
}

static void a_raised_status_enters_the_handler(void **state)
{
    (void)state;
    assert_case("raised_status", 1);
    assert_crash("raised_unhandled", SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_DEVICE_BUSY);
}

static void a_raised_status_cannot_be_continued(void **state)
{
    (void)state;
    assert_case("continue_after_a_raised_status", 15);
    assert_crash("continue_a_raise_for_ever", UNEXPECTED_KERNEL_MODE_TRAP, 8);
}

static void a_continued_fault_comes_again(void **state)
{
    (void)state;
    assert_case("continue_after_a_fault", 75);
    choose_case("continue_a_fault_for_ever");
    run_body_to(case_body, KE_HANG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_exception_goes_to_the_handler_around_the_caller),
        test(raising_by_name_is_the_exception_of_that_name),
        test(a_filter_sees_the_exception_record),
        test(without_an_exception_no_handler_runs),
        test(a_handler_may_break_out_of_an_enclosing_switch),
        test(a_local_changed_before_the_fault_is_read_right_in_the_handler),
        test(a_filter_may_pass_the_exception_on_to_the_outer_block),
        test(an_exception_in_a_handler_goes_to_the_outer_block),
        test(leave_goes_to_the_end_of_the_block),
        test(finally_runs_after_the_end_and_after_leave),
        test(finally_runs_and_the_exception_goes_on),
        test(returning_out_of_a_block_with_finally_is_not_modelled),
        test(a_block_left_by_break_goto_or_return_guards_no_more),
        test(but_the_block_around_it_does),
        test(a_raised_status_enters_the_handler),
        test(a_raised_status_cannot_be_continued),
        test(a_continued_fault_comes_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
