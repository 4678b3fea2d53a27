/* Claims about IRPs that drivers build for other drivers. */
#include "test.h"

static bool pend;
static PIRP pended;
static KEVENT event;
static IO_STATUS_BLOCK block;

static NTSTATUS echo(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    if (pend && stack->MajorFunction == IRP_MJ_DEVICE_CONTROL) {
        pended = irp;
        IoMarkIrpPending(irp);
        return STATUS_PENDING;
    }
    if (stack->MajorFunction == IRP_MJ_READ)
        memset(irp->AssociatedIrp.SystemBuffer, 7, stack->Parameters.Read.Length);
    ULONG_PTR length = stack->MajorFunction == IRP_MJ_DEVICE_CONTROL ? stack->Parameters.DeviceIoControl.InputBufferLength : stack->Parameters.Read.Length;
    return finish(irp, STATUS_SUCCESS, length);
}

static void start(bool pending)
{
    load_probe();
    pend = pending;
    probe.dispatch = echo;
    probe.device->Flags |= DO_BUFFERED_IO;
    memset(&block, 0xFF, sizeof block);
    ke_event_init(&event, NotificationEvent, FALSE);
}

#define CODE CTL_CODE(1, 0x800, METHOD_BUFFERED, 0)

static void control_request(void)
{
    UCHAR input[4] = {1, 2, 3, 4}, output[4] = {0};
    start(false);
    PIRP irp = IoBuildDeviceIoControlRequest(CODE, probe.device, input, 4, output, 4, TRUE, &event, &block);
    claim(IoGetNextIrpStackLocation(irp)->MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_DEVICE_CONTROL;
    claim(IoCallDriver(probe.device, irp) == STATUS_SUCCESS);
    claim(block.Status == STATUS_SUCCESS && block.Information == 4 && output[3] == 4 && event.Header.SignalState);
    struct mm_block memory;
    claim(mm_block_at(irp, &memory) && !memory.live); /* the I/O manager freed it */
}

static void completer(void)
{
    pause_ms(2);
    finish(pended, STATUS_UNSUCCESSFUL, 0);
}

static void pended_control(void)
{
    start(true);
    start_body(completer);
    PIRP irp = IoBuildDeviceIoControlRequest(CODE, probe.device, NULL, 0, NULL, 0, FALSE, &event, &block);
    claim(IoCallDriver(probe.device, irp) == STATUS_PENDING);
    ke_wait_one(&event, KernelMode, FALSE, NULL);
    claim(block.Status == STATUS_UNSUCCESSFUL);
}

static uintptr_t ask_and_leave(void)
{
    IO_STATUS_BLOCK here;
    PIRP irp = IoBuildDeviceIoControlRequest(CODE, probe.device, NULL, 0, NULL, 0, FALSE, &event, &here);
    claim(IoCallDriver(probe.device, irp) == STATUS_PENDING);
    return 0;
}

static void answer_late(void)
{
    start(true);
    ke_call(&(struct ke_call){.kind = KE_CALLBACK, .routine = (const void *)ask_and_leave});
    finish(pended, STATUS_SUCCESS, 0);
}

static void an_answer_onto_a_stack_that_is_gone_is_0xc9_0c(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(answer_late, DRIVER_VERIFIER_IOMANAGER_VIOLATION);
    assert_int_equal(end->parameter[0], 0x0C);
}

static NTSTATUS free_it(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    (void)device;
    claim(((UCHAR *)irp->AssociatedIrp.SystemBuffer)[0] == 7);
    ExFreePool(irp->AssociatedIrp.SystemBuffer);
    IoFreeIrp(irp);
    ++*(unsigned *)context;
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static void transfers(void)
{
    UCHAR buffer[8] = {0};
    unsigned freed = 0;
    LARGE_INTEGER offset = {.QuadPart = 5};
    start(false);
    PIRP irp = IoBuildSynchronousFsdRequest(IRP_MJ_READ, probe.device, buffer, 8, &offset, &event, &block);
    claim(IoGetNextIrpStackLocation(irp)->Parameters.Read.ByteOffset.QuadPart == 5);
    claim(IoCallDriver(probe.device, irp) == STATUS_SUCCESS && block.Information == 8 && buffer[7] == 7);
    irp = IoBuildAsynchronousFsdRequest(IRP_MJ_READ, probe.device, buffer, 8, &offset, &block);
    IoSetCompletionRoutine(irp, free_it, &freed, TRUE, TRUE, TRUE);
    claim(IoCallDriver(probe.device, irp) == STATUS_SUCCESS && freed == 1);
}

static void associated(void)
{
    start(true);
    PIRP master = IoAllocateIrp(2, FALSE);
    master->AssociatedIrp.IrpCount = 2;
    PIRP first = IoMakeAssociatedIrp(master, 1), second = IoMakeAssociatedIrp(master, 1);
    claim(!IoMakeAssociatedIrp(master, -1));
    IoGetNextIrpStackLocation(first)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoGetNextIrpStackLocation(second)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    claim(first->AssociatedIrp.MasterIrp == master && (first->Flags & IRP_ASSOCIATED_IRP));
    IoSetNextIrpStackLocation(master);
    IoGetNextIrpStackLocation(master)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoCallDriver(probe.device, first);
    claim(master->AssociatedIrp.IrpCount == 1);
    IoSetMasterIrpStatus(master, STATUS_UNSUCCESSFUL);
    IoSetMasterIrpStatus(master, STATUS_SUCCESS);
    claim(master->IoStatus.Status == STATUS_UNSUCCESSFUL);
    master->AssociatedIrp.IrpCount++; /* so that the master, which is nobody's, is not completed here */
    IoCallDriver(probe.device, second);
    claim(master->AssociatedIrp.IrpCount == 1);
    IoFreeIrp(master);
}

static void freed_by_the_driver(void)
{
    start(false);
    IoFreeIrp(IoBuildDeviceIoControlRequest(CODE, probe.device, NULL, 0, NULL, 0, FALSE, &event, &block));
}

TEST(a_control_request_is_answered_and_freed, control_request)
TEST(a_pended_one_signals_its_event_even_for_an_error, pended_control)
TEST(an_asynchronous_one_is_the_drivers_to_free, transfers)
TEST(associated_irps_count_down_their_master, associated)

static void freeing_an_irp_of_the_thread_is_a_bug_check(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(freed_by_the_driver, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_control_request_is_answered_and_freed),
        cmocka_unit_test(a_pended_one_signals_its_event_even_for_an_error),
        cmocka_unit_test(an_asynchronous_one_is_the_drivers_to_free),
        cmocka_unit_test(associated_irps_count_down_their_master),
        cmocka_unit_test(freeing_an_irp_of_the_thread_is_a_bug_check),
        cmocka_unit_test(an_answer_onto_a_stack_that_is_gone_is_0xc9_0c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
