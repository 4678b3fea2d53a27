/* Claims about which thread runs where. Semantics 63. */
#include "test.h"

static KEVENT event, done;
static KPRIORITY priority;
static KAFFINITY allowed;

static void waiter(void)
{
    KeSetPriorityThread(KeGetCurrentThread(), priority);
    wait_for(&event);
    happens('w');
}

static void set_for_a_waiter(KPRIORITY wanted)
{
    priority = wanted;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    start_body(waiter);
    sleep_for(10);
    KeSetEvent(&event, 0, FALSE);
    happens('m');
}

static void higher(void)
{
    set_for_a_waiter(9);
}

static void equal(void)
{
    set_for_a_waiter(8);
}

static void lower(void)
{
    set_for_a_waiter(7);
}

static void a_readied_thread_of_higher_priority_runs_before_the_call_returns(void **state)
{
    (void)state;
    run_body(higher);
    assert_string_equal(happened, "wm");
}

static void others_wait_until_the_processor_is_given_up(void **state)
{
    (void)state;
    run_body(equal);
    run_body(lower);
    assert_string_equal(happened, "mwmw");
}

static void letter_a(void)
{
    happens('a');
}

static void letter_b(void)
{
    happens('b');
}

static void letter_c(void)
{
    happens('c');
}

static void by_priority(void)
{
    KeSetPriorityThread(KeGetCurrentThread(), 20);
    KeSetPriorityThread((PKTHREAD)start_body(letter_a), 5);
    KeSetPriorityThread((PKTHREAD)start_body(letter_b), 15);
    KeSetPriorityThread((PKTHREAD)start_body(letter_c), 10);
    happens('m');
}

static void ready_threads_run_by_priority(void **state)
{
    (void)state;
    run_body(by_priority);
    assert_string_equal(happened, "mbca");
}

static void first_come(void)
{
    start_body(letter_c);
    start_body(letter_a);
    start_body(letter_b);
}

static void equal_priorities_run_in_the_order_of_becoming_ready(void **state)
{
    (void)state;
    run_body(first_come);
    assert_string_equal(happened, "cab");
}

static void preempted(void)
{
    priority = 12;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    start_body(waiter);
    sleep_for(10);
    start_body(letter_a);
    KeSetEvent(&event, 0, FALSE);
    happens('m');
}

static void a_preempted_thread_goes_on_before_its_equals(void **state)
{
    (void)state;
    run_body(preempted);
    assert_string_equal(happened, "wma");
}

static void where(void)
{
    happens((char)('0' + KeGetCurrentProcessorNumber()));
}

static void on_idle_processors(void)
{
    sleep_for(10); /* the system's own threads have started and wait */
    where();
    start_body(where);
    start_body(where);
    wait_for(start_body(where));
}

static void idle_processors_take_readied_threads(void **state)
{
    (void)state;
    run_body_on(3, on_idle_processors);
    assert_int_equal(strlen(happened), 4);
    assert_non_null(strchr(happened, '1'));
    assert_non_null(strchr(happened, '2'));
}

static void move_about(void)
{
    for (allowed = 1; allowed < 8; allowed <<= 1) {
        KeSetSystemAffinityThread(allowed);
        where();
    }
    claim(KeSetSystemAffinityThreadEx(2) == 4);
    where();
    sleep_for(10);
    where();
    KeRevertToUserAffinityThread();
}

static void a_thread_moves_to_a_processor_of_its_affinity_at_once(void **state)
{
    (void)state;
    run_body_on(3, move_about);
    assert_string_equal(happened, "01211");
}

static void bound_to_processor_1(void)
{
    KeSetSystemAffinityThread(2);
    wait_for(&event);
    where();
    KeSetEvent(&done, 0, FALSE);
}

static void busy_on_processor_1(void)
{
    KeSetSystemAffinityThread(2);
    KeSetPriorityThread(KeGetCurrentThread(), 10);
    KeSetEvent(&event, 0, FALSE);
    happens('b');
    sleep_for(10);
}

static void stay_with_affinity(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeInitializeEvent(&done, NotificationEvent, FALSE);
    start_body(bound_to_processor_1);
    sleep_for(10);
    start_body(busy_on_processor_1);
    wait_for(&done);
}

static void a_ready_thread_waits_for_a_processor_of_its_affinity(void **state)
{
    (void)state;
    run_body_on(2, stay_with_affinity);
    assert_string_equal(happened, "b1");
}

static void never(void)
{
    happens('x');
    ke_thread_exit(STATUS_CANCELLED);
}

static void end_early(void)
{
    struct ps_thread *thread = ps_system_thread(ps_system_process(), fixture_start_body, (void *)(uintptr_t)never, "test");
    wait_for(&thread->ke);
    claim(thread->ke.exit_status == STATUS_CANCELLED && thread->ke.state == KE_TERMINATED);
}

static void a_thread_ends_with_the_status_it_gives(void **state)
{
    (void)state;
    run_body(end_early);
    assert_string_equal(happened, "x");
}

/* --- a DPC on top of an idle processor ------------------------------------------------------------------------------------------------------------- */

static ULONG waiters_processor, dpcs_processor;

static void sleeper(void)
{
    waiters_processor = KeGetCurrentProcessorNumber();
    KeSetEvent(&done, 0, FALSE);
    wait_for(&event);
    waiters_processor = KeGetCurrentProcessorNumber();
}

static void set_event(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    (void)dpc, (void)context, (void)a, (void)b;
    dpcs_processor = KeGetCurrentProcessorNumber();
    KeSetEvent(&event, 0, FALSE);
}

static void wake_from_dpc(void)
{
    static KTIMER timer;
    static KDPC dpc;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeInitializeEvent(&done, NotificationEvent, FALSE);
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, set_event, NULL);
    start_body(sleeper);
    wait_for(&done);
    sleep_for(10);
    KeSetTargetProcessorDpc(&dpc, (CCHAR)waiters_processor);
    KeSetTimer(&timer, ticks(-SECOND), &dpc);
}

/* Else no schedule would show what a thread can do to a DPC that has woken it and goes on. */
static void a_thread_that_a_dpc_wakes_does_not_wait_for_the_end_of_the_dpc(void **state)
{
    (void)state;
    run_body_on(2, wake_from_dpc);
    assert_int_not_equal(waiters_processor, dpcs_processor);
    run_body_on(1, wake_from_dpc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_readied_thread_of_higher_priority_runs_before_the_call_returns),
        test(others_wait_until_the_processor_is_given_up),
        test(ready_threads_run_by_priority),
        test(equal_priorities_run_in_the_order_of_becoming_ready),
        test(a_preempted_thread_goes_on_before_its_equals),
        test(idle_processors_take_readied_threads),
        test(a_thread_moves_to_a_processor_of_its_affinity_at_once),
        test(a_ready_thread_waits_for_a_processor_of_its_affinity),
        test(a_thread_ends_with_the_status_it_gives),
        cmocka_unit_test(a_thread_that_a_dpc_wakes_does_not_wait_for_the_end_of_the_dpc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
