/* Claims about __fastfail: bug check 0x139, in the name of who called the list routine, and no handler keeps it. */
#include "cases.h"

static void an_entry_that_is_removed_twice_is_0x139_at_the_drivers_line(void **state)
{
    (void)state;
    const struct ke_end *end = assert_crash("remove_twice", KERNEL_SECURITY_CHECK_FAILURE, FAST_FAIL_CORRUPT_LIST_ENTRY);
    assert_non_null(strstr(end->text, "removed twice"));
}

static void fail_otherwise(void)
{
    __ntsim_fast_fail(FAST_FAIL_CORRUPT_LIST_ENTRY + 1);
}

static void another_code_is_told_as_it_is(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(fail_otherwise, KERNEL_SECURITY_CHECK_FAILURE);
    assert_int_equal(end->parameter[0], FAST_FAIL_CORRUPT_LIST_ENTRY + 1);
    assert_string_equal(end->text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_entry_that_is_removed_twice_is_0x139_at_the_drivers_line),
        test(another_code_is_told_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
