/* Claims about one-time initialisation. */
#include "test.h"

#include <ntsim/rtl_tree.h>

static RTL_RUN_ONCE *once;
static LONGLONG *thing; /* what is initialised: aligned, as a context must be */
static unsigned attempts, finished;
static ULONG fails; /* how often the routine fails first */
static PVOID odd_context;

static void start(void)
{
    once = in_pool(sizeof *once);
    thing = in_pool(sizeof *thing);
    attempts = finished = fails = 0;
    odd_context = NULL;
    once->Ptr = thing;
    RtlRunOnceInitialize(once);
    claim(once->Ptr == NULL);
}

static ULONG initialise(PRTL_RUN_ONCE self, PVOID parameter, PVOID *context)
{
    claim(self == once && parameter == &attempts);
    attempts++;
    sleep_for(100);
    if (attempts <= fails)
        return 0;
    *context = odd_context ? odd_context : thing;
    return 1;
}

static NTSTATUS execute(PVOID *context)
{
    return RtlRunOnceExecuteOnce(once, initialise, &attempts, context);
}

static void user(void)
{
    PVOID context = NULL;
    NTSTATUS status = execute(&context);
    claim(fails ? status == STATUS_SUCCESS || status == STATUS_UNSUCCESSFUL : status == STATUS_SUCCESS);
    claim(status != STATUS_SUCCESS || context == thing);
    happens(status == STATUS_SUCCESS ? 's' : 'f');
    finished++;
}

static void once_for_all(void)
{
    PVOID context = NULL;
    start();
    for (int i = 0; i < 3; i++)
        start_body(user);
    sleep_for(50);
    claim(attempts == 1 && finished == 0); /* two wait for the first */
    claim(RtlRunOnceBeginInitialize(once, RTL_RUN_ONCE_CHECK_ONLY, &context) == STATUS_UNSUCCESSFUL && !context);
    sleep_for(200);
    claim(attempts == 1 && finished == 3);
    claim(RtlRunOnceBeginInitialize(once, RTL_RUN_ONCE_CHECK_ONLY, &context) == STATUS_SUCCESS && context == thing);
    claim(execute(NULL) == STATUS_SUCCESS && attempts == 1);
}

static void one_thread_initialises_and_the_others_wait(void **state)
{
    (void)state;
    run_body(once_for_all);
    assert_string_equal(happened, "sss");
}

static void again_after_failure(void)
{
    start();
    fails = 1;
    for (int i = 0; i < 3; i++)
        start_body(user);
    sleep_for(SECOND);
    claim(attempts == 2 && finished == 3);
    claim(RtlRunOnceComplete(once, 0, thing) == STATUS_UNSUCCESSFUL); /* long over */
}

static void after_a_failure_another_thread_tries(void **state)
{
    (void)state;
    run_body(again_after_failure);
    assert_string_equal(happened, "fss");
}

static void by_hand(void)
{
    PVOID context = NULL;
    start();
    claim(RtlRunOnceComplete(once, 0, thing) == STATUS_UNSUCCESSFUL); /* nothing was begun */
    claim(RtlRunOnceBeginInitialize(once, 0, &context) == STATUS_PENDING);
    claim(RtlRunOnceBeginInitialize(once, RTL_RUN_ONCE_ASYNC, &context) == STATUS_INVALID_PARAMETER);
    claim(RtlRunOnceComplete(once, RTL_RUN_ONCE_ASYNC, thing) == STATUS_UNSUCCESSFUL);
    claim(RtlRunOnceComplete(once, 0, (char *)thing + 1) == STATUS_INVALID_PARAMETER_3);
    claim(RtlRunOnceComplete(once, RTL_RUN_ONCE_INIT_FAILED, NULL) == STATUS_SUCCESS && once->Ptr == NULL);
    claim(RtlRunOnceBeginInitialize(once, 0, &context) == STATUS_PENDING && RtlRunOnceComplete(once, 0, thing) == STATUS_SUCCESS);
    claim(RtlRunOnceBeginInitialize(once, 0, &context) == STATUS_SUCCESS && context == thing);
    claim(RtlRunOnceComplete(once, 0, thing) == STATUS_UNSUCCESSFUL);
    claim(RtlRunOnceBeginInitialize(once, 8, &context) == STATUS_INVALID_PARAMETER_2);
    claim(RtlRunOnceBeginInitialize(once, RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_CHECK_ONLY, &context) == STATUS_INVALID_PARAMETER_2);
    claim(RtlRunOnceComplete(once, RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_INIT_FAILED, NULL) == STATUS_INVALID_PARAMETER_2);
}

static void begin_and_complete_belong_together(void **state)
{
    (void)state;
    run_body(by_hand);
}

static void in_parallel(void)
{
    PVOID context = NULL;
    start();
    claim(RtlRunOnceBeginInitialize(once, RTL_RUN_ONCE_ASYNC, &context) == STATUS_PENDING);
    claim(RtlRunOnceBeginInitialize(once, RTL_RUN_ONCE_ASYNC, &context) == STATUS_PENDING); /* another thread as well */
    claim(RtlRunOnceBeginInitialize(once, 0, &context) == STATUS_INVALID_PARAMETER);
    claim(RtlRunOnceComplete(once, 0, thing) == STATUS_UNSUCCESSFUL);
    claim(RtlRunOnceComplete(once, RTL_RUN_ONCE_ASYNC, thing) == STATUS_SUCCESS);
    claim(RtlRunOnceComplete(once, RTL_RUN_ONCE_ASYNC, thing + 1) == STATUS_UNSUCCESSFUL); /* too late: it must clean up */
    claim(RtlRunOnceBeginInitialize(once, RTL_RUN_ONCE_ASYNC, &context) == STATUS_SUCCESS && context == thing);
}

static void asynchronously_the_first_to_complete_wins(void **state)
{
    (void)state;
    run_body(in_parallel);
}

static void unaligned_context(void)
{
    PVOID context = NULL;
    start();
    odd_context = (char *)thing + 2;
    claim(execute(&context) == STATUS_INVALID_PARAMETER_3 && once->Ptr == NULL); /* the low bits are not the driver's */
    odd_context = NULL;
    claim(execute(&context) == STATUS_SUCCESS && context == thing);
}

static void a_context_has_two_low_bits_clear(void **state)
{
    (void)state;
    run_body(unaligned_context);
}

static void at_dispatch(void)
{
    PVOID context;
    start();
    KeRaiseIrqlToDpcLevel();
    RtlRunOnceBeginInitialize(once, 0, &context);
}

static void freed(void)
{
    start();
    ExFreePool(once);
    execute(NULL);
}

static void misuse_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(at_dispatch, DRIVER_VERIFIER_DETECTED_VIOLATION);
    run_body_to_bugcheck(freed, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(one_thread_initialises_and_the_others_wait),
        test(after_a_failure_another_thread_tries),
        test(begin_and_complete_belong_together),
        test(asynchronously_the_first_to_complete_wins),
        test(a_context_has_two_low_bits_clear),
        test(misuse_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
