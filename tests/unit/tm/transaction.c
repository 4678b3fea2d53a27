/*
 * Claims about transactions, resource managers, enlistments, and the registry in transactions. WDK: ZwCreateTransactionManager, ZwCreateResourceManager,
 * ZwCreateEnlistment, TmEnableCallbacks, ZwCommitTransaction and the others of wdm.h. The routines are those of drivers/transaction.c.
 */
#define CASES "tm_cases"
#include "../ke/cases.h"

#define RETURNS(claim_, routine, result)                                                                                                                    \
    static void claim_(void **state)                                                                                                                        \
    {                                                                                                                                                       \
        (void)state;                                                                                                                                        \
        assert_case(routine, result);                                                                                                                       \
    }

RETURNS(resource_managers_hear_of_the_phases_in_order, "order", 162738)
RETURNS(a_phase_that_is_not_wanted_is_left_out, "only_what_it_wants", 6738)
RETURNS(a_read_only_enlistment_hears_nothing, "read_only", 678)
RETURNS(the_commit_waits_for_a_late_answer, "late_answer", 162938)
RETURNS(who_does_not_wait_is_told_that_it_is_pending, "not_waited_for", 16273)
RETURNS(a_rollback_is_told_to_all, "rollback", 49)
RETURNS(one_who_cannot_prepare_rolls_back_for_all, "refused_by_one", 16749)
RETURNS(who_has_prepared_cannot_roll_back, "too_late_to_refuse", 1)
RETURNS(the_last_handle_rolls_back, "last_handle", 49)
RETURNS(the_last_handle_of_an_enlistment_rolls_back, "last_enlistment_handle", 49)
RETURNS(the_last_handle_of_a_resource_manager_rolls_back, "last_resource_handle", 49)
RETURNS(a_time_out_rolls_back, "timed_out", 4123)
RETURNS(what_waits_in_the_queue_is_told_by_the_callback, "enabled_late", 123)
RETURNS(a_transaction_is_opened_by_its_identifier, "opened_again", 1234)
RETURNS(answers_by_handle_count_as_well, "by_handle", 112234)
RETURNS(a_transaction_has_a_name_as_other_objects_do, "named", 1234)
RETURNS(what_makes_no_sense_is_refused, "refusals", 1)
RETURNS(changes_are_seen_in_the_transaction_only, "seen_inside_only", 123456)
RETURNS(a_commit_makes_them_everybodys, "committed_for_all", 234567)
RETURNS(a_rollback_undoes_them, "undone", 13456)
RETURNS(a_transaction_changes_what_it_changed, "within_itself", 31454)
RETURNS(who_changes_a_key_keeps_others_from_it, "in_each_others_way", 123456)
RETURNS(what_is_above_or_below_is_in_the_way_too, "above_and_below", 123)
RETURNS(callbacks_are_told_the_transaction, "bound_transaction", 12)
RETURNS(the_registry_is_decided_before_drivers_hear_of_it, "registry_at_commit", 112)

static void what_is_not_modelled_stops_by_name(void **state)
{
    (void)state;
    choose_case("superior");
    assert_non_null(strstr(run_body_to(case_body, KE_NOT_MODELLED)->text, "ZwCreateEnlistment"));
}

static void another_object_than_an_enlistment_is_a_bug_check(void **state)
{
    (void)state;
    choose_case("wrong_object");
    assert_int_equal((ULONG)run_body_to_bugcheck(case_body, 0x3B)->parameter[0], (ULONG)STATUS_OBJECT_TYPE_MISMATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resource_managers_hear_of_the_phases_in_order),
        cmocka_unit_test(a_phase_that_is_not_wanted_is_left_out),
        cmocka_unit_test(a_read_only_enlistment_hears_nothing),
        cmocka_unit_test(the_commit_waits_for_a_late_answer),
        cmocka_unit_test(who_does_not_wait_is_told_that_it_is_pending),
        cmocka_unit_test(a_rollback_is_told_to_all),
        cmocka_unit_test(one_who_cannot_prepare_rolls_back_for_all),
        cmocka_unit_test(who_has_prepared_cannot_roll_back),
        cmocka_unit_test(the_last_handle_rolls_back),
        cmocka_unit_test(the_last_handle_of_an_enlistment_rolls_back),
        cmocka_unit_test(the_last_handle_of_a_resource_manager_rolls_back),
        cmocka_unit_test(a_time_out_rolls_back),
        cmocka_unit_test(what_waits_in_the_queue_is_told_by_the_callback),
        cmocka_unit_test(a_transaction_is_opened_by_its_identifier),
        cmocka_unit_test(answers_by_handle_count_as_well),
        cmocka_unit_test(a_transaction_has_a_name_as_other_objects_do),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(changes_are_seen_in_the_transaction_only),
        cmocka_unit_test(a_commit_makes_them_everybodys),
        cmocka_unit_test(a_rollback_undoes_them),
        cmocka_unit_test(a_transaction_changes_what_it_changed),
        cmocka_unit_test(who_changes_a_key_keeps_others_from_it),
        cmocka_unit_test(what_is_above_or_below_is_in_the_way_too),
        cmocka_unit_test(callbacks_are_told_the_transaction),
        cmocka_unit_test(the_registry_is_decided_before_drivers_hear_of_it),
        cmocka_unit_test(what_is_not_modelled_stops_by_name),
        cmocka_unit_test(another_object_than_an_enlistment_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
