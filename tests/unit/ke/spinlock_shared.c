/* Claims about reader-writer spin locks. */
#include "test.h"

static EX_SPIN_LOCK lock;

static void readers_and_a_writer(void)
{
    lock = 0;
    KIRQL old = ExAcquireSpinLockShared(&lock);
    claim(old == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL && lock == 1);
    ExAcquireSpinLockSharedAtDpcLevel(&lock);
    claim(lock == 2);
    ExReleaseSpinLockSharedFromDpcLevel(&lock);
    ExReleaseSpinLockShared(&lock, old);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL && lock == 0);
    old = ExAcquireSpinLockExclusive(&lock);
    claim((ULONG)lock == 0x80000000 && KeGetCurrentIrql() == DISPATCH_LEVEL);
    ExReleaseSpinLockExclusive(&lock, old);
    old = KeRaiseIrqlToDpcLevel();
    ExAcquireSpinLockExclusiveAtDpcLevel(&lock);
    claim((ULONG)lock == 0x80000000);
    ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
    KeLowerIrql(old);
    claim(lock == 0);
}

static void the_word_counts_readers_and_its_top_bit_is_a_writer(void **state)
{
    (void)state;
    run_body(readers_and_a_writer);
}

static void convert(void)
{
    lock = 0;
    KIRQL old = ExAcquireSpinLockShared(&lock);
    ExAcquireSpinLockSharedAtDpcLevel(&lock);
    claim(!ExTryConvertSharedSpinLockExclusive(&lock) && lock == 2);
    ExReleaseSpinLockSharedFromDpcLevel(&lock);
    claim(ExTryConvertSharedSpinLockExclusive(&lock) && (ULONG)lock == 0x80000000);
    ExReleaseSpinLockExclusive(&lock, old);
}

static void only_the_one_reader_becomes_a_writer(void **state)
{
    (void)state;
    run_body(convert);
}

/* --- two processors ----------------------------------------------------------------------------------------------------------------------------- */

static int inside, readers_inside, most_readers;

static void write_once(void)
{
    KIRQL old = ExAcquireSpinLockExclusive(&lock);
    claim(inside == 0 && readers_inside == 0);
    inside++;
    KeStallExecutionProcessor(1);
    claim(inside == 1 && readers_inside == 0);
    inside--;
    ExReleaseSpinLockExclusive(&lock, old);
}

static void read_once(void)
{
    KIRQL old = ExAcquireSpinLockShared(&lock);
    claim(inside == 0);
    readers_inside++;
    most_readers = readers_inside > most_readers ? readers_inside : most_readers;
    KeStallExecutionProcessor(1);
    claim(inside == 0);
    readers_inside--;
    ExReleaseSpinLockShared(&lock, old);
}

static void all(void)
{
    lock = 0;
    start_body(write_once);
    start_body(read_once);
    start_body(read_once);
    write_once();
}

static unsigned now_and_then(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)place, (void)options;
    uint32_t *seed = context;
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 24) % 2 ? (*seed >> 16) % n : 0;
}

static void a_writer_is_alone_and_readers_are_together(void **state)
{
    (void)state;
    most_readers = 0;
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t seed = i;
        inside = readers_inside = 0;
        choice_ask(now_and_then, &seed);
        run_body_on(3, all);
        assert_int_equal(lock, 0);
    }
    assert_int_equal(most_readers, 2);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------------- */

static void acquire_twice(void)
{
    lock = 0;
    ExAcquireSpinLockExclusive(&lock);
    ExAcquireSpinLockSharedAtDpcLevel(&lock);
}

static void garbage(void)
{
    lock = (LONG)0x80000000;
    ExAcquireSpinLockShared(&lock);
}

static void a_spin_that_nobody_ends_is_a_deadlock(void **state)
{
    (void)state;
    assert_non_null(strstr(run_body_to(acquire_twice, KE_DEADLOCK)->text, "that processor 0 holds"));
    assert_non_null(strstr(run_body_to(garbage, KE_DEADLOCK)->text, "nobody holds"));
}

static void release_free(void)
{
    lock = 0;
    KeRaiseIrqlToDpcLevel();
    ExReleaseSpinLockSharedFromDpcLevel(&lock);
}

static void release_exclusive_as_shared(void)
{
    lock = 0;
    ExAcquireSpinLockExclusive(&lock);
    ExReleaseSpinLockSharedFromDpcLevel(&lock);
}

static void release_shared_as_exclusive(void)
{
    lock = 0;
    ExAcquireSpinLockShared(&lock);
    ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
}

static void it_is_released_as_it_was_acquired(void **state)
{
    (void)state;
    run_body_to_bugcheck(release_free, SPIN_LOCK_NOT_OWNED);
    assert_int_equal(run_body_to_bugcheck(release_exclusive_as_shared, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0x1007);
    assert_int_equal(run_body_to_bugcheck(release_shared_as_exclusive, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0x1007);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_word_counts_readers_and_its_top_bit_is_a_writer),
        test(only_the_one_reader_becomes_a_writer),
        test(a_writer_is_alone_and_readers_are_together),
        test(a_spin_that_nobody_ends_is_a_deadlock),
        test(it_is_released_as_it_was_acquired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
