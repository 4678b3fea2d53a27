/* Claims about the rarer questions about processors and stacks. */
#include "test.h"

static void nodes(void)
{
    GROUP_AFFINITY affinity;
    USHORT count = 9;
    claim(KeQueryHighestNodeNumber() == 0 && KeGetCurrentNodeNumber() == 0);
    KeQueryNodeActiveAffinity(0, &affinity, &count);
    claim(affinity.Mask == 7 && affinity.Group == 0 && count == 3);
    KeQueryNodeActiveAffinity(1, &affinity, &count);
    claim(affinity.Mask == 0 && count == 0);
    KeQueryNodeActiveAffinity(0, NULL, NULL);
    claim(KeQueryNodeMaximumProcessorCount(0) == 3 && KeQueryNodeActiveProcessorCount(0) == 3 && KeQueryNodeActiveProcessorCount(1) == 0);
    claim(KeQueryNodeMaximumProcessorCount(1) == 0);
    claim(KeQueryNodeActiveAffinity2(1, &affinity, 1, &count) == STATUS_INVALID_PARAMETER);
    claim(KeQueryNodeActiveAffinity2(0, &affinity, 0, &count) == STATUS_BUFFER_TOO_SMALL && count == 1);
    claim(KeQueryNodeActiveAffinity2(0, &affinity, 1, &count) == STATUS_SUCCESS && affinity.Mask == 7);
}

static void all_processors_are_in_one_node(void **state)
{
    (void)state;
    run_body_on(3, nodes);
}

static void small_questions(void)
{
    KDPC_WATCHDOG_INFORMATION watchdog = {.DpcTimeLimit = 7};
    ULONG64 value;
    KIRQL old = KeRaiseIrqlToDpcLevel();
    claim(KeQueryDpcWatchdogInformation(&watchdog) == STATUS_SUCCESS && watchdog.DpcTimeLimit == 0);
    KeLowerIrql(old);
    claim(KeQueryAuxiliaryCounterFrequency(&value) == STATUS_NOT_SUPPORTED);
    claim(KeConvertAuxiliaryCounterToPerformanceCounter(1, &value, NULL) == STATUS_NOT_SUPPORTED);
    claim(KeConvertPerformanceCounterToAuxiliaryCounter(1, &value, NULL) == STATUS_NOT_SUPPORTED);
    claim(KeGetRecommendedSharedDataAlignment() == SYSTEM_CACHE_ALIGNMENT_SIZE);
    KeInvalidateAllCaches();
}

static void what_there_is_not_says_so(void **state)
{
    (void)state;
    run_body(small_questions);
}

static void raise_to_synch(void)
{
    KIRQL old = KeRaiseIrqlToSynchLevel();
    claim(old == PASSIVE_LEVEL && KeGetCurrentIrql() == 12);
    KeLowerIrql(old);
    claim(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

static void raise_from_above(void)
{
    KfRaiseIrql(HIGH_LEVEL);
    KeRaiseIrqlToSynchLevel();
}

static void synch_level_is_12_and_is_raised_to(void **state)
{
    (void)state;
    run_body(raise_to_synch);
    assert_int_equal(run_body_to_bugcheck(raise_from_above, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0x30);
}

static void move_around(void)
{
    GROUP_AFFINITY to = {.Mask = 4}, before = {.Mask = 99}, none = {0};
    KeSetSystemGroupAffinityThread(&to, &before);
    claim(KeGetCurrentProcessorNumber() == 2 && before.Mask == 0);
    to.Mask = 2;
    KeSetSystemGroupAffinityThread(&to, &before);
    claim(KeGetCurrentProcessorNumber() == 1 && before.Mask == 4);
    KeSetSystemGroupAffinityThread(&none, NULL);
    claim(KeGetCurrentProcessorNumber() == 1 && ke_current()->affinity == 2);
    KeRevertToUserGroupAffinityThread(&before);
    claim(KeGetCurrentProcessorNumber() == 2 && ke_current()->affinity == 4);
    KeRevertToUserGroupAffinityThread(&none);
    claim((ke_current()->affinity & 7) == 7);
}

static void a_thread_is_on_an_allowed_processor_when_the_routine_returns(void **state)
{
    (void)state;
    run_body_on(3, move_around);
}

/* --- calling back ------------------------------------------------------------------------------------------------------------------------------------ */

static ULONG_PTR NTAPI broadcast(ULONG_PTR context)
{
    claim(KeGetCurrentIrql() == IPI_LEVEL);
    return context + 1;
}

static VOID NTAPI callout(PVOID parameter)
{
    *(int *)parameter += 1;
}

static void call_out(void)
{
    int calls = 0;
    claim(KeIpiGenericCall(broadcast, 41) == 42 && KeGetCurrentIrql() == PASSIVE_LEVEL);
    claim(KeExpandKernelStackAndCallout(callout, &calls, 8192) == STATUS_SUCCESS && calls == 1);
    claim(KeExpandKernelStackAndCallout(callout, &calls, 1 << 20) == STATUS_INVALID_PARAMETER_3 && calls == 1);
    claim(KeExpandKernelStackAndCalloutEx(callout, &calls, 8192, TRUE, NULL) == STATUS_SUCCESS && calls == 2);
    claim(KeExpandKernelStackAndCalloutEx(callout, &calls, 8192, TRUE, &calls) == STATUS_INVALID_PARAMETER_5);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    claim(KeExpandKernelStackAndCalloutEx(callout, &calls, 8192, TRUE, NULL) == STATUS_INVALID_PARAMETER_4);
    claim(KeExpandKernelStackAndCalloutEx(callout, &calls, 8192, FALSE, NULL) == STATUS_SUCCESS && calls == 3);
    KeLowerIrql(old);
}

static void broadcast_to_two(void)
{
    KeIpiGenericCall(broadcast, 0);
}

static void the_drivers_routine_is_called(void **state)
{
    (void)state;
    run_body(call_out);
    assert_int_equal(run_machine_on(2, broadcast_to_two)->outcome, KE_NOT_MODELLED);
}

static BOOLEAN yields;
static KDPC dpc, other;

static VOID NTAPI ask(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    yields = KeShouldYieldProcessor();
}

static void queue_two(void)
{
    KeInitializeDpc(&dpc, ask, NULL);
    KeInitializeDpc(&other, ask, NULL);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    claim(!KeShouldYieldProcessor());
    KeInsertQueueDpc(&dpc, NULL, NULL);
    claim(KeShouldYieldProcessor());
    KeLowerIrql(old);
    claim(!yields);
}

static void a_dpc_should_yield_when_another_waits(void **state)
{
    (void)state;
    run_body(queue_two);
}

/* --- processor change ------------------------------------------------------------------------------------------------------------------------------- */

static LONG refuse;

static VOID NTAPI on_processor(PVOID context, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change, PNTSTATUS status)
{
    claim(context == &refuse && change->NtNumber == change->ProcNumber.Number);
    happens((char)((change->State == KeProcessorAddStartNotify ? 'a' : change->State == KeProcessorAddCompleteNotify ? 'A' : 'x') + (char)change->NtNumber));
    if (change->State == KeProcessorAddStartNotify && (LONG)change->NtNumber == refuse)
        *status = STATUS_INSUFFICIENT_RESOURCES;
}

static void register_all(void)
{
    refuse = -1;
    PVOID handle = KeRegisterProcessorChangeCallback(on_processor, &refuse, KE_PROCESSOR_CHANGE_ADD_EXISTING);
    claim(handle != NULL);
    KeDeregisterProcessorChangeCallback(handle);
    happens('-');
    handle = KeRegisterProcessorChangeCallback(on_processor, &refuse, 0);
    claim(handle != NULL);
    KeDeregisterProcessorChangeCallback(handle);
    refuse = 1;
    claim(KeRegisterProcessorChangeCallback(on_processor, &refuse, KE_PROCESSOR_CHANGE_ADD_EXISTING) == NULL);
}

static void existing_processors_are_told_start_first_and_a_refusal_takes_them_back(void **state)
{
    (void)state;
    run_body_on(2, register_all);
    assert_string_equal(happened, "abAB-abx");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(all_processors_are_in_one_node),
        test(what_there_is_not_says_so),
        test(synch_level_is_12_and_is_raised_to),
        test(a_thread_is_on_an_allowed_processor_when_the_routine_returns),
        test(the_drivers_routine_is_called),
        test(a_dpc_should_yield_when_another_waits),
        test(existing_processors_are_told_start_first_and_a_refusal_takes_them_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
