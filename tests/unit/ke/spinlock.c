/* Claims about executive spin locks: contention, deadlock, release by the wrong one. Bug check 0x10; rule Q13, 0xC4/0x1009. */
#include "test.h"

static KSPIN_LOCK lock, other;
static KEVENT there;
static KIRQL old;
static int shared;

static void hold(void)
{
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &old);
    claim(old == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL && lock != 0 && !KeTestSpinLock(&lock));
    KeReleaseSpinLock(&lock, old);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL && lock == 0 && KeTestSpinLock(&lock));
    old = KeAcquireSpinLockRaiseToDpc(&lock);
    KeReleaseSpinLock(&lock, old);
    old = KeRaiseIrqlToDpcLevel();
    KeAcquireSpinLockAtDpcLevel(&lock);
    claim(lock != 0);
    KeReleaseSpinLockFromDpcLevel(&lock);
    claim(KeTryToAcquireSpinLockAtDpcLevel(&lock));
    KeReleaseSpinLockFromDpcLevel(&lock);
    claim(KeGetCurrentIrql() == DISPATCH_LEVEL && lock == 0);
    KeLowerIrql(old);
}

static void a_held_lock_keeps_irql_at_dispatch_level(void **state)
{
    (void)state;
    run_body(hold);
}

static void queued(void)
{
    KLOCK_QUEUE_HANDLE handle;
    KeInitializeSpinLock(&lock);
    KeAcquireInStackQueuedSpinLock(&lock, &handle);
    claim(lock != 0 && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseInStackQueuedSpinLock(&handle);
    claim(lock == 0 && KeGetCurrentIrql() == PASSIVE_LEVEL);
    old = KeRaiseIrqlToDpcLevel();
    KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
    claim(lock != 0);
    KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
    claim(lock == 0 && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeLowerIrql(old);
}

static void a_queued_lock_remembers_irql_in_its_handle(void **state)
{
    (void)state;
    run_body(queued);
}

static void second(void)
{
    KIRQL mine;
    happens('2');
    KeAcquireSpinLock(&lock, &mine);
    happens('b');
    shared++;
    KeReleaseSpinLock(&lock, mine);
}

static void contend(void)
{
    shared = 0;
    KeInitializeSpinLock(&lock);
    start_body(second);
    KeAcquireSpinLock(&lock, &old);
    int before = shared;
    KeMemoryBarrier(); /* here the other processor comes in */
    happens('a');
    claim(shared == before);
    shared = before + 1;
    KeReleaseSpinLock(&lock, old);
    sleep_for(10);
    claim(shared == 2);
}

static void a_processor_spins_until_the_lock_is_free(void **state)
{
    (void)state;
    count_events();
    follow({.routine = DDI_KeMemoryBarrier, .move = MOVE_PROCESSOR, .value = 1});
    run_body_on(2, contend);
    event_unlisten(count_event, NULL);
    assert_string_equal(happened, "2ab");
    assert_int_equal(seen[EV_SPIN], 1);
}

static void take_twice(void)
{
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &old);
    KeAcquireSpinLockAtDpcLevel(&lock);
}

static void taking_a_lock_twice_is_a_deadlock(void **state)
{
    (void)state;
    run_body_to(take_twice, KE_DEADLOCK);
    assert_non_null(strstr(ke_end()->text, ", which processor 0 itself holds"));
}

static void take_rubbish(void)
{
    lock = 0x1234;
    KeAcquireSpinLock(&lock, &old);
}

static void a_lock_that_was_never_initialised_is_named_as_such(void **state)
{
    (void)state;
    run_body_to(take_rubbish, KE_DEADLOCK);
    assert_non_null(strstr(ke_end()->text, "nobody holds"));
}

static void other_first(void)
{
    KIRQL mine;
    KeAcquireSpinLock(&other, &mine);
    KeAcquireSpinLockAtDpcLevel(&lock);
}

static void lock_first(void)
{
    KeInitializeSpinLock(&lock);
    KeInitializeSpinLock(&other);
    start_body(other_first);
    KeAcquireSpinLock(&lock, &old);
    KeMemoryBarrier();
    KeAcquireSpinLockAtDpcLevel(&other);
}

static void try_for_ever(void)
{
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &old);
    while (!KeTryToAcquireSpinLockAtDpcLevel(&lock))
        ;
}

static void trying_for_ever_for_ones_own_lock_is_a_hang(void **state)
{
    (void)state;
    run_body_to(try_for_ever, KE_HANG);
}

static void two_locks_in_two_orders_are_a_deadlock(void **state)
{
    (void)state;
    follow({.routine = DDI_KeMemoryBarrier, .move = MOVE_PROCESSOR, .value = 1});
    assert_int_equal(run_machine_on(2, lock_first)->outcome, KE_DEADLOCK);
}

static void release_free(void)
{
    KeInitializeSpinLock(&lock);
    KeRaiseIrqlToDpcLevel();
    KeReleaseSpinLockFromDpcLevel(&lock);
}

static void releasing_a_lock_that_is_not_held_is_0x10(void **state)
{
    (void)state;
    run_body_to_bugcheck(release_free, SPIN_LOCK_NOT_OWNED);
}

static void release_without_lowering(void)
{
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &old);
    KeReleaseSpinLockFromDpcLevel(&lock);
}

static void releasing_by_the_wrong_routine_is_0xc4_1009(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(release_without_lowering, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0x1009);
    assert_int_equal(end->parameter[1], (ULONG_PTR)&lock);
}

static void release_in_order_of_taking(void)
{
    KeInitializeSpinLock(&lock);
    KeInitializeSpinLock(&other);
    KeAcquireSpinLock(&lock, &old);
    KeAcquireSpinLockAtDpcLevel(&other);
    KeReleaseSpinLock(&lock, DISPATCH_LEVEL);
    claim(lock == 0 && other != 0 && ke->cpu->held_count == 1);
    KeReleaseSpinLockFromDpcLevel(&other);
    claim(other == 0 && ke->cpu->held_count == 0);
    KeLowerIrql(old);
}

static void locks_may_be_released_in_any_order(void **state)
{
    (void)state;
    run_body(release_in_order_of_taking);
}

static void try_in_a_loop(void)
{
    KIRQL mine = KeRaiseIrqlToDpcLevel();
    KeSetEvent(&there, 0, FALSE);
    int tries = 0;
    while (!KeTryToAcquireSpinLockAtDpcLevel(&lock))
        tries++;
    claim(tries > 0);
    happens('t');
    KeReleaseSpinLockFromDpcLevel(&lock);
    KeLowerIrql(mine);
}

static void hold_while_another_tries(void)
{
    KeInitializeEvent(&there, NotificationEvent, FALSE);
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &old);
    start_body(try_in_a_loop);
    KeMemoryBarrier();
    happens('r');
    KeReleaseSpinLock(&lock, old);
}

static void a_failed_try_lets_the_holder_move(void **state)
{
    (void)state;
    follow({.routine = DDI_KeMemoryBarrier, .move = MOVE_PROCESSOR, .value = 1});
    run_body_on(2, hold_while_another_tries);
    assert_string_equal(happened, "rt");
}

static void lock_freed(void)
{
    KSPIN_LOCK *gone = mm_pool_alloc(NonPagedPool, sizeof *gone, 'tset', false, 0x1234);
    KIRQL irql;
    KeInitializeSpinLock(gone);
    mm_pool_free(gone, 'tset', 0x1234);
    KeAcquireSpinLock(gone, &irql);
}

static void a_lock_in_freed_memory_is_0xd5_and_not_one_that_is_held(void **state)
{
    (void)state;
    run_body_to_bugcheck(lock_freed, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_held_lock_keeps_irql_at_dispatch_level),
        test(a_queued_lock_remembers_irql_in_its_handle),
        test(a_processor_spins_until_the_lock_is_free),
        test(taking_a_lock_twice_is_a_deadlock),
        test(a_lock_that_was_never_initialised_is_named_as_such),
        test(trying_for_ever_for_ones_own_lock_is_a_hang),
        test(two_locks_in_two_orders_are_a_deadlock),
        test(releasing_a_lock_that_is_not_held_is_0x10),
        test(releasing_by_the_wrong_routine_is_0xc4_1009),
        test(locks_may_be_released_in_any_order),
        test(a_failed_try_lets_the_holder_move),
        test(a_lock_in_freed_memory_is_0xd5_and_not_one_that_is_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
