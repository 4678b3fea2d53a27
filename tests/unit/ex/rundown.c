/* Claims about rundown protection, plain and cache-aware. */
#include "test.h"

static EX_RUNDOWN_REF *reference;

static void initialize(void)
{
    reference = in_pool(sizeof *reference);
    ExInitializeRundownProtection(reference);
}
static PEX_RUNDOWN_REF_CACHE_AWARE aware;

static void wait_for_the_end(void)
{
    ExWaitForRundownProtectionRelease(reference);
    happens('w');
}

static void run_down(void)
{
    initialize();
    claim(ExAcquireRundownProtection(reference) == TRUE && ExAcquireRundownProtectionEx(reference, 2) == TRUE);
    start_body(wait_for_the_end);
    start_body(wait_for_the_end);
    sleep_for(10);
    claim(happened[0] == 0 && ExAcquireRundownProtection(reference) == FALSE);
    ExReleaseRundownProtection(reference);
    sleep_for(10);
    claim(happened[0] == 0);
    ExReleaseRundownProtectionEx(reference, 2);
    sleep_for(10);
    happens('-');
    ExWaitForRundownProtectionRelease(reference);
    happens('d');
}

static void nothing_is_acquired_once_somebody_waits_and_all_wait_for_the_last(void **state)
{
    (void)state;
    run_body(run_down);
    assert_string_equal(happened, "ww-d");
}

static void complete_and_begin_again(void)
{
    initialize();
    ExWaitForRundownProtectionRelease(reference);
    ExRundownCompleted(reference);
    claim(ExAcquireRundownProtection(reference) == FALSE);
    ExReInitializeRundownProtection(reference);
    claim(ExAcquireRundownProtection(reference) == TRUE);
    ExReleaseRundownProtection(reference);
}

static void it_can_be_acquired_again_when_it_is_initialised_again(void **state)
{
    (void)state;
    run_body(complete_and_begin_again);
}

static void release_too_often(void)
{
    initialize();
    ExAcquireRundownProtection(reference);
    ExReleaseRundownProtectionEx(reference, 2);
}

static void releasing_more_than_was_acquired_is_0xc4(void **state)
{
    (void)state;
    assert_violation(release_too_often, 0x1007);
}

static void wait_for_the_aware(void)
{
    ExWaitForRundownProtectionReleaseCacheAware(aware);
    happens('w');
}

static void run_down_aware(void)
{
    aware = ExAllocateCacheAwareRundownProtection(NonPagedPool, 0x74736554);
    claim(aware != NULL);
    claim(ExAcquireRundownProtectionCacheAware(aware) == TRUE && ExAcquireRundownProtectionCacheAwareEx(aware, 3) == TRUE);
    start_body(wait_for_the_aware);
    sleep_for(10);
    claim(ExAcquireRundownProtectionCacheAware(aware) == FALSE && ExAcquireRundownProtectionCacheAwareEx(aware, 1) == FALSE);
    ExReleaseRundownProtectionCacheAware(aware);
    ExReleaseRundownProtectionCacheAwareEx(aware, 3);
    sleep_for(10);
    claim(happened[0] == 'w');
    ExRundownCompletedCacheAware(aware);
    claim(ExAcquireRundownProtectionCacheAware(aware) == FALSE);
    ExReInitializeRundownProtectionCacheAware(aware);
    claim(ExAcquireRundownProtectionCacheAware(aware) == TRUE);
    ExReleaseRundownProtectionCacheAware(aware);
    ExFreeCacheAwareRundownProtection(aware);
}

static void the_cache_aware_form_does_the_same(void **state)
{
    (void)state;
    run_body(run_down_aware);
}

static void in_own_memory(void)
{
    SIZE_T size = ExSizeOfRundownProtectionCacheAware();
    aware = ExAllocatePoolWithTag(NonPagedPool, size, 0x74736554);
    memset(aware, 0xAA, size);
    ExInitializeRundownProtectionCacheAware(aware, size);
    claim(ExAcquireRundownProtectionCacheAware(aware) == TRUE);
    ExReleaseRundownProtectionCacheAware(aware);
    ExFreePoolWithTag(aware, 0x74736554);
}

static void too_little_memory(void)
{
    PEX_RUNDOWN_REF small = in_pool(sizeof *small);
    ExInitializeRundownProtectionCacheAware((PEX_RUNDOWN_REF_CACHE_AWARE)(void *)small, sizeof *small);
}

static void the_driver_may_bring_memory_of_the_size_that_is_told(void **state)
{
    (void)state;
    run_body(in_own_memory);
    run_body_to(too_little_memory, KE_NOT_MODELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(nothing_is_acquired_once_somebody_waits_and_all_wait_for_the_last),
        test(it_can_be_acquired_again_when_it_is_initialised_again),
        test(releasing_more_than_was_acquired_is_0xc4),
        test(the_cache_aware_form_does_the_same),
        test(the_driver_may_bring_memory_of_the_size_that_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
