/*
 * Claims about registry callbacks. WDK: CmRegisterCallback, CmRegisterCallbackEx, CmUnRegisterCallback, CmGetCallbackVersion, CmSetCallbackObjectContext,
 * CmCallbackGetKeyObjectID, CmCallbackGetKeyObjectIDEx, CmCallbackReleaseKeyObjectIDEx, CmGetBoundTransaction. The routines are those of drivers/callback.c.
 */
#define CASES "cm_callback_cases"
#include "../ke/cases.h"

#define RETURNS(claim_, routine, result)                                                                                                                    \
    static void claim_(void **state)                                                                                                                        \
    {                                                                                                                                                       \
        (void)state;                                                                                                                                        \
        assert_case(routine, result);                                                                                                                       \
    }

RETURNS(routines_are_called_down_the_altitudes_and_back_up, "order", 32167816)
RETURNS(two_spellings_of_one_altitude_collide, "collision", 1)
RETURNS(who_refuses_and_those_below_hear_no_end, "refused", 3289)
RETURNS(who_does_it_itself_makes_a_success_of_it, "bypassed", 3289)
RETURNS(the_answer_is_changed_by_bypass_only, "changed", 1112)
RETURNS(a_key_is_told_of_from_creation_to_cleanup, "life", 12345678)
RETURNS(contexts_are_cleaned_up_when_the_callback_goes, "context_at_end", 7)
RETURNS(a_key_that_was_made_can_be_denied_after, "denied_after", 1)
RETURNS(another_key_can_be_opened_instead, "redirected", 321)
RETURNS(an_object_tells_which_key_it_is, "identified", 12341234)
RETURNS(unregistering_waits_for_operations_under_way, "unregistered_meanwhile", 123456)
RETURNS(the_run_time_library_goes_past_them, "through_rtl", 1127878)
RETURNS(a_refusal_of_the_library_s_key_is_its_answer, "rtl_refused", 1)
RETURNS(the_version_is_the_documented_one, "version", 11)

static void a_bypass_that_opens_nothing_is_a_bug_check(void **state)
{
    (void)state;
    choose_case("opened_nothing");
    assert_int_equal((ULONG)run_body_to_bugcheck(case_body, 0x7E)->parameter[0], 0xC0000005);
}

static void unregistering_from_the_routine_itself_waits_for_ever(void **state)
{
    (void)state;
    choose_case("from_itself");
    run_body_to(case_body, KE_QUIET); /* nobody else waits for the thread */
    assert_int_equal(fixture.returned, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routines_are_called_down_the_altitudes_and_back_up),
        cmocka_unit_test(two_spellings_of_one_altitude_collide),
        cmocka_unit_test(who_refuses_and_those_below_hear_no_end),
        cmocka_unit_test(who_does_it_itself_makes_a_success_of_it),
        cmocka_unit_test(the_answer_is_changed_by_bypass_only),
        cmocka_unit_test(a_key_is_told_of_from_creation_to_cleanup),
        cmocka_unit_test(contexts_are_cleaned_up_when_the_callback_goes),
        cmocka_unit_test(a_key_that_was_made_can_be_denied_after),
        cmocka_unit_test(another_key_can_be_opened_instead),
        cmocka_unit_test(an_object_tells_which_key_it_is),
        cmocka_unit_test(the_version_is_the_documented_one),
        cmocka_unit_test(a_bypass_that_opens_nothing_is_a_bug_check),
        cmocka_unit_test(unregistering_from_the_routine_itself_waits_for_ever),
        cmocka_unit_test(unregistering_waits_for_operations_under_way),
        cmocka_unit_test(the_run_time_library_goes_past_them),
        cmocka_unit_test(a_refusal_of_the_library_s_key_is_its_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
