/*
 * Processors and stacks, the rarer questions: nodes, group affinity, broadcasts, stack expansion. One processor group, one node, stacks that are large enough.
 */
#include "ke/state.h"

static KAFFINITY all_processors(void)
{
    return ((KAFFINITY)1 << ke->cpu_count) - 1; /* KE_PROCESSORS_MAX is 32 */
}

/* WDK: KeRaiseIrqlToSynchLevel. On x64 the level is 12: above device interrupts, below the clock. */
KIRQL KeRaiseIrqlToSynchLevel(VOID)
{
    ddi_enter(KeRaiseIrqlToSynchLevel, NULL);
    const KIRQL synch_level = 12;
    if (ke->cpu->irql > synch_level)
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x30, ke->cpu->irql, synch_level, 0,
                          &(struct ke_blame){.sentence = "the new IRQL is lower than the one now: that is not raising"});
    emit(EV_IRQL, synch_level, 0, 0);
    return ke_raise(synch_level);
}

/* WDK: KeShouldYieldProcessor. A long DPC asks whether other work waits for this processor. */
BOOLEAN KeShouldYieldProcessor(VOID)
{
    ddi_enter(KeShouldYieldProcessor, NULL);
    return !list_empty(&ke->cpu->dpcs) || ke->cpu->next != NULL || ke->cpu->clock;
}

/* WDK: KeQueryDpcWatchdogInformation. Limits of 0: there is none. Virtual time does not pass by working, so nothing could be counted. */
NTSTATUS KeQueryDpcWatchdogInformation(PKDPC_WATCHDOG_INFORMATION WatchdogInformation)
{
    ddi_enter(KeQueryDpcWatchdogInformation, NULL);
    *WatchdogInformation = (KDPC_WATCHDOG_INFORMATION){0};
    return STATUS_SUCCESS;
}

/* WDK: KeInvalidateAllCaches. There are none. */
VOID KeInvalidateAllCaches(VOID)
{
    ddi_enter(KeInvalidateAllCaches, NULL);
}

/* WDK: KeGetRecommendedSharedDataAlignment. */
ULONG KeGetRecommendedSharedDataAlignment(VOID)
{
    ddi_enter(KeGetRecommendedSharedDataAlignment, NULL);
    return SYSTEM_CACHE_ALIGNMENT_SIZE;
}

/* --- nodes -------------------------------------------------------------------------------------------------------------------------------- */

/* WDK: KeQueryHighestNodeNumber. */
USHORT KeQueryHighestNodeNumber(VOID)
{
    ddi_enter(KeQueryHighestNodeNumber, NULL);
    return 0;
}

/* WDK: KeGetCurrentNodeNumber. */
USHORT KeGetCurrentNodeNumber(VOID)
{
    ddi_enter(KeGetCurrentNodeNumber, NULL);
    return 0;
}

/* WDK: KeQueryNodeActiveAffinity. Both results are optional. */
VOID KeQueryNodeActiveAffinity(USHORT NodeNumber, PGROUP_AFFINITY Affinity, PUSHORT Count)
{
    ddi_enter(KeQueryNodeActiveAffinity, NULL);
    if (Affinity)
        *Affinity = (GROUP_AFFINITY){.Mask = NodeNumber == 0 ? all_processors() : 0};
    if (Count)
        *Count = NodeNumber == 0 ? (USHORT)ke->cpu_count : 0;
}

/* WDK: KeQueryNodeMaximumProcessorCount. */
USHORT KeQueryNodeMaximumProcessorCount(USHORT NodeNumber)
{
    ddi_enter(KeQueryNodeMaximumProcessorCount, NULL);
    return NodeNumber == 0 ? (USHORT)ke->cpu_count : 0;
}

/* WDK: KeQueryNodeActiveProcessorCount. */
USHORT KeQueryNodeActiveProcessorCount(USHORT NodeNumber)
{
    ddi_enter(KeQueryNodeActiveProcessorCount, NULL);
    return NodeNumber == 0 ? (USHORT)ke->cpu_count : 0;
}

/* WDK: KeQueryNodeActiveAffinity2. One entry per group of the node. */
NTSTATUS KeQueryNodeActiveAffinity2(USHORT NodeNumber, PGROUP_AFFINITY GroupAffinities, USHORT GroupAffinitiesCount, PUSHORT GroupAffinitiesRequired)
{
    ddi_enter(KeQueryNodeActiveAffinity2, NULL);
    if (NodeNumber != 0)
        return STATUS_INVALID_PARAMETER;
    *GroupAffinitiesRequired = 1;
    if (GroupAffinitiesCount < 1)
        return STATUS_BUFFER_TOO_SMALL;
    GroupAffinities[0] = (GROUP_AFFINITY){.Mask = all_processors()};
    return STATUS_SUCCESS;
}

/* --- the auxiliary counter: this machine has none, and says so by the documented status ------------------------------------------------------ */

/* WDK: KeQueryAuxiliaryCounterFrequency. */
NTSTATUS KeQueryAuxiliaryCounterFrequency(PULONG64 AuxiliaryCounterFrequency)
{
    ddi_enter(KeQueryAuxiliaryCounterFrequency, NULL);
    (void)AuxiliaryCounterFrequency;
    return STATUS_NOT_SUPPORTED;
}

/* WDK: KeConvertAuxiliaryCounterToPerformanceCounter. */
NTSTATUS KeConvertAuxiliaryCounterToPerformanceCounter(ULONG64 AuxiliaryCounterValue, PULONG64 PerformanceCounterValue, PULONG64 ConversionError)
{
    ddi_enter(KeConvertAuxiliaryCounterToPerformanceCounter, NULL);
    (void)AuxiliaryCounterValue;
    (void)PerformanceCounterValue;
    (void)ConversionError;
    return STATUS_NOT_SUPPORTED;
}

/* WDK: KeConvertPerformanceCounterToAuxiliaryCounter. */
NTSTATUS KeConvertPerformanceCounterToAuxiliaryCounter(ULONG64 PerformanceCounterValue, PULONG64 AuxiliaryCounterValue, PULONG64 ConversionError)
{
    ddi_enter(KeConvertPerformanceCounterToAuxiliaryCounter, NULL);
    (void)PerformanceCounterValue;
    (void)AuxiliaryCounterValue;
    (void)ConversionError;
    return STATUS_NOT_SUPPORTED;
}

/* --- group affinity ----------------------------------------------------------------------------------------------------------------------- */

static void move_to_allowed(void)
{
    struct ke_thread *self = ke_current();
    if (self->affinity >> ke->cpu->number & 1)
        return;
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ke_thread_ready(self);
    ke_dispatch();
    ke_lower(irql);
}

/* WDK: KeSetSystemGroupAffinityThread. The thread is on an allowed processor when it returns. An affinity with no processor changes nothing. */
VOID KeSetSystemGroupAffinityThread(PGROUP_AFFINITY Affinity, PGROUP_AFFINITY PreviousAffinity)
{
    ddi_enter(KeSetSystemGroupAffinityThread, NULL);
    struct ke_thread *self = ke_current();
    bool whole = (self->affinity & all_processors()) == all_processors();
    if (PreviousAffinity)
        *PreviousAffinity = (GROUP_AFFINITY){.Mask = whole ? 0 : self->affinity};
    if (Affinity->Group != 0 || !(Affinity->Mask & all_processors()))
        return;
    self->affinity = Affinity->Mask & all_processors();
    move_to_allowed();
}

/* WDK: KeRevertToUserGroupAffinityThread. A mask of 0: as the thread was before. */
VOID KeRevertToUserGroupAffinityThread(PGROUP_AFFINITY PreviousAffinity)
{
    ddi_enter(KeRevertToUserGroupAffinityThread, NULL);
    KAFFINITY mask = PreviousAffinity->Mask & all_processors();
    ke_current()->affinity = mask ? mask : ~0ull;
    move_to_allowed();
}

/* --- calling back ------------------------------------------------------------------------------------------------------------------------- */

/* WDK: KeIpiGenericCall. At IPI_LEVEL on every processor at once. */
ULONG_PTR KeIpiGenericCall(PKIPI_BROADCAST_WORKER BroadcastFunction, ULONG_PTR Context)
{
    ddi_enter(KeIpiGenericCall, NULL);
    if (ke->cpu_count > 1)
        ke_not_modelled("a broadcast to more than one processor");
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)BroadcastFunction, .holder_kind = "broadcast", .argument = {Context}};
    KIRQL old = ke_raise(IPI_LEVEL);
    ULONG_PTR result = ke_call(&call);
    ke_lower(old);
    return result;
}

static NTSTATUS call_out(PEXPAND_STACK_CALLOUT callout, PVOID parameter, SIZE_T size)
{
    if (size > KERNEL_LARGE_STACK_SIZE - PAGE_SIZE)
        return STATUS_INVALID_PARAMETER_3;
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)callout, .holder_kind = "stack callout", .argument = {(uintptr_t)parameter}};
    ke_call(&call);
    return STATUS_SUCCESS;
}

/* WDK: KeExpandKernelStackAndCallout. Our stacks have the room of an expanded one already. */
NTSTATUS KeExpandKernelStackAndCallout(PEXPAND_STACK_CALLOUT Callout, PVOID Parameter, SIZE_T Size)
{
    ddi_enter(KeExpandKernelStackAndCallout, NULL);
    return call_out(Callout, Parameter, Size);
}

/* WDK: KeExpandKernelStackAndCalloutEx. Without Wait it may be called at DISPATCH_LEVEL. */
NTSTATUS KeExpandKernelStackAndCalloutEx(PEXPAND_STACK_CALLOUT Callout, PVOID Parameter, SIZE_T Size, BOOLEAN Wait, PVOID Context)
{
    ddi_enter(KeExpandKernelStackAndCalloutEx, NULL);
    if (Context)
        return STATUS_INVALID_PARAMETER_5;
    if (Wait && ke->cpu->irql > APC_LEVEL)
        return STATUS_INVALID_PARAMETER_4;
    return call_out(Callout, Parameter, Size);
}
