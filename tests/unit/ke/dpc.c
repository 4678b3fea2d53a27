/* Claims about DPCs. Semantics 46, 47; WDK: "Organization of DPC queues". */
#include "test.h"

static KDPC dpc, others[6];
static unsigned runs;

static void note(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)b;
    claim(KeGetCurrentIrql() == DISPATCH_LEVEL && KeIsExecutingDpc());
    happens(context ? *(const char *)context : (char)(uintptr_t)a);
    runs++;
}

static void note_processor(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    happens((char)('0' + KeGetCurrentProcessorNumber()));
}

static BOOLEAN queue(KDPC *which, char letter)
{
    return KeInsertQueueDpc(which, (PVOID)(uintptr_t)letter, NULL);
}

static void insert_twice(void)
{
    KeInitializeDpc(&dpc, note, NULL);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    claim(queue(&dpc, 'a') == TRUE);
    claim(queue(&dpc, 'b') == FALSE);
    KeLowerIrql(old);
}

static void second_insert_keeps_first_arguments(void **state)
{
    (void)state;
    run_body(insert_twice);
    assert_string_equal(happened, "a");
}

static void arguments(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    claim(self == &dpc && context == &runs && a == (PVOID)1 && b == (PVOID)2);
    claim(self->SystemArgument1 == a && self->SystemArgument2 == b);
    happens('r');
}

static void insert_with_arguments(void)
{
    KeInitializeDpc(&dpc, arguments, &runs);
    KeInsertQueueDpc(&dpc, (PVOID)1, (PVOID)2);
    claim(happened[0] == 'r');
}

static void a_dpc_runs_before_a_caller_below_dispatch_level_goes_on(void **state)
{
    (void)state;
    run_body(insert_with_arguments);
}

static void queue_itself(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)context, (void)b;
    happens((char)(uintptr_t)a);
    if ((uintptr_t)a == 'a')
        claim(queue(self, 'b') == TRUE);
}

static void insert_requeueing(void)
{
    KeInitializeDpc(&dpc, queue_itself, NULL);
    queue(&dpc, 'a');
}

static void a_running_dpc_may_be_queued_again(void **state)
{
    (void)state;
    run_body(insert_requeueing);
    assert_string_equal(happened, "ab");
}

static void importances(void)
{
    static const KDPC_IMPORTANCE order[] = {MediumImportance, LowImportance, HighImportance, MediumHighImportance, HighImportance};
    KIRQL old = KeRaiseIrqlToDpcLevel();
    for (int i = 0; i < 5; i++) {
        KeInitializeDpc(&others[i], note, NULL);
        KeSetImportanceDpc(&others[i], order[i]);
        queue(&others[i], (char)('1' + i));
    }
    KeLowerIrql(old);
}

static void high_importance_goes_to_the_head_and_all_else_to_the_tail(void **state)
{
    (void)state;
    run_body(importances);
    assert_string_equal(happened, "53124");
}

static void low_waits(void)
{
    KeInitializeDpc(&dpc, note, NULL);
    KeSetImportanceDpc(&dpc, LowImportance);
    queue(&dpc, 'l');
    claim(runs == 0);
    KeInitializeDpc(&others[0], note, NULL);
    queue(&others[0], 'm');
    claim(runs == 2);
}

static void a_low_dpc_waits_for_another_reason_to_drain(void **state)
{
    (void)state;
    runs = 0;
    run_body(low_waits);
    assert_string_equal(happened, "lm");
}

static void low_and_idle(void)
{
    KeInitializeDpc(&dpc, note, NULL);
    KeSetImportanceDpc(&dpc, LowImportance);
    queue(&dpc, 'l');
    claim(runs == 0);
    uint64_t start = ke_now();
    sleep_for(100);
    claim(runs == 1 && ke_now() == start + 100);
}

static void an_idle_processor_drains_before_time_moves(void **state)
{
    (void)state;
    runs = 0;
    run_body(low_and_idle);
}

static void many_low(void)
{
    for (int i = 0; i < 5; i++) {
        KeInitializeDpc(&others[i], note, NULL);
        KeSetImportanceDpc(&others[i], LowImportance);
        queue(&others[i], 'l');
        claim(runs == (i < 4 ? 0 : 5));
    }
}

static void a_deep_queue_is_drained_although_all_are_low(void **state)
{
    (void)state;
    runs = 0;
    run_body(many_low);
}

static void remove_it(void)
{
    KeInitializeDpc(&dpc, note, NULL);
    claim(KeRemoveQueueDpc(&dpc) == FALSE);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    queue(&dpc, 'a');
    claim(KeRemoveQueueDpc(&dpc) == TRUE);
    claim(KeRemoveQueueDpc(&dpc) == FALSE);
    KeLowerIrql(old);
    claim(runs == 0);
}

static void a_removed_dpc_does_not_run(void **state)
{
    (void)state;
    runs = 0;
    run_body(remove_it);
}

static void on_its_target(void)
{
    PROCESSOR_NUMBER number = {.Number = 3};
    KeInitializeDpc(&dpc, note_processor, NULL);
    KeSetTargetProcessorDpc(&dpc, 2);
    queue(&dpc, 0);
    claim(ke_armed_find(&dpc)->cpu == 2);
    claim(happened[0] == 0);
    KeFlushQueuedDpcs();
    KeInitializeDpc(&dpc, note_processor, NULL);
    claim(KeSetTargetProcessorDpcEx(&dpc, &number) == STATUS_INVALID_PARAMETER);
    number.Number = 1;
    claim(KeSetTargetProcessorDpcEx(&dpc, &number) == STATUS_SUCCESS);
    queue(&dpc, 0);
    KeFlushQueuedDpcs();
}

static void a_dpc_runs_on_its_target_processor(void **state)
{
    (void)state;
    run_body_on(3, on_its_target);
    assert_string_equal(happened, "21");
}

/* A thread that keeps processor 1 busy below DISPATCH_LEVEL and lets others move. */
static volatile bool busy;
static KEVENT there;

static void keep_busy_on(KAFFINITY processor)
{
    KeSetSystemAffinityThread(processor);
    KeSetEvent(&there, 0, FALSE);
    while (busy)
        YieldProcessor();
}

static void keep_busy(void)
{
    keep_busy_on(2);
}

static void queue_for_the_busy(KDPC_IMPORTANCE importance)
{
    busy = true;
    KeInitializeEvent(&there, NotificationEvent, FALSE);
    start_body(keep_busy);
    KeSetSystemAffinityThread(1);
    wait_for(&there);
    KeInitializeDpc(&dpc, note_processor, NULL);
    KeSetTargetProcessorDpc(&dpc, 1);
    KeSetImportanceDpc(&dpc, importance);
    queue(&dpc, 0);
    claim(ke->cpus[1].dpc_request == (importance >= HighImportance));
    KeFlushQueuedDpcs();
    busy = false;
}

static void medium_elsewhere(void)
{
    queue_for_the_busy(MediumImportance);
}

static void medium_high_elsewhere(void)
{
    queue_for_the_busy(MediumHighImportance);
}

static void high_elsewhere(void)
{
    queue_for_the_busy(HighImportance);
}

static void another_processor_is_interrupted_for_medium_high_and_high_only(void **state)
{
    (void)state;
    run_body_on(2, medium_elsewhere);
    run_body_on(2, medium_high_elsewhere);
    run_body_on(2, high_elsewhere);
    assert_string_equal(happened, "111");
}

static void flush(void)
{
    runs = 0;
    for (int i = 0; i < 3; i++) {
        KeInitializeDpc(&others[i], note, NULL);
        KeSetTargetProcessorDpc(&others[i], (CCHAR)i);
        KeSetImportanceDpc(&others[i], LowImportance);
        queue(&others[i], 'f');
    }
    KeFlushQueuedDpcs();
    claim(runs == 3);
}

static void a_flush_waits_for_what_was_queued_on_all_processors(void **state)
{
    (void)state;
    run_body_on(3, flush);
}

static KDPC chain;

static void requeue_for_ever(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)context, (void)a, (void)b;
    if (runs++ < 50)
        queue(self, 'x');
}

static void flush_with_later_ones(void)
{
    runs = 0;
    KeSetSystemAffinityThread(1);
    KeInitializeDpc(&chain, requeue_for_ever, NULL);
    KeSetTargetProcessorDpc(&chain, 1);
    queue(&chain, 'x');
    KeFlushQueuedDpcs();
    claim(runs >= 1);
}

static void a_flush_ends_although_a_dpc_queues_itself_again(void **state)
{
    (void)state;
    run_body_on(2, flush_with_later_ones);
}

static void slow(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    happens('<');
    KeStallExecutionProcessor(1);
    happens('>');
}

static void remove_while_it_runs(void)
{
    KeSetSystemAffinityThread(1);
    KeInitializeDpc(&dpc, slow, NULL);
    KeSetTargetProcessorDpc(&dpc, 1);
    KeSetImportanceDpc(&dpc, HighImportance);
    queue(&dpc, 0);
    claim(strcmp(happened, "<") == 0);
    claim(KeRemoveQueueDpc(&dpc) == FALSE);
    happens('r');
    KeFlushQueuedDpcs();
    happens('f');
}

static void removing_does_not_wait_for_a_running_dpc_but_a_flush_does(void **state)
{
    (void)state;
    follow({.routine = DDI_KeInsertQueueDpc, .leaving = true, .move = MOVE_PROCESSOR, .value = 1},
           {.routine = DDI_KeStallExecutionProcessor, .move = MOVE_PROCESSOR, .value = 0});
    run_body_on(2, remove_while_it_runs);
    assert_string_equal(happened, "<r>f");
}

static void run_on_two(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)context, (void)a, (void)b;
    happens('<');
    if (runs++ == 0) {
        KeSetTargetProcessorDpc(self, 0);
        queue(self, 0);
        KeStallExecutionProcessor(1);
    }
    happens('>');
}

static void on_two_processors_at_once(void)
{
    runs = 0;
    KeSetSystemAffinityThread(1);
    KeInitializeDpc(&dpc, run_on_two, NULL);
    KeSetTargetProcessorDpc(&dpc, 1);
    queue(&dpc, 0);
    KeMemoryBarrier();
    KeFlushQueuedDpcs();
}

static void one_dpc_may_run_on_two_processors_at_once(void **state)
{
    (void)state;
    follow({.routine = DDI_KeInsertQueueDpc, .leaving = true, .move = MOVE_PROCESSOR, .value = 1},
           {.routine = DDI_KeStallExecutionProcessor, .move = MOVE_PROCESSOR, .value = 0});
    run_body_on(2, on_two_processors_at_once);
    assert_string_equal(happened, "<<>>");
}

static void flush_at_dispatch(void)
{
    KeRaiseIrqlToDpcLevel();
    KeFlushQueuedDpcs();
}

static void flushing_above_passive_level_is_0xc4_e5(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(flush_at_dispatch, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0xE5);
}

static void threaded(void)
{
    static const char letter = 't';
    KeInitializeThreadedDpc(&dpc, note, (PVOID)&letter);
    claim(dpc.Type == ThreadedDpcObject && ke_armed_find(&dpc)->threaded);
    queue(&dpc, 0);
}

static void a_threaded_dpc_runs_as_an_ordinary_one(void **state)
{
    (void)state;
    run_body(threaded);
    assert_string_equal(happened, "t");
}

static void initialised(void)
{
    memset(&dpc, 0xFF, sizeof dpc);
    KeInitializeDpc(&dpc, note, &runs);
    claim(dpc.Type == DpcObject && dpc.Importance == MediumImportance && dpc.Number == 0 && dpc.DeferredRoutine == note && dpc.DeferredContext == &runs);
    claim(!ke_armed_find(&dpc)->threaded);
    KeSetImportanceDpc(&dpc, HighImportance);
    claim(dpc.Importance == HighImportance);
    claim(!dpc.SystemArgument1 && !dpc.SystemArgument2 && !dpc.DpcData);
}

static void what_lay_in_the_memory_of_a_dpc_before_does_not_matter(void **state)
{
    (void)state;
    run_body(initialised);
}

static void many_elsewhere(void)
{
    busy = true;
    KeInitializeEvent(&there, NotificationEvent, FALSE);
    start_body(keep_busy);
    KeSetSystemAffinityThread(1);
    wait_for(&there);
    for (int i = 0; i < 5; i++) {
        KeInitializeDpc(&others[i], note_processor, NULL);
        KeSetTargetProcessorDpc(&others[i], 1);
        queue(&others[i], 0);
        claim(ke->cpus[1].dpc_request == (i == 4));
    }
    KeFlushQueuedDpcs();
    busy = false;
}

static void another_processor_is_interrupted_when_its_queue_is_deep(void **state)
{
    (void)state;
    run_body_on(2, many_elsewhere);
    assert_string_equal(happened, "11111");
}

static void low_after_another(void)
{
    KeInitializeDpc(&dpc, note, NULL);
    queue(&dpc, 'm');
    KeInitializeDpc(&others[0], note, NULL);
    KeSetImportanceDpc(&others[0], LowImportance);
    queue(&others[0], 'l');
    KeLowerIrql(KeRaiseIrqlToDpcLevel()); /* what the first one asked for is done with */
    claim(runs == 1);
}

static void a_low_dpc_is_not_taken_along_by_one_that_ran_before(void **state)
{
    (void)state;
    runs = 0;
    run_body(low_after_another);
}

static KDPC later;

static void queue_later(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    KeInitializeDpc(&later, note, NULL);
    KeSetTargetProcessorDpc(&later, 2);
    KeSetImportanceDpc(&later, LowImportance);
    queue(&later, 'x');
}

static void keep_the_third_busy(void)
{
    keep_busy_on(4);
}

static void flush_without_the_later(void)
{
    busy = true;
    KeInitializeEvent(&there, NotificationEvent, FALSE);
    start_body(keep_the_third_busy);
    KeSetSystemAffinityThread(1);
    wait_for(&there);
    KeInitializeDpc(&dpc, queue_later, NULL);
    KeSetTargetProcessorDpc(&dpc, 1);
    KeSetImportanceDpc(&dpc, LowImportance);
    queue(&dpc, 0);
    KeFlushQueuedDpcs();
    claim(ke_armed_find(&later)->queued && runs == 0);
    busy = false;
}

static void a_flush_does_not_wait_for_what_was_queued_after_it_began(void **state)
{
    (void)state;
    runs = 0;
    run_body_on(3, flush_without_the_later);
    assert_int_equal(runs, 1);
}

static void poll(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    for (int i = 0; i < 600; i++)
        ke_spin_poll();
    runs++;
}

static void poll_one_after_the_other(void)
{
    KIRQL old = KeRaiseIrqlToDpcLevel();
    for (int i = 0; i < 3; i++) {
        KeInitializeDpc(&others[i], poll, NULL);
        queue(&others[i], 0);
    }
    KeLowerIrql(old);
    claim(runs == 3);
}

static void each_dpc_may_poll_as_long_as_any_other(void **state)
{
    (void)state;
    runs = 0;
    run_body(poll_one_after_the_other);
}

static void on_a_stack(void)
{
    KDPC local;
    KeInitializeDpc(&local, note, NULL);
    KeSetImportanceDpc(&local, LowImportance);
    queue(&local, 'l');
} /* it stays queued */

static void gone_with_its_thread(void)
{
    start_body(on_a_stack);
    sleep_for(100);
}

static void a_dpc_on_a_stack_that_is_gone_is_0xd5(void **state)
{
    (void)state;
    assert_string_equal(run_body_to_bugcheck(gone_with_its_thread, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL)->text, "it lies on the stack of a routine that has returned");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(second_insert_keeps_first_arguments),
        test(a_dpc_runs_before_a_caller_below_dispatch_level_goes_on),
        test(a_running_dpc_may_be_queued_again),
        test(high_importance_goes_to_the_head_and_all_else_to_the_tail),
        test(a_low_dpc_waits_for_another_reason_to_drain),
        test(an_idle_processor_drains_before_time_moves),
        test(a_deep_queue_is_drained_although_all_are_low),
        test(a_removed_dpc_does_not_run),
        test(a_dpc_runs_on_its_target_processor),
        test(another_processor_is_interrupted_for_medium_high_and_high_only),
        test(a_flush_waits_for_what_was_queued_on_all_processors),
        test(a_flush_ends_although_a_dpc_queues_itself_again),
        test(removing_does_not_wait_for_a_running_dpc_but_a_flush_does),
        test(one_dpc_may_run_on_two_processors_at_once),
        test(flushing_above_passive_level_is_0xc4_e5),
        test(a_threaded_dpc_runs_as_an_ordinary_one),
        test(what_lay_in_the_memory_of_a_dpc_before_does_not_matter),
        test(another_processor_is_interrupted_when_its_queue_is_deep),
        test(a_low_dpc_is_not_taken_along_by_one_that_ran_before),
        test(a_flush_does_not_wait_for_what_was_queued_after_it_began),
        test(each_dpc_may_poll_as_long_as_any_other),
        test(a_dpc_on_a_stack_that_is_gone_is_0xd5),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
