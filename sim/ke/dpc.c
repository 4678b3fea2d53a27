/*
 * DPCs. Semantics 46, 47: queued once, first arguments kept; out of the queue before the routine runs; removing never waits; a flush waits for those queued before it.
 *
 * Whether the target processor is interrupted at once follows the documented table: here, unless Low; elsewhere, only MediumHigh and High. What is not requested
 * waits until that processor drains for another reason or has nothing else to do.
 */
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

#define DPC_DEPTH_LIMIT 4

static struct ke_armed *record_of(PRKDPC dpc)
{
    struct ke_armed *armed = ke_armed_find(dpc);
    return armed ? armed : ke_armed_new(dpc, LABEL_DPC);
}

static void init(PRKDPC dpc, PKDEFERRED_ROUTINE routine, PVOID context, bool threaded)
{
    dpc->Type = threaded ? ThreadedDpcObject : DpcObject;
    dpc->Importance = MediumImportance;
    dpc->Number = 0;
    dpc->DeferredRoutine = routine;
    dpc->DeferredContext = context;
    dpc->SystemArgument1 = dpc->SystemArgument2 = NULL;
    dpc->DpcData = NULL;
    struct ke_armed *armed = ke_armed_new(dpc, LABEL_DPC);
    armed->threaded = threaded;
}

void ke_dpc_init(PRKDPC dpc, PKDEFERRED_ROUTINE routine, PVOID context)
{
    init(dpc, routine, context, false);
}

static void enqueue(struct ke_cpu *cpu, struct ke_armed *armed)
{
    bool here = cpu == ke->cpu;
    footprint_all(); /* its turn is offered at every point */
    unsigned depth = 0;
    list_each(node, &cpu->dpcs) depth++;
    if (armed->importance == HighImportance)
        list_prepend(&cpu->dpcs, &armed->link);
    else
        list_append(&cpu->dpcs, &armed->link);
    armed->cpu = cpu->number;
    armed->queued = true;
    if (here ? armed->importance != LowImportance || depth >= DPC_DEPTH_LIMIT : armed->importance >= HighImportance || depth >= DPC_DEPTH_LIMIT)
        cpu->dpc_request = true;
}

BOOLEAN ke_dpc_queue(PRKDPC dpc, PVOID argument1, PVOID argument2)
{
    struct ke_armed *armed = record_of(dpc);
    ke_sync_release(armed); /* also where it is queued already: it has yet to run */
    if (armed->queued)
        return FALSE;
    dpc->SystemArgument1 = argument1;
    dpc->SystemArgument2 = argument2;
    ke_armed_note(armed, (void *)dpc->DeferredRoutine);
    armed->context = dpc->DeferredContext;
    armed->argument[0] = argument1;
    armed->argument[1] = argument2;
    struct ke_cpu *cpu = armed->target >= 0 ? &ke->cpus[(uint32_t)armed->target % ke->cpu_count] : ke->cpu;
    enqueue(cpu, armed);
    emit_at(EV_DPC_QUEUE, armed->id, cpu->number, 0, armed->armed_by);
    return TRUE;
}

BOOLEAN ke_dpc_remove(PRKDPC dpc)
{
    struct ke_armed *armed = ke_armed_find(dpc);
    if (!armed || !armed->queued)
        return FALSE;
    footprint_all();
    list_remove(&armed->link);
    armed->queued = false;
    ke_sync_acquire(armed);
    emit_at(EV_DPC_REMOVE, armed->id, 0, 0, ke_call_site());
    return TRUE;
}

static void run(struct ke_armed *armed)
{
    list_remove(&armed->link);
    ke_armed_check(armed, "DPC");
    armed->queued = false;
    ke->cpu->futile_polls = 0;
    emit(EV_DPC_RUN, armed->id, 0, 0);
    struct ke_call call = {.kind = KE_DPC, .routine = armed->routine, .generation = armed->image, .holder = armed->object, .holder_kind = "DPC",
                           .armed_by = armed->armed_by, .armed_at = armed->armed_at, .armed_context = armed->armed_context,
                           .argument = {(uintptr_t)armed->object, (uintptr_t)armed->context, (uintptr_t)armed->argument[0], (uintptr_t)armed->argument[1]}};
    ke_point_before(armed->id); /* from here on the object is not ours to look at */
    ke_sync_begin(DISPATCH_LEVEL);
    ke_sync_acquire(armed);
    ke_call(&call);
    ke_sync_release(&ke->cpu->dpcs);
    ke_sync_end();
}

/* Last in, first out with whatever it interrupts: a nested call on the stack of the current thread (design 4.1). */
void ke_dpc_drain(void)
{
    struct ke_cpu *cpu = ke->cpu;
    if (cpu->draining)
        return;
    cpu->draining = true;
    ke_footprint_unknown();
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    while (!list_empty(&cpu->dpcs)) {
        ke_point_before(0); /* what frees or removes a queued DPC may be faster */
        if (!list_empty(&cpu->dpcs))
            run(list_of(cpu->dpcs.next, struct ke_armed, link));
    }
    cpu->dpc_request = false;
    cpu->draining = false;
    set_irql(irql);
    ke_footprint_known();
}

static bool queued_before(const struct ke_cpu *cpu, uint64_t sequence)
{
    list_each(node, &cpu->dpcs)
        if (list_of(node, struct ke_armed, link)->sequence < sequence)
            return true;
    return cpu->draining;
}

void ke_dpc_flush(void)
{
    sim_assert(!ke->cpu->draining); /* it would wait for itself */
    uint64_t sequence = ke->arm_sequence;
    for (uint32_t i = 0; i < ke->cpu_count; i++) {
        struct ke_cpu *cpu = &ke->cpus[i];
        while (queued_before(cpu, sequence)) {
            cpu->dpc_request = true;
            footprint_all(); /* two processors move in one step */
            if (cpu == ke->cpu)
                ke_cpu_service();
            else
                ke_cpu_move_to(cpu);
        }
        ke_sync_acquire(&cpu->dpcs);
    }
}

/* WDK: KeInitializeDpc. */
VOID KeInitializeDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext)
{
    ddi_enter(KeInitializeDpc, NULL);
    ke_finding_paged(Dpc, "DPC");
    ke_dpc_init(Dpc, DeferredRoutine, DeferredContext);
}

/* WDK: KeInitializeThreadedDpc. It runs at PASSIVE_LEVEL or at DISPATCH_LEVEL; here always as an ordinary DPC, which is allowed. */
VOID KeInitializeThreadedDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext)
{
    ddi_enter(KeInitializeThreadedDpc, NULL);
    init(Dpc, DeferredRoutine, DeferredContext, true);
}

/* WDK: KeInsertQueueDpc. A queued DPC keeps its first arguments; the second insert reports FALSE. */
BOOLEAN KeInsertQueueDpc(PRKDPC Dpc, PVOID SystemArgument1, PVOID SystemArgument2)
{
    ddi_enter(KeInsertQueueDpc, Dpc);
    struct ke_armed *own = record_of(Dpc);
    own->once_queue = true;
    if (own->once_timer)
        ke_finding("dpc-of-a-timer", "%s", "a DPC that belongs to a timer is queued by KeInsertQueueDpc as well (rule Q18)");
    return ke_dpc_queue(Dpc, SystemArgument1, SystemArgument2);
}

/* WDK: KeRemoveQueueDpc. */
BOOLEAN KeRemoveQueueDpc(PRKDPC Dpc)
{
    ddi_enter(KeRemoveQueueDpc, Dpc);
    return ke_dpc_remove(Dpc);
}

/* WDK: KeFlushQueuedDpcs. */
VOID KeFlushQueuedDpcs(VOID)
{
    ddi_enter(KeFlushQueuedDpcs, NULL);
    ke_dpc_flush();
}

/* WDK: KeSetImportanceDpc. Before the DPC is queued. */
VOID KeSetImportanceDpc(PRKDPC Dpc, KDPC_IMPORTANCE Importance)
{
    ddi_enter(KeSetImportanceDpc, Dpc);
    Dpc->Importance = (UCHAR)Importance;
    /* MediumHigh has the highest number but the second place: both it and High interrupt another processor at once. */
    record_of(Dpc)->importance = (uint8_t)Importance;
}

/* WDK: KeSetTargetProcessorDpc. Before the DPC is queued. */
VOID KeSetTargetProcessorDpc(PRKDPC Dpc, CCHAR Number)
{
    ddi_enter(KeSetTargetProcessorDpc, Dpc);
    record_of(Dpc)->target = Number;
}

/* WDK: KeSetTargetProcessorDpcEx. One processor group. */
NTSTATUS KeSetTargetProcessorDpcEx(PKDPC Dpc, PPROCESSOR_NUMBER ProcNumber)
{
    ddi_enter(KeSetTargetProcessorDpcEx, Dpc);
    if (ProcNumber->Group != 0 || ProcNumber->Number >= ke->cpu_count)
        return STATUS_INVALID_PARAMETER;
    record_of(Dpc)->target = ProcNumber->Number;
    return STATUS_SUCCESS;
}
