/* What is told of DPCs: as events, of order to who looks for races, and of dependence to who leaves schedules out. */
#include "../step.h"
#include "../sync_log.h"
#include "test.h"

static KDPC dpc;

static BOOLEAN queue(KDPC *which, char letter)
{
    return KeInsertQueueDpc(which, (PVOID)(uintptr_t)letter, NULL);
}

static void do_nothing(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
}

static uint64_t told_id[3], told_processor;

static void note_told(void *context, const struct event *event)
{
    static const uint16_t kinds[3] = {EV_DPC_QUEUE, EV_DPC_REMOVE, EV_DPC_RUN};
    (void)context;
    for (int i = 0; i < 3; i++)
        if (event->kind == kinds[i])
            told_id[i] = event->a;
    if (event->kind == EV_DPC_QUEUE)
        told_processor = event->b;
}

static void tell(void)
{
    memset(told_id, 0, sizeof told_id);
    event_listen(note_told, NULL);
    KeInitializeDpc(&dpc, do_nothing, NULL);
    KeSetTargetProcessorDpc(&dpc, 1);
    uint64_t id = ke_label_find(&dpc);
    queue(&dpc, 'a');
    claim(id && told_id[0] == id && told_processor == 1 && told_id[1] == 0 && told_id[2] == 0);
    KeRemoveQueueDpc(&dpc);
    claim(told_id[1] == id && told_id[2] == 0);
    queue(&dpc, 'a');
    KeFlushQueuedDpcs();
    claim(told_id[2] == id);
}

static void queueing_removing_and_running_are_told_with_the_dpcs_id(void **state)
{
    (void)state;
    run_body_on(2, tell);
}

static void log_run(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    sync_log_add('x');
    claim(sync_log.open == 1);
}

/* Whoever queues it, even in vain, comes before the routine; whoever took it out comes after who queued it. */
static void order_of_queue_and_run(void)
{
    KeInitializeDpc(&dpc, log_run, NULL);
    sync_log_of(ke_armed_find(&dpc));
    KIRQL old = KeRaiseIrqlToDpcLevel();
    queue(&dpc, 0);
    queue(&dpc, 0);
    KeLowerIrql(old);
    claim(strcmp(sync_log.letters, "rrax") == 0 && sync_log.open == 0);
    old = KeRaiseIrqlToDpcLevel();
    sync_log_of(ke_armed_find(&dpc));
    queue(&dpc, 0);
    claim(KeRemoveQueueDpc(&dpc) && !KeRemoveQueueDpc(&dpc));
    claim(strcmp(sync_log.letters, "ra") == 0);
    KeLowerIrql(old);
    sync_log_of(&ke->cpus[0].dpcs); /* what ran there comes before what is behind a flush */
    queue(&dpc, 0);
    KeFlushQueuedDpcs();
    claim(strcmp(sync_log.letters, "xra") == 0);
    sync_log_of(NULL);
}

static void a_dpc_comes_after_who_queued_it_and_before_who_flushed(void **state)
{
    (void)state;
    run_body(order_of_queue_and_run);
}

/* A step that queues, takes out or runs a DPC may not be swapped with any other: its turn is offered at every point. */
static void steps_of_dpcs(void)
{
    ke_dpc_init(&dpc, do_nothing, NULL);
    KIRQL old = ke_raise(DISPATCH_LEVEL);
    step_begin();
    ke_dpc_queue(&dpc, NULL, NULL);
    claim(step_depends_on_all());
    claim(!ke_dpc_queue(&dpc, NULL, NULL) && !step_depends_on_all()); /* in vain: nothing has changed */
    ke_dpc_remove(&dpc);
    claim(step_depends_on_all());
    claim(!ke_dpc_remove(&dpc) && !step_depends_on_all());
    ke_dpc_queue(&dpc, NULL, NULL);
    step_depends_on_all();
    ke_lower(old);
    claim(step_depends_on_all() && ke_current()->unknown == 0);
    ke_dpc_flush();
    claim(!step_depends_on_all()); /* nothing was queued */
    step_end();
}

static void flush_elsewhere(void)
{
    ke_dpc_init(&dpc, do_nothing, NULL);
    KeSetTargetProcessorDpc(&dpc, 1);
    ke_dpc_queue(&dpc, NULL, NULL);
    KeSetSystemAffinityThread(1);
    step_begin();
    ke_dpc_flush();
    claim(step_depends_on_all());
    step_end();
}

static void a_step_that_has_to_do_with_dpcs_depends_on_every_other(void **state)
{
    (void)state;
    run_body(steps_of_dpcs);
    run_body_on(2, flush_elsewhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(queueing_removing_and_running_are_told_with_the_dpcs_id),
        test(a_dpc_comes_after_who_queued_it_and_before_who_flushed),
        test(a_step_that_has_to_do_with_dpcs_depends_on_every_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
