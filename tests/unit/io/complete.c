/* Claims about the walk up the stack (semantics 35-39). */
#include "test.h"

static struct {
    unsigned calls;
    PDEVICE_OBJECT device;
    BOOLEAN pending;
    CHAR location;
    UCHAR control;
    NTSTATUS result;
    NTSTATUS status; /* what the lower driver completes with */
    bool mark;
    PIRP kept;
} seen;

static NTSTATUS lower(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    if (!seen.mark)
        return finish(irp, seen.status, 0);
    IoMarkIrpPending(irp);
    finish(irp, seen.status, 0);
    return STATUS_PENDING;
}

static NTSTATUS on_completion(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    claim(context == &seen);
    seen.calls++;
    seen.device = device;
    seen.pending = irp->PendingReturned;
    seen.location = irp->CurrentLocation;
    if (irp->CurrentLocation <= irp->StackCount) {
        seen.control = IoGetCurrentIrpStackLocation(irp)->Control;
        claim(IoGetNextIrpStackLocation(irp)->CompletionRoutine == NULL && IoGetNextIrpStackLocation(irp)->Control == 0);
    }
    return seen.result;
}

/* One IRP of two locations: the upper one is ours, the routine is set for `success`, `error`, `cancel`. */
static PIRP send(bool success, bool error, bool cancel, bool cancelled)
{
    load_probe();
    probe.dispatch = lower;
    PIRP irp = IoAllocateIrp(2, FALSE);
    IoSetNextIrpStackLocation(irp);
    IoGetCurrentIrpStackLocation(irp)->DeviceObject = probe.device;
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    irp->Cancel = cancelled;
    IoSetCompletionRoutine(irp, on_completion, &seen, success, error, cancel);
    IoCallDriver(probe.device, irp);
    return irp;
}

static void reset(NTSTATUS status)
{
    memset(&seen, 0, sizeof seen);
    seen.status = status;
    seen.result = STATUS_MORE_PROCESSING_REQUIRED;
}

static void invoked(void)
{
    reset(STATUS_SUCCESS);
    PIRP irp = send(true, false, false, false);
    claim(seen.calls == 1 && seen.device == probe.device && !seen.pending && seen.location == 2 && seen.control == 0);
    IoFreeIrp(irp);
}

static void pending_returned(void)
{
    reset(STATUS_SUCCESS);
    seen.mark = true;
    IoFreeIrp(send(true, true, true, false));
    claim(seen.calls == 1 && seen.pending && seen.control == 0);
}

static void on_error(void)
{
    reset(STATUS_UNSUCCESSFUL);
    IoFreeIrp(send(false, true, false, false));
    claim(seen.calls == 1);
}

static void on_cancel(void)
{
    reset(STATUS_SUCCESS);
    IoFreeIrp(send(false, false, true, true));
    claim(seen.calls == 1);
}

static NTSTATUS first_keeps(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    (void)context;
    claim(device == NULL); /* above the top there is no device */
    seen.calls++;
    seen.kept = irp;
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS resumes(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    (void)irp;
    (void)context;
    claim(device == probe.device);
    seen.calls += 10;
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static void resumed(void)
{
    reset(STATUS_SUCCESS);
    load_probe();
    probe.dispatch = lower;
    PIRP irp = IoAllocateIrp(2, FALSE);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoSetCompletionRoutine(irp, first_keeps, NULL, TRUE, TRUE, TRUE);
    IoSetNextIrpStackLocation(irp);
    IoGetCurrentIrpStackLocation(irp)->DeviceObject = probe.device;
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoSetCompletionRoutine(irp, resumes, NULL, TRUE, TRUE, TRUE);
    IoCallDriver(probe.device, irp);
    claim(seen.calls == 10 && irp->CurrentLocation == 2);
    IoCompleteRequest(irp, IO_NO_INCREMENT); /* goes on at the upper location */
    claim(seen.calls == 11 && seen.kept == irp);
    IoFreeIrp(irp);
}

static void forwarded(void)
{
    reset(STATUS_NOT_SUPPORTED);
    seen.mark = true;
    load_probe();
    probe.dispatch = lower;
    PIRP irp = IoAllocateIrp(2, FALSE);
    IoSetNextIrpStackLocation(irp);
    IoGetCurrentIrpStackLocation(irp)->MajorFunction = IRP_MJ_PNP;
    claim(IoForwardIrpSynchronously(probe.device, irp) && irp->IoStatus.Status == STATUS_NOT_SUPPORTED && irp->CurrentLocation == 2);
    IoFreeIrp(irp);
}

static bool held;
static NTSTATUS hold_routine(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    (void)irp;
    (void)context;
    (void)device;
    held = ob_held(probe.device, OB_BY_COMPLETION) == 1;
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static void safe(void)
{
    reset(STATUS_SUCCESS);
    load_probe();
    probe.dispatch = lower;
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    claim(NT_SUCCESS(IoSetCompletionRoutineEx(probe.device, irp, hold_routine, NULL, TRUE, TRUE, TRUE)));
    claim(ob_held(probe.device, OB_BY_COMPLETION) == 1);
    IoCallDriver(probe.device, irp);
    claim(held && ob_held(probe.device, OB_BY_COMPLETION) == 0);
    IoFreeIrp(irp);
}

static void twice(void)
{
    reset(STATUS_SUCCESS);
    load_probe();
    IO_STATUS_BLOCK block;
    KEVENT event;
    ke_event_init(&event, NotificationEvent, FALSE);
    PIRP irp = IoBuildDeviceIoControlRequest(CTL_CODE(1, 0x800, METHOD_BUFFERED, 0), probe.device, NULL, 0, NULL, 0, FALSE, &event, &block);
    IoCallDriver(probe.device, irp);
    IoCompleteRequest(irp, IO_NO_INCREMENT);
}

static void still_pending(void)
{
    reset(STATUS_PENDING);
    send(true, true, true, false);
}

static void nobody(void)
{
    load_probe();
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoCallDriver(probe.device, irp);
}

TEST(a_routine_sees_cleared_fields_and_the_upper_location, invoked)
TEST(pending_returned_is_what_the_lower_driver_marked, pending_returned)
TEST(a_routine_for_errors_is_called_for_errors, on_error)
TEST(a_routine_for_cancel_is_called_for_cancelled_irps, on_cancel)
TEST(completing_again_goes_on_at_the_upper_location, resumed)
TEST(forwarding_synchronously_gives_the_irp_back, forwarded)
TEST(the_ex_form_holds_the_device_until_the_routine_has_returned, safe)

static void misuse_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(twice, MULTIPLE_IRP_COMPLETE_REQUESTS);
    assert_int_equal(run_body_to_bugcheck(still_pending, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x06);
    run_body_to_bugcheck(nobody, IRQL_NOT_LESS_OR_EQUAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_routine_sees_cleared_fields_and_the_upper_location),
        cmocka_unit_test(pending_returned_is_what_the_lower_driver_marked),
        cmocka_unit_test(a_routine_for_errors_is_called_for_errors),
        cmocka_unit_test(a_routine_for_cancel_is_called_for_cancelled_irps),
        cmocka_unit_test(completing_again_goes_on_at_the_upper_location),
        cmocka_unit_test(forwarding_synchronously_gives_the_irp_back),
        cmocka_unit_test(the_ex_form_holds_the_device_until_the_routine_has_returned),
        cmocka_unit_test(misuse_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
