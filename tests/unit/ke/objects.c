/* Claims about events, semaphores and mutexes. Semantics 63; WDK: KeSetEvent, KePulseEvent, KeReleaseSemaphore, KeReleaseMutex. */
#include "test.h"

static KEVENT event;
static KSEMAPHORE semaphore;
static KMUTEX mutex;

static void waiter(void)
{
    if (wait_at_most(&event, SECOND) == STATUS_SUCCESS)
        happens('w');
}

static void set_before_two_waiters(EVENT_TYPE type)
{
    KeInitializeEvent(&event, type, FALSE);
    start_body(waiter);
    start_body(waiter);
    sleep_for(10);
    claim(KeSetEvent(&event, IO_NO_INCREMENT, FALSE) == 0);
    sleep_for(10);
}

static void set_a_synchronization_event(void)
{
    set_before_two_waiters(SynchronizationEvent);
    claim(KeReadStateEvent(&event) == 0);
}

static void a_synchronization_event_lets_one_waiter_through(void **state)
{
    (void)state;
    run_body(set_a_synchronization_event);
    assert_string_equal(happened, "w");
}

static void set_a_notification_event(void)
{
    set_before_two_waiters(NotificationEvent);
    claim(KeReadStateEvent(&event) == 1);
}

static void a_notification_event_lets_all_through_and_stays_set(void **state)
{
    (void)state;
    run_body(set_a_notification_event);
    assert_string_equal(happened, "ww");
}

static void set_and_reset(void)
{
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    claim(KeSetEvent(&event, 0, FALSE) == 0);
    claim(KeSetEvent(&event, 0, FALSE) == 1);
    claim(KeResetEvent(&event) == 1);
    claim(KeResetEvent(&event) == 0);
    KeSetEvent(&event, 0, FALSE);
    KeClearEvent(&event);
    claim(KeReadStateEvent(&event) == 0);
    KeSetEvent(&event, 0, FALSE);
    claim(wait_at_most(&event, 0) == STATUS_SUCCESS);
    claim(wait_at_most(&event, 0) == STATUS_TIMEOUT);
}

static void setting_and_resetting_tell_the_state_before(void **state)
{
    (void)state;
    run_body(set_and_reset);
}

static void pulse(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    start_body(waiter);
    start_body(waiter);
    sleep_for(10);
    claim(KePulseEvent(&event, 0, FALSE) == 0);
    claim(KeReadStateEvent(&event) == 0);
    sleep_for(10);
    start_body(waiter);
    sleep_for(10);
}

static void a_pulse_lets_the_waiters_of_the_moment_through(void **state)
{
    (void)state;
    run_body(pulse);
    assert_string_equal(happened, "ww");
}

static void semaphore_waiter(void)
{
    if (wait_at_most(&semaphore, SECOND) == STATUS_SUCCESS)
        happens('s');
}

static void release_two_of_three(void)
{
    KeInitializeSemaphore(&semaphore, 0, 5);
    start_body(semaphore_waiter);
    start_body(semaphore_waiter);
    start_body(semaphore_waiter);
    sleep_for(10);
    claim(KeReleaseSemaphore(&semaphore, 0, 2, FALSE) == 0);
    sleep_for(10);
    claim(KeReadStateSemaphore(&semaphore) == 0);
}

static void a_semaphore_lets_as_many_through_as_it_is_released_by(void **state)
{
    (void)state;
    run_body(release_two_of_three);
    assert_string_equal(happened, "ss");
}

static void count_down(void)
{
    KeInitializeSemaphore(&semaphore, 1, 2);
    claim(wait_at_most(&semaphore, 0) == STATUS_SUCCESS);
    claim(wait_at_most(&semaphore, 0) == STATUS_TIMEOUT);
    claim(KeReleaseSemaphore(&semaphore, 0, 1, FALSE) == 0);
    claim(KeReleaseSemaphore(&semaphore, 0, 1, FALSE) == 1);
    claim(KeReadStateSemaphore(&semaphore) == 2);
}

static void a_wait_takes_one_from_a_semaphore(void **state)
{
    (void)state;
    run_body(count_down);
}

static void release_over_the_limit(void)
{
    KeInitializeSemaphore(&semaphore, 1, 2);
    KeReleaseSemaphore(&semaphore, 0, 2, FALSE);
}

static void releasing_a_semaphore_over_its_limit_raises(void **state)
{
    (void)state;
    run_body_to_bugcheck(release_over_the_limit, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED);
    assert_int_equal((NTSTATUS)ke_end()->parameter[0], STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    assert_int_equal(semaphore.Header.SignalState, 1);
}

static void other_tries_the_mutex(void)
{
    happens(wait_at_most(&mutex, 0) == STATUS_TIMEOUT ? 'n' : 'y');
    if (happened[strlen(happened) - 1] == 'y')
        KeReleaseMutex(&mutex, FALSE);
}

static void let_the_other_try(void)
{
    struct ke_thread *other = start_body(other_tries_the_mutex);
    wait_for(other);
}

static void own_twice(void)
{
    KeInitializeMutex(&mutex, 0);
    claim(KeReadStateMutex(&mutex) == 1);
    claim(wait_for(&mutex) == STATUS_SUCCESS && wait_for(&mutex) == STATUS_SUCCESS);
    let_the_other_try();
    claim(KeReleaseMutex(&mutex, FALSE) != 0);
    let_the_other_try();
    claim(KeReleaseMutex(&mutex, FALSE) == 0);
    let_the_other_try();
    claim(KeReadStateMutex(&mutex) == 1);
}

static void a_mutex_is_free_when_released_as_often_as_taken(void **state)
{
    (void)state;
    run_body(own_twice);
    assert_string_equal(happened, "nny");
}

static void take_and_sleep(void)
{
    wait_for(&mutex);
    sleep_for(SECOND);
    KeReleaseMutex(&mutex, FALSE);
}

static void release_anothers(void)
{
    KeInitializeMutex(&mutex, 0);
    start_body(take_and_sleep);
    sleep_for(10);
    KeReleaseMutex(&mutex, FALSE);
}

static void releasing_anothers_mutex_raises(void **state)
{
    (void)state;
    run_body_to_bugcheck(release_anothers, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED);
    assert_int_equal((NTSTATUS)ke_end()->parameter[0], STATUS_MUTANT_NOT_OWNED);
}

static void own_and_ask(void)
{
    KeInitializeMutex(&mutex, 0);
    claim(!KeAreApcsDisabled());
    wait_for(&mutex);
    wait_for(&mutex);
    claim(KeAreApcsDisabled() && !KeAreAllApcsDisabled());
    KeReleaseMutex(&mutex, FALSE);
    claim(KeAreApcsDisabled());
    KeReleaseMutex(&mutex, FALSE);
    claim(!KeAreApcsDisabled());
}

static void owning_a_mutex_disables_normal_apcs(void **state)
{
    (void)state;
    run_body(own_and_ask);
}

static void end_with_a_mutex(void)
{
    KeInitializeMutex(&mutex, 0);
    wait_for(&mutex);
}

static void ending_with_a_drivers_mutex_is_0x4000008a(void **state)
{
    (void)state;
    run_body_to_bugcheck(end_with_a_mutex, THREAD_TERMINATE_HELD_MUTEX);
    assert_int_equal(ke_end()->parameter[1], (ULONG_PTR)&mutex);
}

/* As win32 makes them. */
static void init_mutant(void)
{
    KeInitializeMutex(&mutex, 0);
    mutex.ApcDisable = 0;
}

static void take_mutant(void)
{
    wait_for(&mutex);
    wait_for(&mutex);
    sleep_for(10);
}

static void wait_while_the_owner_ends(void)
{
    init_mutant();
    start_body(take_mutant);
    sleep_for(5);
    claim(wait_for(&mutex) == STATUS_ABANDONED);
    claim(KeReadStateMutex(&mutex) == 0 && !KeAreApcsDisabled());
    claim(KeReleaseMutex(&mutex, FALSE) == 0);
    claim(wait_for(&mutex) == STATUS_SUCCESS);
    KeReleaseMutex(&mutex, FALSE);
}

static void a_mutant_whose_owner_ends_is_abandoned_once(void **state)
{
    (void)state;
    run_body(wait_while_the_owner_ends);
}

static void wait_for_any_after_the_owner_ended(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    init_mutant();
    start_body(take_mutant);
    sleep_for(SECOND);
    PVOID objects[] = {&event, &mutex};
    claim(KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL) == STATUS_ABANDONED_WAIT_0 + 1);
    KeReleaseMutex(&mutex, FALSE);
}

static void an_abandoned_mutant_tells_its_index(void **state)
{
    (void)state;
    run_body(wait_for_any_after_the_owner_ended);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_synchronization_event_lets_one_waiter_through),
        test(a_notification_event_lets_all_through_and_stays_set),
        test(setting_and_resetting_tell_the_state_before),
        test(a_pulse_lets_the_waiters_of_the_moment_through),
        test(a_semaphore_lets_as_many_through_as_it_is_released_by),
        test(a_wait_takes_one_from_a_semaphore),
        test(releasing_a_semaphore_over_its_limit_raises),
        test(a_mutex_is_free_when_released_as_often_as_taken),
        test(releasing_anothers_mutex_raises),
        test(owning_a_mutex_disables_normal_apcs),
        test(ending_with_a_drivers_mutex_is_0x4000008a),
        test(a_mutant_whose_owner_ends_is_abandoned_once),
        test(an_abandoned_mutant_tells_its_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
