/*
 * Data races: each thing that orders two contexts does, and without it there is a finding - in the one schedule that is run, whichever came first.
 */
#include "watched.h"

#include "ke/point.h"

static void assert_races(uint32_t processors, fixture_body *body, unsigned findings)
{
    const struct ke_end *end = run_watched(processors, 1, body);
    if (end->finding_count != findings)
        fail_msg("%u findings, not %u: %s", end->finding_count, findings, end->finding_count ? end->findings[0].text : "");
}

#define ordered(body) assert_races(2, body, 0)
#define racing(body)  assert_races(2, body, 1)

/* --- nothing, and what is none ------------------------------------------------------------------------------------------------------------------ */

static void second_stores(void)
{
    store(2);
}

static void two_stores(void)
{
    start_body(second_stores);
    store(1);
}

static void stores_of_two_threads_race(void **state)
{
    (void)state;
    racing(two_stores);
    const struct ke_finding *finding = &ke_end()->findings[0];
    assert_string_equal(finding->rule, "data race");
    assert_int_equal(finding->site + finding->other_site, 3);
    assert_non_null(strstr(finding->text, "no lock"));
    assert_non_null(strstr(finding->text, "offset 0x0 of 64 bytes of pool"));
}

static void second_loads(void)
{
    load(2);
}

static void two_loads(void)
{
    start_body(second_loads);
    load(1);
}

static void store_and_load(void)
{
    start_body(second_loads);
    store(1);
}

static void second_stores_beside(void)
{
    race_access((uintptr_t)shared + 4, 4, true, false, 2);
}

static void neighbours(void)
{
    start_body(second_stores_beside);
    store(1);
}

static void loads_do_not_race_nor_neighbours(void **state)
{
    (void)state;
    ordered(two_loads);
    ordered(neighbours);
    racing(store_and_load);
}

static void reused(void)
{
    start_body(second_stores);
    store(1);
    LARGE_INTEGER soon = {.QuadPart = -10};
    ke_delay(KernelMode, FALSE, &soon);
}

static void second_reuses(void)
{
    watch_fresh(shared, 64);
    store(2);
}

static void block_of_a_new_life(void)
{
    store(1);
    start_body(second_reuses);
    LARGE_INTEGER soon = {.QuadPart = -10};
    ke_delay(KernelMode, FALSE, &soon);
    watch_fresh(shared, 64);
    store(3);
}

static void freed_memory_begins_anew(void **state)
{
    (void)state;
    racing(reused);
    ordered(block_of_a_new_life);
}

/* --- atomics --------------------------------------------------------------------------------------------------------------------------------------- */

static void atomic(bool write, unsigned place)
{
    race_access((uintptr_t)shared, sizeof *shared, write, true, place);
}

static void second_atomic(void)
{
    atomic(true, 2);
}

static void two_atomics(void)
{
    start_body(second_atomic);
    atomic(true, 1);
}

static void plain_load_beside(void)
{
    start_body(second_atomic);
    load(1);
}

static void plain_store_beside(void)
{
    start_body(second_atomic);
    store(1);
}

static void atomics_race_with_plain_stores_only(void **state)
{
    (void)state;
    ordered(two_atomics);
    ordered(plain_load_beside);
    racing(plain_store_beside);
}

static LONG *flag;

static void second_waits_for_flag(void)
{
    while (!InterlockedCompareExchange(flag, 0, 0))
        ke_spin_poll();
    race_access((uintptr_t)flag, 4, false, true, 12);
    store(2);
}

static void published(void)
{
    flag = shared + 8;
    start_body(second_waits_for_flag);
    store(1);
    race_access((uintptr_t)flag, 4, true, true, 11);
    InterlockedExchange(flag, 1);
}

static void an_atomic_orders_what_came_before(void **state)
{
    (void)state;
    ordered(published);
}

/* --- locks ----------------------------------------------------------------------------------------------------------------------------------------- */

static KSPIN_LOCK lock, other_lock;
static EX_SPIN_LOCK shared_lock;

static void store_with(KSPIN_LOCK *with, unsigned place)
{
    KIRQL irql;
    KeAcquireSpinLock(with, &irql);
    store(place);
    KeReleaseSpinLock(with, irql);
}

/* Threads of one processor are ordered by the raised IRQL too (below). */
static void second_starts(fixture_body *second)
{
    KeSetSystemAffinityThread(1);
    start_body(second);
}

static void second_locks(void)
{
    KeSetSystemAffinityThread(2);
    store_with(&lock, 2);
}

static void same_lock(void)
{
    lock = other_lock = 0;
    second_starts(second_locks);
    store_with(&lock, 1);
}

static void another_lock(void)
{
    lock = other_lock = 0;
    second_starts(second_locks);
    store_with(&other_lock, 1);
}

static void second_reads_shared(void)
{
    KeSetSystemAffinityThread(2);
    KIRQL irql = ExAcquireSpinLockShared(&shared_lock);
    load(2);
    ExReleaseSpinLockShared(&shared_lock, irql);
}

static void second_writes_shared(void)
{
    KeSetSystemAffinityThread(2);
    KIRQL irql = ExAcquireSpinLockShared(&shared_lock);
    store(2);
    ExReleaseSpinLockShared(&shared_lock, irql);
}

static void reader_and_writer(void)
{
    shared_lock = 0;
    second_starts(second_reads_shared);
    KIRQL irql = ExAcquireSpinLockExclusive(&shared_lock);
    store(1);
    ExReleaseSpinLockExclusive(&shared_lock, irql);
}

static void two_readers_that_write(void)
{
    shared_lock = 0;
    second_starts(second_writes_shared);
    KIRQL irql = ExAcquireSpinLockShared(&shared_lock);
    store(1);
    ExReleaseSpinLockShared(&shared_lock, irql);
}

static void a_lock_orders_its_holders(void **state)
{
    (void)state;
    ordered(same_lock);
    racing(another_lock);
    ordered(reader_and_writer);
    racing(two_readers_that_write);
}

/* --- dispatcher objects ------------------------------------------------------------------------------------------------------------------------------- */

static KEVENT event;
static KMUTEX mutex;
static KSEMAPHORE semaphore;

static void second_sets(void)
{
    store(2);
    KeSetEvent(&event, 0, FALSE);
}

static void event_waited_for(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    start_body(second_sets);
    KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    store(1);
}

static void event_polled(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    start_body(second_sets);
    LARGE_INTEGER soon = {.QuadPart = -10};
    while (!KeReadStateEvent(&event))
        ke_delay(KernelMode, FALSE, &soon);
    store(1);
}

static void time_only(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    start_body(second_sets);
    LARGE_INTEGER later = {.QuadPart = -1000000};
    ke_delay(KernelMode, FALSE, &later);
    store(1);
}

static void store_in_mutex(unsigned place)
{
    KeWaitForSingleObject(&mutex, Executive, KernelMode, FALSE, NULL);
    store(place);
    KeReleaseMutex(&mutex, FALSE);
}

static void second_owns(void)
{
    store_in_mutex(2);
}

static void mutex_owned(void)
{
    KeInitializeMutex(&mutex, 0);
    start_body(second_owns);
    store_in_mutex(1);
}

static void second_releases(void)
{
    store(2);
    KeReleaseSemaphore(&semaphore, 0, 1, FALSE);
}

static void semaphore_waited_for(void)
{
    KeInitializeSemaphore(&semaphore, 0, 1);
    start_body(second_releases);
    KeWaitForSingleObject(&semaphore, Executive, KernelMode, FALSE, NULL);
    store(1);
}

static void thread_waited_for(void)
{
    struct ke_thread *second = start_body(second_stores);
    ke_wait_one(second, KernelMode, FALSE, NULL);
    store(1);
}

static void before_it_was_created(void)
{
    store(1);
    start_body(second_stores);
}

static void waits_order_and_time_does_not(void **state)
{
    (void)state;
    ordered(event_waited_for);
    ordered(event_polled);
    racing(time_only);
    ordered(mutex_owned);
    ordered(semaphore_waited_for);
    ordered(thread_waited_for);
    ordered(before_it_was_created);
}

/* --- DPCs, timers -------------------------------------------------------------------------------------------------------------------------------------- */

static KDPC dpc;
static KTIMER timer;

static VOID dpc_stores(PKDPC which, PVOID context, PVOID argument1, PVOID argument2)
{
    (void)which, (void)context, (void)argument1, (void)argument2;
    store(2);
}

static void dpc_after_queueing(void)
{
    KeInitializeDpc(&dpc, dpc_stores, NULL);
    store(1);
    KeInsertQueueDpc(&dpc, NULL, NULL);
}

static void store_after_queueing(void)
{
    KeInitializeDpc(&dpc, dpc_stores, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    store(1);
}

static void store_after_flush(void)
{
    KeInitializeDpc(&dpc, dpc_stores, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeFlushQueuedDpcs();
    store(1);
}

static void set_timer(void)
{
    LARGE_INTEGER soon = {.QuadPart = -10};
    KeInitializeDpc(&dpc, dpc_stores, NULL);
    KeInitializeTimer(&timer);
    KeSetTimer(&timer, soon, &dpc);
}

static void dpc_of_a_timer(void)
{
    store(1);
    set_timer();
    KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, NULL);
}

/* The timer is signalled before its DPC is queued: who waits for it does not come after the DPC. */
static void store_after_the_timer(void)
{
    set_timer();
    KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, NULL);
    store(1);
}

/* The clock interrupts who set the timer; the DPC comes after the setting, not after what was interrupted. */
static void store_until_the_timer_interrupts(void)
{
    set_timer();
    store(1);
    KeStallExecutionProcessor(50);
}

static void a_dpc_comes_after_who_queued_it(void **state)
{
    (void)state;
    ordered(dpc_after_queueing);
    racing(store_after_queueing);
    ordered(store_after_flush);
    ordered(dpc_of_a_timer);
    racing(store_after_the_timer);
    racing(store_until_the_timer_interrupts);
}

/* --- IRQL ------------------------------------------------------------------------------------------------------------------------------------------------ */

static void store_raised(unsigned place)
{
    KIRQL irql;
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    store(place);
    KeLowerIrql(irql);
}

static void second_raises(void)
{
    KeSetSystemAffinityThread(ke_cpu_count() > 1 ? 2 : 1);
    store_raised(2);
}

static void two_that_raise(void)
{
    KeSetSystemAffinityThread(1);
    start_body(second_raises);
    store_raised(1);
}

static void raised_against_a_dpc(void)
{
    KeInitializeDpc(&dpc, dpc_stores, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    store_raised(1);
}

/* Rule Q35. */
static void raised_irql_orders_on_one_processor_only(void **state)
{
    (void)state;
    assert_races(1, two_that_raise, 0);
    assert_races(2, two_that_raise, 1);
    assert_races(1, raised_against_a_dpc, 0);
    assert_races(1, store_after_queueing, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores_of_two_threads_race),
        cmocka_unit_test(loads_do_not_race_nor_neighbours),
        cmocka_unit_test(freed_memory_begins_anew),
        cmocka_unit_test(atomics_race_with_plain_stores_only),
        cmocka_unit_test(an_atomic_orders_what_came_before),
        cmocka_unit_test(a_lock_orders_its_holders),
        cmocka_unit_test(waits_order_and_time_does_not),
        cmocka_unit_test(a_dpc_comes_after_who_queued_it),
        cmocka_unit_test(raised_irql_orders_on_one_processor_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
