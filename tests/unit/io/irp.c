/* Claims about IRPs' memory and stack locations (semantics 34). */
#include "test.h"

static void life(void)
{
    struct mm_block block;
    load_probe();
    PIRP irp = IoAllocateIrp(3, FALSE);
    claim(irp->Type == IO_TYPE_IRP && irp->Size == IoSizeOfIrp(3) && irp->StackCount == 3 && irp->CurrentLocation == 4);
    claim((char *)irp->Tail.Overlay.CurrentStackLocation == (char *)irp + irp->Size);
    irp->IoStatus.Information = 5;
    irp->CurrentLocation = 1;
    IoReuseIrp(irp, STATUS_NOT_SUPPORTED);
    claim(irp->IoStatus.Status == STATUS_NOT_SUPPORTED && irp->IoStatus.Information == 0 && irp->CurrentLocation == 4);
    IoFreeIrp(irp);
    claim(mm_block_at(irp, &block) && !block.live); /* dead to drivers at once */
}

static unsigned completed;
static NTSTATUS take_back(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    (void)device;
    (void)irp;
    (void)context;
    completed++;
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static void own_memory(void)
{
    load_probe();
    completed = 0;
    PIRP irp = mm_pool_alloc(NonPagedPool, IoSizeOfIrp(1), 'tset', false, 1);
    IoInitializeIrp(irp, IoSizeOfIrp(1), 1);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoSetCompletionRoutine(irp, take_back, NULL, TRUE, TRUE, TRUE);
    claim(IoCallDriver(probe.device, irp) == STATUS_SUCCESS && completed == 1);
    mm_pool_free(irp, 'tset', 1);
}

static PIRP waiting;
static NTSTATUS complete_later(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    waiting = irp;
    IoMarkIrpPending(irp);
    return STATUS_PENDING;
}

static void complete_waiting(void)
{
    pause_ms(3);
    waiting->IoStatus.Status = STATUS_DEVICE_BUSY;
    waiting->IoStatus.Information = 9;
    IofCompleteRequest(waiting, IO_DISK_INCREMENT);
}

/* For a device: as many locations as are asked for, not as many as the device has. */
static void for_a_device(void)
{
    load_probe();
    PIRP irp = IoAllocateIrpEx(probe.device, 4, FALSE);
    claim(irp && irp->StackCount == 4 && irp->CurrentLocation == 5 && irp->Size == IoSizeOfIrp(4));
    claim(IoAllocateIrpEx(probe.device, -1, FALSE) == NULL);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoSetCompletionRoutine(irp, take_back, NULL, TRUE, TRUE, TRUE);
    completed = 0;
    claim(IofCallDriver(probe.device, irp) == STATUS_SUCCESS && completed == 1 && irp->CurrentLocation == 5);
    IoFreeIrp(irp);
}

static void synchronously(void)
{
    load_probe();
    probe.dispatch = complete_later;
    start_body(complete_waiting);
    PIRP irp = IoAllocateIrpEx(probe.device, 2, FALSE);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    uint64_t before = ke_now();
    claim(IoSynchronousCallDriver(probe.device, irp) == STATUS_DEVICE_BUSY && ke_now() >= before + 30000);
    claim(irp->IoStatus.Information == 9 && irp->CurrentLocation == 3); /* the caller's again */
    IoFreeIrp(irp);
}

static void exhausted(void)
{
    load_probe();
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoSetNextIrpStackLocation(irp);
    IoCallDriver(probe.device, irp);
}

static void freed_twice(void)
{
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoFreeIrp(irp);
    IoFreeIrp(irp);
}

static void sent_freed(void)
{
    load_probe();
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoFreeIrp(irp);
    IoCallDriver(probe.device, irp);
}

static NTSTATUS keep(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    IoMarkIrpPending(irp);
    return STATUS_PENDING;
}

static void freed_below(void)
{
    load_probe();
    probe.dispatch = keep;
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoCallDriver(probe.device, irp);
    IoFreeIrp(irp);
}

static void initialised_again(void)
{
    IoInitializeIrp(IoAllocateIrp(1, FALSE), IoSizeOfIrp(1), 1);
}

TEST(an_irp_for_a_device_has_the_locations_asked_for, for_a_device)
TEST(a_synchronous_call_comes_back_with_the_request_done, synchronously)
TEST(an_irp_is_ready_when_allocated_and_dead_when_freed, life)
TEST(an_irp_in_the_drivers_own_memory_works, own_memory)

static void misuse_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(exhausted, NO_MORE_IRP_STACK_LOCATIONS);
    assert_int_equal(run_body_to_bugcheck(freed_twice, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x01);
    assert_int_equal(run_body_to_bugcheck(sent_freed, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x03);
    assert_int_equal(run_body_to_bugcheck(freed_below, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x20B);
    assert_int_equal(run_body_to_bugcheck(initialised_again, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x20D);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_irp_for_a_device_has_the_locations_asked_for),
        cmocka_unit_test(a_synchronous_call_comes_back_with_the_request_done),
        cmocka_unit_test(an_irp_is_ready_when_allocated_and_dead_when_freed),
        cmocka_unit_test(an_irp_in_the_drivers_own_memory_works),
        cmocka_unit_test(misuse_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
