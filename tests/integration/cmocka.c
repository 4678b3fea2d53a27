/*
 * The assertions of <ntsim/cmocka.h>, both ways. Without an argument: those that hold. With one: a test that must fail, of that name; cmocka.cmake reads what it prints.
 */
#include <ntsim/cmocka.h>

#include <string.h>

static void quiet_runs_are_quiet(void **state)
{
    (void)state;
    ntsim_assert_quiet("echo");
    ntsim_assert_quiet("u27_thread_last_instruction"); /* by default */
    ntsim_assert_expected("u16_timer_left_set");
}

static void searches_find_what_is_there_and_nothing_else(void **state)
{
    (void)state;
    ntsim_assert_found("u27_thread_last_instruction", .runs = 100);
    ntsim_assert_explored("u27_thread_last_instruction_fixed", .runs = 1000, .seed = 3);
    ntsim_assert_explored("echo", .strategy = "delay", .has_bound = true, .bound = 1, .runs = 100000);
}

static void a_schedule_stays_mended(void **state)
{
    (void)state;
    ntsim_assert_replay_quiet("u27_thread_last_instruction", "NTS1:v=0.1,s=u27_thread_last_instruction,p=2,l=1,d=00000000,8.KeWaitForSingleObject.E1.2=t,c=648052cc");
}

/* --- these fail ------------------------------------------------------------------------------------------------------------------------------------------ */

static void not_quiet(void **state)
{
    (void)state;
    ntsim_assert_quiet("u16_timer_left_set");
}

static void not_expected(void **state)
{
    (void)state;
    ntsim_assert_expected("race_counter_of_nobody");
}

static void not_clean(void **state)
{
    (void)state;
    ntsim_assert_explored("u27_thread_last_instruction", .runs = 100);
}

static void not_found(void **state)
{
    (void)state;
    ntsim_assert_found("echo", .runs = 10);
}

static void not_a_strategy(void **state)
{
    (void)state;
    ntsim_assert_explored("echo", .strategy = "luck");
}

static const struct CMUnitTest failing[] = {cmocka_unit_test(not_quiet), cmocka_unit_test(not_expected), cmocka_unit_test(not_clean), cmocka_unit_test(not_found),
                                            cmocka_unit_test(not_a_strategy)};

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_runs_are_quiet),
        cmocka_unit_test(searches_find_what_is_there_and_nothing_else),
        cmocka_unit_test(a_schedule_stays_mended),
    };
    for (size_t i = 0; argc > 1 && i < sizeof failing / sizeof *failing; i++)
        if (strcmp(failing[i].name, argv[1]) == 0)
            return _cmocka_run_group_tests("failing", &failing[i], 1, NULL, NULL);
    return argc > 1 ? 99 : cmocka_run_group_tests_name("cmocka", tests, NULL, NULL);
}
