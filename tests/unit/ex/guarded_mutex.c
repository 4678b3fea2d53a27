/* Claims about guarded mutexes. */
#include "test.h"

static KGUARDED_MUTEX *mutex;

static void initialize(void)
{
    mutex = in_pool(sizeof *mutex);
    KeInitializeGuardedMutex(mutex);
}

static void own_it(void)
{
    initialize();
    KeAcquireGuardedMutex(mutex);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL && KeAreApcsDisabled() && ke_current()->special_apc_disable == -1 && mutex->Count == 0);
    KeReleaseGuardedMutex(mutex);
    claim(ke_current()->special_apc_disable == 0 && mutex->Count == 1);
    claim(KeTryToAcquireGuardedMutex(mutex) == TRUE && ke_current()->special_apc_disable == -1);
    KeReleaseGuardedMutex(mutex);
    claim(ke_current()->special_apc_disable == 0 && mutex->Count == 1);
}

static void its_owner_is_in_a_guarded_region(void **state)
{
    (void)state;
    run_body(own_it);
}

static void waiter(void)
{
    KeAcquireGuardedMutex(mutex);
    happens('w');
    KeReleaseGuardedMutex(mutex);
}

static void impatient(void)
{
    claim(KeTryToAcquireGuardedMutex(mutex) == FALSE && ke_current()->special_apc_disable == 0);
    happens('t');
}

static void contend(void)
{
    initialize();
    KeAcquireGuardedMutex(mutex);
    start_body(waiter);
    start_body(impatient);
    sleep_for(10);
    claim(mutex->Count == -1 && mutex->Contention == 1);
    happens('r');
    KeReleaseGuardedMutex(mutex);
}

static void a_waiter_gets_it_when_it_is_released(void **state)
{
    (void)state;
    run_body(contend);
    assert_string_equal(happened, "trw");
}

static void own_in_a_guarded_region(void)
{
    be_ordinary();
    initialize();
    KeEnterGuardedRegion();
    KeAcquireGuardedMutexUnsafe(mutex);
    claim(mutex->Count == 0 && ke_current()->special_apc_disable == -1);
    KeReleaseGuardedMutexUnsafe(mutex);
    KeLeaveGuardedRegion();
    claim(mutex->Count == 1);
}

static void the_unsafe_forms_need_a_region_of_the_callers(void **state)
{
    (void)state;
    run_body(own_in_a_guarded_region);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------------- */

static void acquire_twice(void)
{
    initialize();
    KeAcquireGuardedMutex(mutex);
    KeAcquireGuardedMutex(mutex);
}

static void acquiring_twice_is_mutex_already_owned(void **state)
{
    (void)state;
    run_body_to_bugcheck(acquire_twice, MUTEX_ALREADY_OWNED);
}

static void release_free(void)
{
    initialize();
    KeReleaseGuardedMutex(mutex);
}

static void hold_for_long(void)
{
    KeAcquireGuardedMutex(mutex);
    sleep_for(1000);
    KeReleaseGuardedMutex(mutex);
}

static void release_anothers(void)
{
    initialize();
    start_body(hold_for_long);
    sleep_for(10);
    KeReleaseGuardedMutex(mutex);
}

static void only_its_owner_releases_it(void **state)
{
    (void)state;
    assert_violation(release_free, 0x1007);
    assert_violation(release_anothers, 0x1004);
}

static void acquire_unsafe_in_a_critical_region(void)
{
    initialize();
    KeEnterCriticalRegion();
    KeAcquireGuardedMutexUnsafe(mutex);
}

static void release_unsafe_outside(void)
{
    initialize();
    KeEnterGuardedRegion();
    KeAcquireGuardedMutexUnsafe(mutex);
    KeLeaveGuardedRegion();
    KeReleaseGuardedMutexUnsafe(mutex);
}

static void a_critical_region_is_not_enough(void **state)
{
    (void)state;
    assert_violation(acquire_unsafe_in_a_critical_region, 0x39);
    assert_violation(release_unsafe_outside, 0x3A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(its_owner_is_in_a_guarded_region),
        test(a_waiter_gets_it_when_it_is_released),
        test(the_unsafe_forms_need_a_region_of_the_callers),
        test(acquiring_twice_is_mutex_already_owned),
        test(only_its_owner_releases_it),
        test(a_critical_region_is_not_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
