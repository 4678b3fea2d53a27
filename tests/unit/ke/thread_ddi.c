/* Claims about what drivers ask of threads and processors. */
#include "test.h"

static void low(void)
{
    happens('l');
}

static void step_down(void)
{
    start_body(low);
    claim(KeQueryPriorityThread(KeGetCurrentThread()) == 8);
    claim(KeSetPriorityThread(KeGetCurrentThread(), 4) == 8);
    happens('m');
    claim(KeQueryPriorityThread(KeGetCurrentThread()) == 4);
}

static void who_lowers_its_priority_lets_others_in(void **state)
{
    (void)state;
    run_body(step_down);
    assert_string_equal(happened, "lm");
}

static void lift(void)
{
    struct ke_thread *thread = start_body(low);
    claim(KeSetPriorityThread((PKTHREAD)thread, 9) == 8);
    happens('m');
}

static void a_ready_thread_that_is_lifted_above_the_current_one_runs(void **state)
{
    (void)state;
    run_body(lift);
    assert_string_equal(happened, "lm");
}

static void base(void)
{
    claim(KeSetBasePriorityThread(KeGetCurrentThread(), 3) == 0);
    claim(KeQueryPriorityThread(KeGetCurrentThread()) == 11);
    claim(KeSetBasePriorityThread(KeGetCurrentThread(), -2) == 3);
    claim(KeSetPriorityThread(KeGetCurrentThread(), 32) == 6 && KeQueryPriorityThread(KeGetCurrentThread()) == 6);
}

static void a_base_priority_is_relative_to_eight(void **state)
{
    (void)state;
    run_body(base);
}

static void processors(void)
{
    PROCESSOR_NUMBER number;
    KAFFINITY active;
    claim(KeQueryActiveProcessors() == 7 && KeQueryGroupAffinity(0) == 7 && KeQueryGroupAffinity(1) == 0);
    claim(KeQueryActiveProcessorCount(&active) == 3 && active == 7);
    claim(KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS) == 3 && KeQueryActiveProcessorCountEx(1) == 0);
    claim(KeQueryMaximumProcessorCount() == 3 && KeQueryMaximumProcessorCountEx(0) == 3);
    claim(KeQueryActiveGroupCount() == 1 && KeQueryMaximumGroupCount() == 1);
    claim(KeGetProcessorNumberFromIndex(2, &number) == STATUS_SUCCESS && number.Number == 2 && number.Group == 0);
    claim(KeGetProcessorNumberFromIndex(3, &number) == STATUS_INVALID_PARAMETER);
    claim(KeGetProcessorIndexFromNumber(&number) == 2);
    KeSetSystemAffinityThread(4);
    claim(KeGetCurrentProcessorNumber() == 2 && KeGetCurrentProcessorIndex() == 2);
    number.Number = 0;
    claim(KeGetCurrentProcessorNumberEx(&number) == 2 && number.Number == 2);
    KeRevertToUserAffinityThread();
}

static void processors_are_counted_and_numbered(void **state)
{
    (void)state;
    run_body_on(3, processors);
}

static void affinity(void)
{
    claim(KeSetSystemAffinityThreadEx(2) == ~(KAFFINITY)0);
    claim(KeSetSystemAffinityThreadEx(8) == 2); /* there is no such processor: nothing changes */
    claim(KeGetCurrentProcessorNumber() == 1);
    claim(KeSetSystemAffinityThreadEx(1) == 2);
    KeRevertToUserAffinityThreadEx(2);
    claim(ke_current()->affinity == 2);
    KeRevertToUserAffinityThreadEx(0);
    claim(ke_current()->affinity == ~0ull);
}

static void affinity_is_what_it_was_set_to(void **state)
{
    (void)state;
    run_body_on(2, affinity);
}

static void floating(void)
{
    KFLOATING_SAVE save;
    claim(KeSaveFloatingPointState(&save) == STATUS_SUCCESS && KeRestoreFloatingPointState(&save) == STATUS_SUCCESS);
    claim(KeGetCurrentThread() == (PKTHREAD)ke_current() && !KeIsExecutingDpc());
}

static void the_current_thread_is_the_current_one(void **state)
{
    (void)state;
    run_body(floating);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(who_lowers_its_priority_lets_others_in),
        test(a_ready_thread_that_is_lifted_above_the_current_one_runs),
        test(a_base_priority_is_relative_to_eight),
        test(processors_are_counted_and_numbered),
        test(affinity_is_what_it_was_set_to),
        test(the_current_thread_is_the_current_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
