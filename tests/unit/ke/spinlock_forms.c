/* Claims about the other names of the spin lock routines. */
#include "test.h"

static KSPIN_LOCK lock;

static void each_form(void)
{
    KLOCK_QUEUE_HANDLE handle;
    KeInitializeSpinLock(&lock);
    KIRQL old = KfAcquireSpinLock(&lock);
    claim(old == PASSIVE_LEVEL && lock && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KfReleaseSpinLock(&lock, old);
    claim(!lock && KeGetCurrentIrql() == PASSIVE_LEVEL);
    old = KeAcquireSpinLockForDpc(&lock);
    claim(old == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseSpinLockForDpc(&lock, old);
    KeAcquireInStackQueuedSpinLockForDpc(&lock, &handle);
    claim(handle.OldIrql == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL && lock);
    KeReleaseInStackQueuedSpinLockForDpc(&handle);
    claim(!lock && KeGetCurrentIrql() == PASSIVE_LEVEL);
    old = KeRaiseIrqlToDpcLevel();
    KefAcquireSpinLockAtDpcLevel(&lock);
    claim(lock && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KefReleaseSpinLockFromDpcLevel(&lock);
    claim(!lock && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeLowerIrql(old);
}

static void each_form_gives_back_what_it_took(void **state)
{
    (void)state;
    run_body(each_form);
}

static void release_higher(void)
{
    KeInitializeSpinLock(&lock);
    KfAcquireSpinLock(&lock);
    KfReleaseSpinLock(&lock, HIGH_LEVEL);
}

static void a_release_does_not_raise(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(release_higher, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0x31);
}

static void stay_raised(void)
{
    KeInitializeSpinLock(&lock);
    KfAcquireSpinLock(&lock);
    KefReleaseSpinLockFromDpcLevel(&lock);
}

static void q13_what_raised_must_be_released_by_what_lowers(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(stay_raised, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0x1009);
    assert_int_equal(end->parameter[1], (uintptr_t)&lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(each_form_gives_back_what_it_took),
        test(a_release_does_not_raise),
        test(q13_what_raised_must_be_released_by_what_lowers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
