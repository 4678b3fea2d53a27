/* Claims about StartIo and device queues (semantics 44). */
#include "test.h"

#define IRPS 4

static PIRP started[IRPS], irps[IRPS];
static unsigned starts, depth, deepest;
static bool next_inside;

static VOID start_io(PDEVICE_OBJECT device, PIRP irp)
{
    claim(device->CurrentIrp == irp && ke_irql() == DISPATCH_LEVEL && starts < IRPS);
    started[starts++] = irp;
    if (++depth > deepest)
        deepest = depth;
    if (next_inside)
        IoStartNextPacket(device, FALSE);
    depth--;
}

static void prepare(void)
{
    load_probe();
    starts = depth = deepest = 0;
    next_inside = false;
    probe.driver->DriverStartIo = start_io;
    for (int i = 0; i < IRPS; i++) {
        irps[i] = IoAllocateIrp(1, FALSE);
        IoSetNextIrpStackLocation(irps[i]);
    }
}

static void start_next(void)
{
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    IoStartNextPacket(probe.device, FALSE);
    ke_lower(irql);
}

static void in_order(void)
{
    prepare();
    for (int i = 0; i < 3; i++)
        IoStartPacket(probe.device, irps[i], NULL, NULL);
    claim(starts == 1 && started[0] == irps[0] && probe.device->DeviceQueue.Busy);
    start_next();
    start_next();
    claim(starts == 3 && started[1] == irps[1] && started[2] == irps[2]);
    start_next();
    claim(starts == 3 && !probe.device->CurrentIrp && !probe.device->DeviceQueue.Busy);
}

static void by_key(void)
{
    ULONG keys[] = {0, 30, 10, 20};
    prepare();
    for (int i = 0; i < IRPS; i++)
        IoStartPacket(probe.device, irps[i], &keys[i], NULL);
    IoStartNextPacketByKey(probe.device, FALSE, 15);
    claim(started[1] == irps[3]); /* key 20 */
    IoStartNextPacketByKey(probe.device, FALSE, 25);
    claim(started[2] == irps[1]); /* key 30 */
    IoStartNextPacketByKey(probe.device, FALSE, 25);
    claim(started[3] == irps[2]); /* from the beginning */
}

static void recursion(void)
{
    prepare();
    IoStartPacket(probe.device, irps[0], NULL, NULL);
    for (int i = 1; i < IRPS; i++)
        IoStartPacket(probe.device, irps[i], NULL, NULL);
    next_inside = true;
    start_next();
    claim(starts == IRPS && deepest == 3);
}

static void deferred(void)
{
    prepare();
    IoSetStartIoAttributes(probe.device, TRUE, FALSE);
    IoStartPacket(probe.device, irps[0], NULL, NULL);
    for (int i = 1; i < IRPS; i++)
        IoStartPacket(probe.device, irps[i], NULL, NULL);
    next_inside = true;
    start_next();
    claim(starts == IRPS && deepest == 1);
}

static unsigned cancels;
static VOID cancel_routine(PDEVICE_OBJECT device, PIRP irp)
{
    cancels++;
    claim(device == probe.device && irp == irps[1]);
    KeRemoveEntryDeviceQueue(&device->DeviceQueue, &irp->Tail.Overlay.DeviceQueueEntry);
    IoReleaseCancelSpinLock(irp->CancelIrql);
}

static void cancelled(void)
{
    prepare();
    cancels = 0;
    IoStartPacket(probe.device, irps[0], NULL, cancel_routine);
    claim(irps[0]->CancelRoutine == cancel_routine);
    irps[1]->Cancel = TRUE;
    IoStartPacket(probe.device, irps[1], NULL, cancel_routine);
    claim(cancels == 1 && ke_irql() == PASSIVE_LEVEL);
    IoSetStartIoAttributes(probe.device, FALSE, TRUE);
    IoStartPacket(probe.device, irps[2], NULL, cancel_routine);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    IoStartNextPacket(probe.device, TRUE);
    ke_lower(irql);
    claim(starts == 2 && started[1] == irps[2] && !irps[2]->CancelRoutine);
}

static KDEVICE_QUEUE own;
static KDEVICE_QUEUE_ENTRY entry[5];

/* The first finds the device idle and is not queued. */
static void fill_own(bool keyed)
{
    static const ULONG keys[] = {99, 30, 10, 20, 20};
    memset(entry, 0, sizeof entry);
    KeInitializeDeviceQueue(&own);
    for (int i = 0; i < 5; i++)
        claim((keyed ? KeInsertByKeyDeviceQueue(&own, &entry[i], keys[i]) : KeInsertDeviceQueue(&own, &entry[i])) == (i > 0));
    claim(own.Busy && !entry[0].Inserted && entry[1].Inserted);
}

static void own_queues(void)
{
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    fill_own(false);
    for (int i = 1; i < 5; i++)
        claim(KeRemoveDeviceQueue(&own) == &entry[i] && !entry[i].Inserted);
    claim(own.Busy && KeRemoveDeviceQueue(&own) == NULL && !own.Busy);
    fill_own(true);
    claim(KeRemoveByKeyDeviceQueue(&own, 15) == &entry[3]); /* the first that is not below; of equals the oldest */
    claim(KeRemoveByKeyDeviceQueueIfBusy(&own, 20) == &entry[4]);
    claim(KeRemoveByKeyDeviceQueue(&own, 31) == &entry[2]); /* none so high: the lowest */
    claim(KeRemoveEntryDeviceQueue(&own, &entry[1]) && !KeRemoveEntryDeviceQueue(&own, &entry[1]));
    claim(own.Busy && KeRemoveByKeyDeviceQueue(&own, 0) == NULL && !own.Busy);
    claim(KeRemoveByKeyDeviceQueueIfBusy(&own, 0) == NULL && !own.Busy);
    ke_lower(irql);
}

static void remove_by_key_idle(void)
{
    KeInitializeDeviceQueue(&own);
    ke_raise(DISPATCH_LEVEL);
    KeRemoveByKeyDeviceQueue(&own, 0);
}

static void remove_idle(void)
{
    KDEVICE_QUEUE queue;
    KeInitializeDeviceQueue(&queue);
    ke_raise(DISPATCH_LEVEL);
    KeRemoveDeviceQueue(&queue);
}

TEST(one_request_is_started_the_others_wait_in_order, in_order)
TEST(a_key_chooses_the_next_one, by_key)
TEST(start_next_inside_start_io_recurses, recursion)
TEST(with_deferred_start_io_it_does_not, deferred)
TEST(a_queue_of_the_drivers_own_is_idle_busy_and_sorted, own_queues)
TEST(a_packet_cancelled_before_it_is_queued_is_cancelled_at_once, cancelled)

static void removing_from_an_idle_queue_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(remove_idle, DEVICE_QUEUE_NOT_BUSY);
    run_body_to_bugcheck(remove_by_key_idle, DEVICE_QUEUE_NOT_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_request_is_started_the_others_wait_in_order),
        cmocka_unit_test(a_key_chooses_the_next_one),
        cmocka_unit_test(start_next_inside_start_io_recurses),
        cmocka_unit_test(with_deferred_start_io_it_does_not),
        cmocka_unit_test(a_queue_of_the_drivers_own_is_idle_busy_and_sorted),
        cmocka_unit_test(a_packet_cancelled_before_it_is_queued_is_cancelled_at_once),
        cmocka_unit_test(removing_from_an_idle_queue_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
