/* Claims about waiting: for any, for all, for how long, in which order. */
#include "test.h"

static KEVENT first, second;
static KSEMAPHORE semaphore;

static NTSTATUS wait_two(void *a, void *b, WAIT_TYPE type, LONGLONG at_most)
{
    PVOID objects[] = {a, b};
    LARGE_INTEGER timeout = ticks(-at_most);
    return KeWaitForMultipleObjects(2, objects, type, Executive, KernelMode, FALSE, &timeout, NULL);
}

static void init_events(void)
{
    KeInitializeEvent(&first, SynchronizationEvent, FALSE);
    KeInitializeEvent(&second, SynchronizationEvent, FALSE);
}

static void set_second_later(void)
{
    sleep_for(10);
    KeSetEvent(&second, 0, FALSE);
}

static void any(void)
{
    init_events();
    KeSetEvent(&first, 0, FALSE);
    KeSetEvent(&second, 0, FALSE);
    claim(wait_two(&first, &second, WaitAny, 0) == STATUS_WAIT_0);
    claim(KeReadStateEvent(&second) == 1);
    claim(wait_two(&first, &second, WaitAny, 0) == STATUS_WAIT_1);
    start_body(set_second_later);
    claim(wait_two(&first, &second, WaitAny, SECOND) == STATUS_WAIT_1);
}

static void a_wait_for_any_takes_the_first_that_is_signalled(void **state)
{
    (void)state;
    run_body(any);
}

static void wait_for_all(void)
{
    claim(wait_two(&first, &second, WaitAll, SECOND) == STATUS_SUCCESS);
    happens('a');
}

static void all(void)
{
    init_events();
    start_body(wait_for_all);
    sleep_for(10);
    KeSetEvent(&first, 0, FALSE);
    sleep_for(10);
    claim(KeReadStateEvent(&first) == 1 && happened[0] == 0);
    claim(wait_at_most(&first, 0) == STATUS_SUCCESS);
    KeSetEvent(&second, 0, FALSE);
    sleep_for(10);
    claim(happened[0] == 0);
    KeSetEvent(&first, 0, FALSE);
    sleep_for(10);
    claim(KeReadStateEvent(&first) == 0 && KeReadStateEvent(&second) == 0);
}

static void a_wait_for_all_takes_nothing_until_all_are_signalled(void **state)
{
    (void)state;
    run_body(all);
    assert_string_equal(happened, "a");
}

static void same_twice(void)
{
    init_events();
    start_body(set_second_later);
    claim(wait_two(&second, &second, WaitAny, SECOND) == STATUS_WAIT_0);
    claim(KeReadStateEvent(&second) == 0);
    start_body(set_second_later);
    claim(wait_two(&second, &second, WaitAll, SECOND) == STATUS_SUCCESS);
    KeInitializeEvent(&second, NotificationEvent, FALSE);
    start_body(set_second_later);
    claim(wait_two(&second, &second, WaitAny, SECOND) == STATUS_WAIT_0);
}

static void one_object_may_be_waited_for_twice(void **state)
{
    (void)state;
    run_body(same_twice);
}

static void waiter_a(void)
{
    wait_for(&semaphore);
    happens('a');
}

static void waiter_b(void)
{
    wait_for(&semaphore);
    happens('b');
}

static void waiter_c(void)
{
    wait_for(&semaphore);
    happens('c');
}

static void release_one_by_one(void)
{
    KeInitializeSemaphore(&semaphore, 0, 3);
    start_body(waiter_b);
    sleep_for(1);
    start_body(waiter_c);
    sleep_for(1);
    start_body(waiter_a);
    sleep_for(1);
    for (int i = 0; i < 3; i++) {
        KeReleaseSemaphore(&semaphore, 0, 1, FALSE);
        sleep_for(1);
    }
}

static void waiters_are_served_oldest_first(void **state)
{
    (void)state;
    run_body(release_one_by_one);
    assert_string_equal(happened, "bca");
}

static void release_all_at_once(void)
{
    KeInitializeSemaphore(&semaphore, 0, 3);
    start_body(waiter_b);
    start_body(waiter_a);
    start_body(waiter_c);
    sleep_for(1);
    KeReleaseSemaphore(&semaphore, 0, 3, FALSE);
}

static void waiters_of_one_release_run_oldest_first(void **state)
{
    (void)state;
    run_body(release_all_at_once);
    assert_string_equal(happened, "bac");
}

static void relative(void)
{
    init_events();
    uint64_t start = ke_now();
    claim(wait_at_most(&first, 12345) == STATUS_TIMEOUT);
    claim(ke_now() == start + 12345);
}

static void a_relative_timeout_ends_after_just_that_time(void **state)
{
    (void)state;
    run_body(relative);
}

static void absolute(void)
{
    init_events();
    LARGE_INTEGER at = ticks((LONGLONG)ke_now() + 777);
    claim(KeWaitForSingleObject(&first, Executive, KernelMode, FALSE, &at) == STATUS_TIMEOUT);
    claim(ke_now() == (uint64_t)at.QuadPart);
    at.QuadPart -= 500;
    claim(KeWaitForSingleObject(&first, Executive, KernelMode, FALSE, &at) == STATUS_TIMEOUT);
    claim(ke_now() == (uint64_t)at.QuadPart + 500);
}

static void an_absolute_timeout_ends_at_that_time_or_at_once(void **state)
{
    (void)state;
    run_body(absolute);
}

static void poll(void)
{
    init_events();
    uint64_t start = ke_now();
    unsigned waits = seen[EV_WAIT];
    claim(wait_at_most(&first, 0) == STATUS_TIMEOUT);
    claim(ke_now() == start && seen[EV_WAIT] == waits);
}

static void a_timeout_of_zero_does_not_block(void **state)
{
    (void)state;
    count_events();
    run_body(poll);
    event_unlisten(count_event, NULL);
}

static void set_first_later(void)
{
    sleep_for(10);
    KeSetEvent(&first, 0, FALSE);
}

static void be_woken_early(void)
{
    init_events();
    start_body(set_first_later);
    claim(wait_at_most(&first, 100) == STATUS_SUCCESS);
    claim(!ke_due_first());
    sleep_for(1000);
}

static void the_timeout_of_an_ended_wait_is_gone(void **state)
{
    (void)state;
    run_body(be_woken_early);
}

static void ending(void)
{
    happens('e');
}

static void wait_for_thread(void)
{
    struct ke_thread *thread = start_body(ending);
    claim(wait_for(thread) == STATUS_SUCCESS);
    claim(happened[0] == 'e');
    claim(wait_at_most(thread, 0) == STATUS_SUCCESS);
}

static void a_thread_is_signalled_when_it_has_ended_and_stays_so(void **state)
{
    (void)state;
    run_body(wait_for_thread);
}

static void wait_for_nobody(void)
{
    ke->session_over = false;
    init_events();
    ke_label_new(&first, LABEL_EVENT);
    wait_for(&first);
}

static void waiting_for_what_never_comes_is_a_deadlock(void **state)
{
    (void)state;
    run_body_to(wait_for_nobody, KE_DEADLOCK);
    assert_non_null(strstr(ke_end()->text, "nothing can move"));
}

static KEVENT *pooled;

static void make_pooled(void)
{
    pooled = mm_pool_alloc(NonPagedPool, sizeof *pooled, 'tset', false, 0x1234);
    KeInitializeEvent(pooled, NotificationEvent, FALSE);
}

static void free_pooled(void)
{
    sleep_for(10);
    mm_pool_free(pooled, 'tset', 0x1234);
}

static void freed_while_waited_for(void)
{
    make_pooled();
    start_body(free_pooled);
    wait_at_most(pooled, SECOND);
}

static void a_wait_that_times_out_on_a_freed_object_is_0xd5(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(freed_while_waited_for, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    assert_int_equal(end->parameter[0], (ULONG_PTR)pooled);
    assert_int_equal(end->parameter[1], 1);
    assert_int_equal(end->at_100ns, ke_start_time() + SECOND);
    assert_int_equal(end->blame.armed_at, ke_start_time());
}

static void set_freed(void)
{
    make_pooled();
    mm_pool_free(pooled, 'tset', 0x1234);
    KeSetEvent(pooled, 0, FALSE);
}

static void setting_an_event_in_freed_memory_is_0xd5(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(set_freed, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    assert_in_range(end->parameter[0], (ULONG_PTR)pooled, (ULONG_PTR)(pooled + 1));
}

static void freed_after_the_wait(void)
{
    make_pooled();
    start_body(free_pooled);
    claim(wait_at_most(pooled, 5) == STATUS_TIMEOUT);
    sleep_for(SECOND);
}

static void an_object_may_go_when_nobody_waits_for_it_any_more(void **state)
{
    (void)state;
    run_body(freed_after_the_wait);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_wait_for_any_takes_the_first_that_is_signalled),
        test(a_wait_for_all_takes_nothing_until_all_are_signalled),
        test(one_object_may_be_waited_for_twice),
        test(waiters_are_served_oldest_first),
        test(waiters_of_one_release_run_oldest_first),
        test(a_relative_timeout_ends_after_just_that_time),
        test(an_absolute_timeout_ends_at_that_time_or_at_once),
        test(a_timeout_of_zero_does_not_block),
        test(the_timeout_of_an_ended_wait_is_gone),
        test(a_thread_is_signalled_when_it_has_ended_and_stays_so),
        test(waiting_for_what_never_comes_is_a_deadlock),
        test(a_wait_that_times_out_on_a_freed_object_is_0xd5),
        test(setting_an_event_in_freed_memory_is_0xd5),
        test(an_object_may_go_when_nobody_waits_for_it_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
