/* Claims about push locks. The word: bit 0 held, bit 1 waited for, shared owners times 16. */
#include "test.h"

static EX_PUSH_LOCK *lock;

static void initialize(void)
{
    lock = in_pool(sizeof *lock);
    ExInitializePushLock(lock);
}

static void both_ways(void)
{
    initialize();
    ExAcquirePushLockExclusive(lock);
    claim(*lock == 1);
    ExReleasePushLockExclusive(lock);
    claim(*lock == 0);
    ExAcquirePushLockShared(lock);
    ExAcquirePushLockShared(lock);
    claim(*lock == (2 * 16 | 1));
    ExReleasePushLockShared(lock);
    ExReleasePushLockShared(lock);
    claim(*lock == 0);
}

static void it_is_zero_when_it_is_free(void **state)
{
    (void)state;
    run_body(both_ways);
}

static void reader(void)
{
    ExAcquirePushLockShared(lock);
    happens('r');
    ExReleasePushLockShared(lock);
}

static void writer(void)
{
    ExAcquirePushLockExclusive(lock);
    happens('w');
    sleep_for(10);
    happens('x');
    ExReleasePushLockExclusive(lock);
}

static void readers_and_a_writer(void)
{
    initialize();
    ExAcquirePushLockShared(lock);
    start_body(reader);
    sleep_for(10);
    start_body(writer);
    sleep_for(10);
    claim(*lock == (16 | 2 | 1));
    start_body(reader);
    start_body(reader);
    sleep_for(10);
    happens('-');
    ExReleasePushLockShared(lock);
}

static void a_writer_waits_for_readers_and_later_readers_for_the_writer(void **state)
{
    (void)state;
    run_body(readers_and_a_writer);
    assert_string_equal(happened, "r-wxrr");
    assert_int_equal(*lock, 0);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------------- */

static void acquire_twice(void)
{
    initialize();
    ExAcquirePushLockExclusive(lock);
    ExAcquirePushLockShared(lock);
}

static void a_thread_that_has_it_exclusively_cannot_have_it_again(void **state)
{
    (void)state;
    assert_violation(acquire_twice, 0x1000);
}

static void release_free(void)
{
    initialize();
    ExReleasePushLockShared(lock);
}

static void release_shared_as_exclusive(void)
{
    initialize();
    ExAcquirePushLockShared(lock);
    ExReleasePushLockExclusive(lock);
}

static void release_shared_of_exclusive(void)
{
    initialize();
    ExAcquirePushLockExclusiveEx(lock, 0);
    ExReleasePushLockSharedEx(lock, 0);
}

static void release_anothers(void)
{
    initialize();
    start_body(writer);
    sleep_for(5);
    ExReleasePushLockExclusive(lock);
}

static void what_is_released_must_be_owned(void **state)
{
    (void)state;
    assert_violation(release_free, 0x1007);
    assert_violation(release_shared_as_exclusive, 0x1007);
    assert_violation(release_shared_of_exclusive, 0x1007);
    assert_violation(release_anothers, 0x1004);
}

static void acquire_with_apcs(void)
{
    be_ordinary();
    initialize();
    ExAcquirePushLockShared(lock);
}

static void with_flags(void)
{
    initialize();
    ExAcquirePushLockSharedEx(lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
    ExAcquirePushLockSharedEx(lock, 1);
    claim(*lock == (2 * 16 | 1));
    ExReleasePushLockSharedEx(lock, 0);
    ExReleasePushLockSharedEx(lock, 1);
    ExAcquirePushLockExclusiveEx(lock, 1);
    claim(*lock == 1);
    ExReleasePushLockExclusiveEx(lock, 1);
    claim(*lock == 0);
}

static void the_ex_forms_take_flags(void **state)
{
    (void)state;
    run_body(with_flags);
}

static void unknown_flags(void)
{
    initialize();
    ExAcquirePushLockExclusiveEx(lock, 4);
}

static void unknown_flags_at_release(void)
{
    initialize();
    ExAcquirePushLockSharedEx(lock, 0);
    ExReleasePushLockSharedEx(lock, 8);
}

static void flags_and_apcs_are_checked(void **state)
{
    (void)state;
    assert_violation(acquire_with_apcs, 0x37);
    assert_int_equal(run_body_to_bugcheck(unknown_flags, INVALID_PUSH_LOCK_FLAGS)->parameter[0], 4);
    assert_int_equal(run_body_to_bugcheck(unknown_flags_at_release, INVALID_PUSH_LOCK_FLAGS)->parameter[0], 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(it_is_zero_when_it_is_free),
        test(a_writer_waits_for_readers_and_later_readers_for_the_writer),
        test(a_thread_that_has_it_exclusively_cannot_have_it_again),
        test(what_is_released_must_be_owned),
        test(the_ex_forms_take_flags),
        test(flags_and_apcs_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
