/* Claims about the order in which locks are taken: 0xC4/0x1001 at the second order, and what makes no order. */
#include "ke/lock_order.h"
#include "test.h"

#include "ex/ex.h"

static KSPIN_LOCK a, b, c;
static KIRQL old;

static void initialize(void)
{
    KeInitializeSpinLock(&a);
    KeInitializeSpinLock(&b);
    KeInitializeSpinLock(&c);
}

static void take(KSPIN_LOCK *first, KSPIN_LOCK *second)
{
    KeAcquireSpinLock(first, &old);
    KeAcquireSpinLockAtDpcLevel(second);
    KeReleaseSpinLockFromDpcLevel(second);
    KeReleaseSpinLock(first, old);
}

static void two_orders(void)
{
    initialize();
    take(&a, &b);
    take(&a, &b);
    take(&b, &a);
}

static void two_spin_locks_in_two_orders_are_0xc4_1001(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(two_orders, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0x1001);
    assert_int_equal(end->parameter[1], (ULONG_PTR)&a);
    assert_non_null(strstr(end->text, "spin lock 1 is taken here with spin lock 2, taken"));
    assert_string_equal(end->blame.armed_what, "taken in the other order in");
}

static void circle(void)
{
    initialize();
    take(&a, &b);
    take(&b, &c);
    take(&c, &a);
}

static void three_locks_in_a_circle_are_found(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(circle, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0x1001);
    assert_non_null(strstr(end->text, "elsewhere spin lock 3 was taken"));
}

static void same_order(void)
{
    initialize();
    take(&a, &b);
    take(&b, &c);
    take(&a, &c);
}

static void one_order_is_quiet(void **state)
{
    (void)state;
    run_body(same_order);
}

static void try_other(void)
{
    initialize();
    take(&a, &b);
    KeAcquireSpinLock(&b, &old);
    claim(KeTryToAcquireSpinLockAtDpcLevel(&a));
    KeReleaseSpinLockFromDpcLevel(&a);
    KeReleaseSpinLock(&b, old);
}

static void who_only_tries_makes_no_order(void **state)
{
    (void)state;
    run_body(try_other);
}

static void under_a_third(void)
{
    initialize();
    for (int i = 0; i < 2; i++) {
        KeAcquireSpinLock(&c, &old);
        KeAcquireSpinLockAtDpcLevel(i ? &a : &b);
        KeAcquireSpinLockAtDpcLevel(i ? &b : &a);
        KeReleaseSpinLockFromDpcLevel(&a);
        KeReleaseSpinLockFromDpcLevel(&b);
        KeReleaseSpinLock(&c, old);
    }
}

static void two_orders_under_one_lock_cannot_meet(void **state)
{
    (void)state;
    run_body(under_a_third);
}

static void under_a_third_and_without(void)
{
    under_a_third();
    take(&a, &b);
    take(&b, &a);
}

static void the_third_lock_counts_only_if_it_is_always_held(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(under_a_third_and_without, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0x1001);
}

static void initialized_anew(void)
{
    initialize();
    take(&a, &b);
    KeInitializeSpinLock(&a);
    take(&b, &a);
}

static void a_lock_that_is_initialised_again_has_no_order(void **state)
{
    (void)state;
    run_body(initialized_anew);
}

static void freed_between(void)
{
    initialize();
    KSPIN_LOCK *lock = ExAllocatePoolWithTag(NonPagedPool, sizeof *lock, 'kcoL');
    *lock = 0; /* as a driver may that zeroes its memory */
    take(&a, lock);
    KSPIN_LOCK *same = lock;
    ExFreePoolWithTag(lock, 'kcoL');
    for (int i = 0; i < 100000; i++) { /* until the quarantine gives its place back */
        lock = ExAllocatePoolWithTag(NonPagedPool, sizeof *lock, 'kcoL');
        *lock = 0;
        if (lock == same)
            break;
        ExFreePoolWithTag(lock, 'kcoL');
    }
    take(lock, &a);
    ExFreePoolWithTag(lock, 'kcoL');
}

static void a_lock_ends_with_its_memory(void **state)
{
    (void)state;
    run_body(freed_between);
}

static KMUTEX mutex;

static void fast_and_slow(void)
{
    FAST_MUTEX fast;
    ExInitializeFastMutex(&fast);
    KeInitializeMutex(&mutex, 0);
    ExAcquireFastMutex(&fast);
    wait_for(&mutex);
    wait_for(&mutex);
    KeReleaseMutex(&mutex, FALSE);
    KeReleaseMutex(&mutex, FALSE);
    ExReleaseFastMutex(&fast);
    wait_for(&mutex);
    ExAcquireFastMutex(&fast);
}

static void mutexes_and_fast_mutexes_are_watched_too(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(fast_and_slow, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_non_null(strstr(end->text, "fast mutex 1 is taken here with mutex 3, taken"));
}

static void wait_a_while(void)
{
    FAST_MUTEX fast;
    ExInitializeFastMutex(&fast);
    KeInitializeMutex(&mutex, 0);
    ExAcquireFastMutex(&fast);
    claim(wait_at_most(&mutex, SECOND) == STATUS_SUCCESS);
    KeReleaseMutex(&mutex, FALSE);
    ExReleaseFastMutex(&fast);
    wait_for(&mutex);
    ExAcquireFastMutex(&fast);
    ExReleaseFastMutex(&fast);
    KeReleaseMutex(&mutex, FALSE);
}

static void a_wait_with_a_timeout_makes_no_order(void **state)
{
    (void)state;
    run_body(wait_a_while);
}

static void take_spin_lock(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
    (void)dpc, (void)context, (void)argument1, (void)argument2;
    KeAcquireSpinLockAtDpcLevel(&a);
    KeReleaseSpinLockFromDpcLevel(&a);
}

static void dpc_on_top(void)
{
    static KDPC dpc;
    initialize();
    KeInitializeMutex(&mutex, 0);
    KeInitializeDpc(&dpc, take_spin_lock, NULL);
    wait_for(&mutex);
    KeInsertQueueDpc(&dpc, NULL, NULL); /* it runs here and now, on this thread's stack */
    KeReleaseMutex(&mutex, FALSE);
    claim(!map_get(&ke->lock_order, (uintptr_t)&a));
}

static void a_dpc_does_not_hold_what_the_thread_below_it_holds(void **state)
{
    (void)state;
    run_body(dpc_on_top);
}

static void resources(BOOLEAN exclusive)
{
    ERESOURCE first, second;
    ExInitializeResourceLite(&first);
    ExInitializeResourceLite(&second);
    for (int i = 0; i < 2; i++) {
        ERESOURCE *outer = i ? &first : &second, *inner = i ? &second : &first;
        KeEnterCriticalRegion();
        ExAcquireResourceSharedLite(outer, TRUE);
        if (exclusive)
            ExAcquireResourceExclusiveLite(inner, TRUE);
        else
            ExAcquireResourceSharedLite(inner, TRUE);
        ExReleaseResourceLite(inner);
        ExReleaseResourceLite(outer);
        KeLeaveCriticalRegion();
    }
    ExDeleteResourceLite(&first);
    ExDeleteResourceLite(&second);
}

static void exclusive_resources(void)
{
    resources(TRUE);
    claim(ke_end()->finding_count == 1 && strcmp(ke_end()->findings[0].rule, "lock-order") == 0);
}

static void shared_resources(void)
{
    resources(FALSE);
    claim(ke_end()->finding_count == 0);
}

static void resources_in_two_orders_are_a_finding(void **state)
{
    (void)state;
    run_body(exclusive_resources);
}

static void who_share_do_not_wait_for_each_other(void **state)
{
    (void)state;
    run_body(shared_resources);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(two_spin_locks_in_two_orders_are_0xc4_1001),
        test(three_locks_in_a_circle_are_found),
        test(one_order_is_quiet),
        test(who_only_tries_makes_no_order),
        test(two_orders_under_one_lock_cannot_meet),
        test(the_third_lock_counts_only_if_it_is_always_held),
        test(a_lock_that_is_initialised_again_has_no_order),
        test(a_lock_ends_with_its_memory),
        test(mutexes_and_fast_mutexes_are_watched_too),
        test(a_wait_with_a_timeout_makes_no_order),
        test(a_dpc_does_not_hold_what_the_thread_below_it_holds),
        test(resources_in_two_orders_are_a_finding),
        test(who_share_do_not_wait_for_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
