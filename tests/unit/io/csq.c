/* Claims about cancel-safe queues. */
#include "test.h"

static IO_CSQ csq;
static KSPIN_LOCK lock;
static LIST_ENTRY queue;
static unsigned cancelled;
static bool refuse;

static VOID insert(PIO_CSQ q, PIRP irp)
{
    claim(q == &csq && ke_irql() == DISPATCH_LEVEL);
    InsertTailList(&queue, &irp->Tail.Overlay.ListEntry);
}

static NTSTATUS insert_ex(PIO_CSQ q, PIRP irp, PVOID context)
{
    claim(context == &refuse);
    if (refuse)
        return STATUS_DEVICE_BUSY;
    insert(q, irp);
    return STATUS_SUCCESS;
}

static VOID take_out(PIO_CSQ q, PIRP irp)
{
    (void)q;
    RemoveEntryList(&irp->Tail.Overlay.ListEntry);
}

static PIRP peek(PIO_CSQ q, PIRP irp, PVOID context)
{
    (void)q;
    (void)context;
    PLIST_ENTRY next = irp ? irp->Tail.Overlay.ListEntry.Flink : queue.Flink;
    return next == &queue ? NULL : CONTAINING_RECORD(next, IRP, Tail.Overlay.ListEntry);
}

static VOID acquire(PIO_CSQ q, PKIRQL irql)
{
    (void)q;
    KeAcquireSpinLock(&lock, irql);
}

static VOID release(PIO_CSQ q, KIRQL irql)
{
    (void)q;
    KeReleaseSpinLock(&lock, irql);
}

static VOID complete_cancelled(PIO_CSQ q, PIRP irp)
{
    (void)q;
    claim(ke_irql() == PASSIVE_LEVEL && irp->Cancel);
    cancelled++;
}

static PIRP new_irp(void)
{
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoSetNextIrpStackLocation(irp);
    IoGetCurrentIrpStackLocation(irp)->DeviceObject = probe.device;
    return irp;
}

static void prepare(void)
{
    load_probe();
    KeInitializeSpinLock(&lock);
    InitializeListHead(&queue);
    cancelled = 0;
    IoCsqInitialize(&csq, insert, take_out, peek, acquire, release, complete_cancelled);
}

static void order(void)
{
    prepare();
    PIRP first = new_irp(), second = new_irp();
    IoCsqInsertIrp(&csq, first, NULL);
    IoCsqInsertIrp(&csq, second, NULL);
    claim(first->CancelRoutine && (IoGetCurrentIrpStackLocation(first)->Control & SL_PENDING_RETURNED));
    claim(IoCsqRemoveNextIrp(&csq, NULL) == first && !first->CancelRoutine);
    claim(IoCsqRemoveNextIrp(&csq, NULL) == second);
    claim(IoCsqRemoveNextIrp(&csq, NULL) == NULL);
}

static void cancel(void)
{
    prepare();
    PIRP irp = new_irp(), already = new_irp();
    IO_CSQ_IRP_CONTEXT context;
    IoCsqInsertIrp(&csq, irp, &context);
    claim(context.Irp == irp);
    claim(IoCancelIrp(irp) && cancelled == 1 && IsListEmpty(&queue) && context.Irp == NULL);
    claim(IoCsqRemoveIrp(&csq, &context) == NULL);
    already->Cancel = TRUE;
    IoCsqInsertIrp(&csq, already, NULL);
    claim(cancelled == 2 && IsListEmpty(&queue));
}

static void by_context(void)
{
    prepare();
    PIRP first = new_irp(), second = new_irp();
    IO_CSQ_IRP_CONTEXT contexts[2];
    IoCsqInsertIrp(&csq, first, &contexts[0]);
    IoCsqInsertIrp(&csq, second, &contexts[1]);
    claim(IoCsqRemoveIrp(&csq, &contexts[1]) == second && contexts[1].Irp == NULL);
    claim(IoCsqRemoveNextIrp(&csq, NULL) == first && contexts[0].Irp == NULL);
}

static void refused(void)
{
    prepare();
    IoCsqInitializeEx(&csq, insert_ex, take_out, peek, acquire, release, complete_cancelled);
    PIRP irp = new_irp();
    refuse = true;
    claim(IoCsqInsertIrpEx(&csq, irp, NULL, &refuse) == STATUS_DEVICE_BUSY && !irp->CancelRoutine && IsListEmpty(&queue));
    claim(!(IoGetCurrentIrpStackLocation(irp)->Control & SL_PENDING_RETURNED));
    refuse = false;
    claim(IoCsqInsertIrpEx(&csq, irp, NULL, &refuse) == STATUS_SUCCESS && !IsListEmpty(&queue));
}

TEST(irps_come_out_in_the_drivers_order, order)
TEST(a_cancelled_irp_is_completed_by_the_callback, cancel)
TEST(an_irp_is_found_by_its_context, by_context)
TEST(the_ex_form_may_refuse, refused)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(irps_come_out_in_the_drivers_order),
        cmocka_unit_test(a_cancelled_irp_is_completed_by_the_callback),
        cmocka_unit_test(an_irp_is_found_by_its_context),
        cmocka_unit_test(the_ex_form_may_refuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
