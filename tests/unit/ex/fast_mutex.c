/* Claims about fast mutexes. Rule Q58; WDK: "Fast mutexes and guarded mutexes". */
#include "test.h"

static FAST_MUTEX *mutex;

static void initialize(void)
{
    mutex = in_pool(sizeof *mutex);
    ExInitializeFastMutex(mutex);
}

static void own_it(void)
{
    initialize();
    ExAcquireFastMutex(mutex);
    claim(KeGetCurrentIrql() == APC_LEVEL && mutex->Count == 0);
    ExReleaseFastMutex(mutex);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL && mutex->Count == 1);
    claim(ExTryToAcquireFastMutex(mutex) == TRUE && KeGetCurrentIrql() == APC_LEVEL);
    ExReleaseFastMutex(mutex);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL && mutex->Count == 1 && mutex->Contention == 0);
}

static void its_owner_runs_at_apc_level(void **state)
{
    (void)state;
    run_body(own_it);
}

static void first_waiter(void)
{
    ExAcquireFastMutex(mutex);
    happens('a');
    ExReleaseFastMutex(mutex);
}

static void second_waiter(void)
{
    ExAcquireFastMutex(mutex);
    happens('b');
    ExReleaseFastMutex(mutex);
}

static void impatient(void)
{
    claim(ExTryToAcquireFastMutex(mutex) == FALSE && KeGetCurrentIrql() == PASSIVE_LEVEL);
    happens('t');
}

static void contend(void)
{
    initialize();
    ExAcquireFastMutex(mutex);
    start_body(first_waiter);
    sleep_for(10);
    start_body(second_waiter);
    sleep_for(10);
    claim(mutex->Count == -2 && mutex->Contention == 2);
    start_body(impatient);
    sleep_for(10);
    happens('r');
    ExReleaseFastMutex(mutex);
}

static void waiters_get_it_oldest_first_and_trying_does_not_wait(void **state)
{
    (void)state;
    run_body(contend);
    assert_string_equal(happened, "trab");
    assert_int_equal(mutex->Count, 1);
}

static void own_in_a_critical_region(void)
{
    be_ordinary();
    initialize();
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(mutex);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL && mutex->Count == 0);
    ExReleaseFastMutexUnsafe(mutex);
    claim(mutex->Count == 1);
    KeLeaveCriticalRegion();
}

static void the_unsafe_forms_leave_the_irql_alone(void **state)
{
    (void)state;
    run_body(own_in_a_critical_region);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------------- */

static void acquire_twice(void)
{
    initialize();
    ExAcquireFastMutex(mutex);
    ExAcquireFastMutex(mutex);
}

static void acquiring_twice_is_mutex_already_owned(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(acquire_twice, MUTEX_ALREADY_OWNED)->parameter[0], (uintptr_t)mutex);
}

static void release_free(void)
{
    initialize();
    KfRaiseIrql(APC_LEVEL);
    ExReleaseFastMutex(mutex);
}

static void hold_for_long(void)
{
    ExAcquireFastMutex(mutex);
    sleep_for(1000);
    ExReleaseFastMutex(mutex);
}

static void release_anothers(void)
{
    initialize();
    start_body(hold_for_long);
    sleep_for(10);
    KfRaiseIrql(APC_LEVEL);
    ExReleaseFastMutex(mutex);
}

static void only_its_owner_releases_it(void **state)
{
    (void)state;
    assert_violation(release_free, 0x1007);
    assert_violation(release_anothers, 0x1004);
}

static void acquire_at_dispatch(void)
{
    initialize();
    KfRaiseIrql(DISPATCH_LEVEL);
    ExAcquireFastMutex(mutex);
}

static void try_at_dispatch(void)
{
    initialize();
    KfRaiseIrql(DISPATCH_LEVEL);
    ExTryToAcquireFastMutex(mutex);
}

static void release_at_passive(void)
{
    initialize();
    ExAcquireFastMutex(mutex);
    KeLowerIrql(PASSIVE_LEVEL);
    ExReleaseFastMutex(mutex);
}

static void a_wrong_irql_is_0xc4(void **state)
{
    (void)state;
    assert_violation(acquire_at_dispatch, 0x33);
    assert_violation(try_at_dispatch, 0x33);
    assert_violation(release_at_passive, 0x34);
}

static void acquire_unsafe_with_apcs(void)
{
    be_ordinary();
    initialize();
    ExAcquireFastMutexUnsafe(mutex);
}

static void release_unsafe_with_apcs(void)
{
    be_ordinary();
    initialize();
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(mutex);
    KeLeaveCriticalRegion();
    ExReleaseFastMutexUnsafe(mutex);
}

static void q58_the_unsafe_forms_need_apcs_held_back(void **state)
{
    (void)state;
    assert_violation(acquire_unsafe_with_apcs, 0x39);
    assert_violation(release_unsafe_with_apcs, 0x3A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(its_owner_runs_at_apc_level),
        test(waiters_get_it_oldest_first_and_trying_does_not_wait),
        test(the_unsafe_forms_leave_the_irql_alone),
        test(acquiring_twice_is_mutex_already_owned),
        test(only_its_owner_releases_it),
        test(a_wrong_irql_is_0xc4),
        test(q58_the_unsafe_forms_need_apcs_held_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
