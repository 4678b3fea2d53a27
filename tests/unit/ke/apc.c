/* Claims about special kernel APCs. Semantics 64: they break into waits that are not alertable; APC_LEVEL and guarded regions hold them back. */
#include "test.h"

static KEVENT event, inner;
static struct ke_apc apc, second_apc;
static struct ke_thread *waiting;
static KIRQL old;

static void note(struct ke_apc *self)
{
    claim(self == &apc && ke_irql() == APC_LEVEL);
    claim(!waiting || ke_current() == waiting);
    happens('a');
}

static void note_second(struct ke_apc *self)
{
    (void)self;
    happens('b');
}

static void init(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeInitializeEvent(&inner, NotificationEvent, FALSE);
    apc = (struct ke_apc){.run = note};
    second_apc = (struct ke_apc){.run = note_second};
    waiting = NULL;
}

static void waiter(void)
{
    claim(wait_for(&event) == STATUS_SUCCESS);
    happens('w');
}

static void queue_for_a_waiter(fixture_body *body)
{
    init();
    waiting = start_body(body);
    sleep_for(10);
    ke_apc_queue(waiting, &apc);
    sleep_for(10);
    happens('s');
    KeSetEvent(&event, 0, FALSE);
}

static void break_in(void)
{
    queue_for_a_waiter(waiter);
}

static void an_apc_runs_in_a_waiting_thread_and_the_wait_goes_on(void **state)
{
    (void)state;
    run_body(break_in);
    assert_string_equal(happened, "asw");
}

static void waiter_at_apc_level(void)
{
    KeRaiseIrql(APC_LEVEL, &old);
    waiter();
    KeLowerIrql(old);
    happens('l');
}

static void held_by_irql(void)
{
    queue_for_a_waiter(waiter_at_apc_level);
}

static void apc_level_holds_it_back(void **state)
{
    (void)state;
    run_body(held_by_irql);
    assert_string_equal(happened, "swal");
}

static void guarded_waiter(void)
{
    KeEnterGuardedRegion();
    claim(KeAreAllApcsDisabled() && KeAreApcsDisabled());
    waiter();
    KeLeaveGuardedRegion();
    happens('l');
    claim(!KeAreAllApcsDisabled());
}

static void held_by_region(void)
{
    queue_for_a_waiter(guarded_waiter);
}

static void a_guarded_region_holds_it_back(void **state)
{
    (void)state;
    run_body(held_by_region);
    assert_string_equal(happened, "swal");
}

static void critical_waiter(void)
{
    KeEnterCriticalRegion();
    claim(KeAreApcsDisabled() && !KeAreAllApcsDisabled());
    waiter();
    KeLeaveCriticalRegion();
}

static void not_held_by_critical_region(void)
{
    queue_for_a_waiter(critical_waiter);
}

static void a_critical_region_does_not_hold_it_back(void **state)
{
    (void)state;
    run_body(not_held_by_critical_region);
    assert_string_equal(happened, "asw");
}

static void for_itself(void)
{
    init();
    waiting = ke_current();
    ke_apc_queue(waiting, &apc);
    happens('1');
    KeRaiseIrql(DISPATCH_LEVEL, &old);
    ke_apc_queue(waiting, &apc);
    ke_apc_queue(waiting, &second_apc);
    happens('2');
    KeLowerIrql(APC_LEVEL);
    happens('3');
    KeLowerIrql(PASSIVE_LEVEL);
}

static void in_the_current_thread_it_runs_as_soon_as_irql_allows(void **state)
{
    (void)state;
    run_body(for_itself);
    assert_string_equal(happened, "a123ab");
}

static void waiter_with_timeout(void)
{
    uint64_t start = ke_now();
    claim(wait_at_most(&event, 100) == STATUS_TIMEOUT);
    claim(ke_now() == start + 100);
}

static void break_into_a_timeout(void)
{
    init();
    waiting = start_body(waiter_with_timeout);
    sleep_for(40);
    ke_apc_queue(waiting, &apc);
    sleep_for(100);
}

static void a_wait_that_was_broken_into_keeps_its_deadline(void **state)
{
    (void)state;
    run_body(break_into_a_timeout);
    assert_string_equal(happened, "a");
}

static void wait_inside(struct ke_apc *self)
{
    (void)self;
    claim(ke_wait_one(&inner, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    happens('i');
}

static void wait_in_an_apc(void)
{
    init();
    apc.run = wait_inside;
    waiting = start_body(waiter);
    sleep_for(10);
    ke_apc_queue(waiting, &apc);
    sleep_for(10);
    KeSetEvent(&inner, 0, FALSE);
    sleep_for(10);
    happens('s');
    KeSetEvent(&event, 0, FALSE);
}

static void an_apc_may_wait_itself(void **state)
{
    (void)state;
    run_body(wait_in_an_apc);
    assert_string_equal(happened, "isw");
}

static void another_waiter(void)
{
    wait_for(&event);
    happens('o');
}

static void order_of_waiters(void)
{
    init();
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    waiting = start_body(guarded_waiter);
    sleep_for(1);
    start_body(another_waiter);
    sleep_for(1);
    ke_apc_queue(waiting, &apc);
    sleep_for(1);
    KeSetEvent(&event, 0, FALSE);
    sleep_for(1);
    KeSetEvent(&event, 0, FALSE);
}

static void an_apc_that_is_held_back_does_not_change_the_order_of_waiters(void **state)
{
    (void)state;
    run_body(order_of_waiters);
    assert_string_equal(happened, "walo");
}

static void waiter_at_apc_level_in_order(void)
{
    KeRaiseIrql(APC_LEVEL, &old);
    wait_for(&event);
    happens('w');
    KeLowerIrql(old);
}

static void order_of_waiters_at_apc_level(void)
{
    init();
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    waiting = start_body(waiter_at_apc_level_in_order);
    sleep_for(1);
    start_body(another_waiter);
    sleep_for(1);
    ke_apc_queue(waiting, &apc);
    sleep_for(1);
    KeSetEvent(&event, 0, FALSE);
    sleep_for(1);
    KeSetEvent(&event, 0, FALSE);
}

static void nor_at_apc_level(void **state)
{
    (void)state;
    run_body(order_of_waiters_at_apc_level);
    assert_string_equal(happened, "wao");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_apc_runs_in_a_waiting_thread_and_the_wait_goes_on),
        test(apc_level_holds_it_back),
        test(a_guarded_region_holds_it_back),
        test(a_critical_region_does_not_hold_it_back),
        test(in_the_current_thread_it_runs_as_soon_as_irql_allows),
        test(a_wait_that_was_broken_into_keeps_its_deadline),
        test(an_apc_may_wait_itself),
        test(an_apc_that_is_held_back_does_not_change_the_order_of_waiters),
        test(nor_at_apc_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
