/* Claims about object callbacks. WDK: ObRegisterCallbacks, ObUnRegisterCallbacks, ObGetFilterVersion. The routines are those of drivers/filter.c. */
#define CASES "ob_filter_cases"
#include "../ke/cases.h"

static void routines_are_called_down_the_altitudes_and_back_up(void **state)
{
    (void)state;
    assert_case("order", 2105671056);
}

static void two_spellings_of_one_altitude_collide(void **state)
{
    (void)state;
    assert_case("same_altitude", 1);
}

static void a_bad_registration_is_refused(void **state)
{
    (void)state;
    assert_case("refused", 0);
}

static void rights_are_taken_and_never_given(void **state)
{
    (void)state;
    const ULONG takeable = THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_SET_CONTEXT | THREAD_SET_INFORMATION | THREAD_SET_THREAD_TOKEN |
                           THREAD_IMPERSONATE | THREAD_DIRECT_IMPERSONATION | THREAD_SET_LIMITED_INFORMATION;
    assert_case("rights", THREAD_ALL_ACCESS & ~takeable);
}

static void unregistering_twice_is_a_bug_check(void **state)
{
    (void)state;
    assert_crash("twice", 0x7E, 0xC0000005);
}

static void the_version_is_the_documented_one(void **state)
{
    (void)state;
    assert_case("version", 0x0100);
}

static void a_kernel_handle_is_one_that_was_asked_for_as_such(void **state)
{
    (void)state;
    assert_case("kernel", 1221122); /* by pointer three times, then each duplicate with what it turned out to be */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routines_are_called_down_the_altitudes_and_back_up),
        cmocka_unit_test(two_spellings_of_one_altitude_collide),
        cmocka_unit_test(a_bad_registration_is_refused),
        cmocka_unit_test(rights_are_taken_and_never_given),
        cmocka_unit_test(unregistering_twice_is_a_bug_check),
        cmocka_unit_test(the_version_is_the_documented_one),
        cmocka_unit_test(a_kernel_handle_is_one_that_was_asked_for_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
