/*
 * Threads and processors as drivers ask about them: priorities, affinity, numbers. One processor group, one node.
 */
#include "choice/footprint.h"
#include "ke/state.h"

/* WDK: KeGetCurrentThread. */
PKTHREAD KeGetCurrentThread(VOID)
{
    ddi_enter(KeGetCurrentThread, NULL);
    return (PKTHREAD)ke_current();
}

/* WDK: KeQueryPriorityThread. */
KPRIORITY KeQueryPriorityThread(PKTHREAD Thread)
{
    ddi_enter(KeQueryPriorityThread, Thread);
    return ((struct ke_thread *)Thread)->priority;
}

/* Who runs and has become less important gives way to a ready thread: it is next on that processor. */
static void give_way(const struct ke_thread *thread)
{
    struct ke_cpu *cpu = &ke->cpus[thread->cpu];
    struct ke_thread *ready = cpu->next ? NULL : ke_ready_for(cpu);
    if (!ready || ready->priority <= thread->priority)
        return;
    ke_ready_remove(ready);
    cpu->next = ready;
}

KPRIORITY ke_thread_set_priority(struct ke_thread *thread, KPRIORITY priority)
{
    KPRIORITY old = thread->priority;
    if (priority < 1 || priority >= KE_PRIORITIES)
        return old;
    bool queued = thread->state == KE_READY && !list_empty(&thread->ready_link);
    if (queued)
        ke_ready_remove(thread);
    footprint_all();
    thread->priority = (uint8_t)priority;
    if (queued)
        ke_thread_ready(thread);
    else if (thread->state == KE_RUNNING && priority < old)
        give_way(thread);
    return old;
}

/* WDK: KeSetPriorityThread. */
KPRIORITY KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority)
{
    ddi_enter(KeSetPriorityThread, Thread);
    return ke_thread_set_priority((struct ke_thread *)Thread, Priority);
}

/* WDK: KeSetBasePriorityThread. The increment is relative to the process's base, 8. */
LONG KeSetBasePriorityThread(PKTHREAD Thread, LONG Increment)
{
    ddi_enter(KeSetBasePriorityThread, Thread);
    return ke_thread_set_priority((struct ke_thread *)Thread, 8 + Increment) - 8;
}

/* WDK: KeGetCurrentProcessorNumber. */
ULONG KeGetCurrentProcessorNumber(VOID)
{
    ddi_enter(KeGetCurrentProcessorNumber, NULL);
    return ke->cpu->number;
}

/* WDK: KeGetCurrentProcessorNumberEx. */
ULONG KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
{
    ddi_enter(KeGetCurrentProcessorNumberEx, NULL);
    if (ProcNumber)
        *ProcNumber = (PROCESSOR_NUMBER){.Number = ke->cpu->number};
    return ke->cpu->number;
}

/* WDK: KeGetCurrentProcessorIndex. */
ULONG KeGetCurrentProcessorIndex(VOID)
{
    ddi_enter(KeGetCurrentProcessorIndex, NULL);
    return ke->cpu->number;
}

/* WDK: KeGetProcessorNumberFromIndex. */
NTSTATUS KeGetProcessorNumberFromIndex(ULONG ProcIndex, PPROCESSOR_NUMBER ProcNumber)
{
    ddi_enter(KeGetProcessorNumberFromIndex, NULL);
    if (ProcIndex >= ke->cpu_count)
        return STATUS_INVALID_PARAMETER;
    *ProcNumber = (PROCESSOR_NUMBER){.Number = (UCHAR)ProcIndex};
    return STATUS_SUCCESS;
}

/* WDK: KeGetProcessorIndexFromNumber. */
ULONG KeGetProcessorIndexFromNumber(PPROCESSOR_NUMBER ProcNumber)
{
    ddi_enter(KeGetProcessorIndexFromNumber, NULL);
    return ProcNumber->Group == 0 && ProcNumber->Number < ke->cpu_count ? ProcNumber->Number : 0xFFFFFFFFu;
}

static KAFFINITY all_processors(void)
{
    return ke->cpu_count == 64 ? ~(KAFFINITY)0 : ((KAFFINITY)1 << ke->cpu_count) - 1;
}

/* WDK: KeQueryActiveProcessors. */
KAFFINITY KeQueryActiveProcessors(VOID)
{
    ddi_enter(KeQueryActiveProcessors, NULL);
    return all_processors();
}

/* WDK: KeQueryActiveProcessorCount. */
ULONG KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors)
{
    ddi_enter(KeQueryActiveProcessorCount, NULL);
    if (ActiveProcessors)
        *ActiveProcessors = all_processors();
    return ke->cpu_count;
}

/* WDK: KeQueryActiveProcessorCountEx. */
ULONG KeQueryActiveProcessorCountEx(USHORT GroupNumber)
{
    ddi_enter(KeQueryActiveProcessorCountEx, NULL);
    return GroupNumber == 0 || GroupNumber == ALL_PROCESSOR_GROUPS ? ke->cpu_count : 0;
}

/* WDK: KeQueryMaximumProcessorCount. */
ULONG KeQueryMaximumProcessorCount(VOID)
{
    ddi_enter(KeQueryMaximumProcessorCount, NULL);
    return ke->cpu_count;
}

/* WDK: KeQueryMaximumProcessorCountEx. */
ULONG KeQueryMaximumProcessorCountEx(USHORT GroupNumber)
{
    ddi_enter(KeQueryMaximumProcessorCountEx, NULL);
    return GroupNumber == 0 || GroupNumber == ALL_PROCESSOR_GROUPS ? ke->cpu_count : 0;
}

/* WDK: KeQueryActiveGroupCount. */
USHORT KeQueryActiveGroupCount(VOID)
{
    ddi_enter(KeQueryActiveGroupCount, NULL);
    return 1;
}

/* WDK: KeQueryMaximumGroupCount. */
USHORT KeQueryMaximumGroupCount(VOID)
{
    ddi_enter(KeQueryMaximumGroupCount, NULL);
    return 1;
}

/* WDK: KeQueryGroupAffinity. */
KAFFINITY KeQueryGroupAffinity(USHORT GroupNumber)
{
    ddi_enter(KeQueryGroupAffinity, NULL);
    return GroupNumber == 0 ? all_processors() : 0;
}

/* The thread moves to an allowed processor before the routine returns. */
static KAFFINITY set_affinity(KAFFINITY affinity)
{
    struct ke_thread *self = ke_current();
    KAFFINITY old = self->affinity;
    if (!(affinity & all_processors()))
        return old;
    self->affinity = affinity & all_processors();
    if (!(self->affinity >> ke->cpu->number & 1)) {
        KIRQL irql = ke_raise(DISPATCH_LEVEL);
        ke_thread_ready(self);
        ke_dispatch();
        ke_lower(irql);
    }
    return old;
}

/* WDK: KeSetSystemAffinityThread. */
VOID KeSetSystemAffinityThread(KAFFINITY Affinity)
{
    ddi_enter(KeSetSystemAffinityThread, NULL);
    set_affinity(Affinity);
}

/* WDK: KeSetSystemAffinityThreadEx. */
KAFFINITY KeSetSystemAffinityThreadEx(KAFFINITY Affinity)
{
    ddi_enter(KeSetSystemAffinityThreadEx, NULL);
    return set_affinity(Affinity);
}

/* WDK: KeRevertToUserAffinityThread. */
VOID KeRevertToUserAffinityThread(VOID)
{
    ddi_enter(KeRevertToUserAffinityThread, NULL);
    ke_current()->affinity = ~0ull;
}

/* WDK: KeRevertToUserAffinityThreadEx. */
VOID KeRevertToUserAffinityThreadEx(KAFFINITY Affinity)
{
    ddi_enter(KeRevertToUserAffinityThreadEx, NULL);
    ke_current()->affinity = Affinity ? Affinity : ~0ull;
}

/* WDK: KeIsExecutingDpc. */
LOGICAL KeIsExecutingDpc(VOID)
{
    ddi_enter(KeIsExecutingDpc, NULL);
    return ke->cpu->draining;
}

/* WDK: KeSaveFloatingPointState. On x64 nothing is to be saved. */
NTSTATUS KeSaveFloatingPointState(PKFLOATING_SAVE FloatSave)
{
    ddi_enter(KeSaveFloatingPointState, NULL);
    (void)FloatSave;
    return STATUS_SUCCESS;
}

/* WDK: KeRestoreFloatingPointState. */
NTSTATUS KeRestoreFloatingPointState(PKFLOATING_SAVE FloatSave)
{
    ddi_enter(KeRestoreFloatingPointState, NULL);
    (void)FloatSave;
    return STATUS_SUCCESS;
}
