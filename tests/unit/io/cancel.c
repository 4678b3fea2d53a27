/* Claims about cancelling and thread exit (semantics 41-43). */
#include "test.h"

#define CODE CTL_CODE(1, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

static PIRP pended;
static unsigned cancels;
static bool cancellable;

static VOID on_cancel(PDEVICE_OBJECT device, PIRP irp)
{
    claim(device == probe.device && irp == pended && irp->Cancel && !irp->CancelRoutine && ke_irql() == DISPATCH_LEVEL);
    cancels++;
    IoReleaseCancelSpinLock(irp->CancelIrql);
    finish(irp, STATUS_CANCELLED, 0);
}

static NTSTATUS pend(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    if (IoGetCurrentIrpStackLocation(irp)->MajorFunction == IRP_MJ_CREATE)
        return finish(irp, STATUS_SUCCESS, 0);
    pended = irp;
    IoMarkIrpPending(irp);
    if (cancellable)
        (void)IoSetCancelRoutine(irp, on_cancel);
    return STATUS_PENDING;
}

static HANDLE start(bool can_cancel)
{
    load_probe();
    probe.dispatch = pend;
    cancels = 0;
    cancellable = can_cancel;
    return open_probe(0);
}

static void cancelled(void)
{
    IO_STATUS_BLOCK block = {.Status = 77};
    HANDLE handle = start(true);
    claim(control(handle, CODE, NULL, 0, NULL, 0, &block) == STATUS_PENDING);
    claim(IoCancelIrp(pended) && cancels == 1);
    claim(block.Status == STATUS_CANCELLED && ke_irql() == PASSIVE_LEVEL);
    claim(io_cancel_requests(handle, false, KernelMode, NULL) == STATUS_NOT_FOUND);
    close_handle(handle);
}

static void no_routine(void)
{
    IO_STATUS_BLOCK block;
    HANDLE handle = start(false);
    control(handle, CODE, NULL, 0, NULL, 0, &block);
    claim(!IoCancelIrp(pended) && pended->Cancel && cancels == 0);
    finish(pended, STATUS_SUCCESS, 0);
    close_handle(handle);
}

/* The lock that the cancel routine is entered with: one in the system, at DISPATCH_LEVEL. */
static bool got_lock;
static void wants_lock(void)
{
    KIRQL irql = 77;
    IoAcquireCancelSpinLock(&irql);
    got_lock = true;
    claim(irql == PASSIVE_LEVEL && ke_irql() == DISPATCH_LEVEL);
    IoReleaseCancelSpinLock(irql);
}

static void cancel_lock(void)
{
    KIRQL irql;
    got_lock = false;
    IoAcquireCancelSpinLock(&irql);
    claim(irql == PASSIVE_LEVEL && ke_irql() == DISPATCH_LEVEL);
    start_body(wants_lock);
    KeStallExecutionProcessor(100);
    claim(!got_lock);
    IoReleaseCancelSpinLock(irql);
    claim(ke_irql() == PASSIVE_LEVEL);
    pause_ms(1);
    claim(got_lock);
}

static void the_cancel_lock_is_one_for_all(void **state)
{
    (void)state;
    run_body_on(2, cancel_lock);
}

static void by_handle(void)
{
    IO_STATUS_BLOCK first, second;
    HANDLE handle = start(true);
    control(handle, CODE, NULL, 0, NULL, 0, &first);
    claim(io_cancel_requests(handle, true, KernelMode, &second) == STATUS_NOT_FOUND);
    claim(io_cancel_requests(handle, true, KernelMode, &first) == STATUS_SUCCESS && cancels == 1);
    close_handle(handle);
}

static IO_STATUS_BLOCK exit_block;
static HANDLE exit_handle;
static void issue_and_end(void *context)
{
    (void)context;
    control(exit_handle, CODE, NULL, 0, NULL, 0, &exit_block);
}

static struct ps_thread *issuer(void)
{
    return ps_system_thread(ps_system_process(), issue_and_end, NULL, "issuer");
}

static void exit_cancels(void)
{
    exit_handle = start(true);
    struct ps_thread *thread = issuer();
    ke_wait_one(thread, KernelMode, FALSE, NULL);
    claim(cancels == 1 && exit_block.Status == STATUS_CANCELLED);
    ob_dereference(thread, OB_BY_CREATE);
    close_handle(exit_handle);
}

static void exit_gives_up(void)
{
    exit_handle = start(false);
    uint64_t before = ke_now();
    struct ps_thread *thread = issuer();
    ke_wait_one(thread, KernelMode, FALSE, NULL);
    claim(ke_now() - before >= 300ull * 10000000 && ke_now() - before < 310ull * 10000000); /* five minutes */
    ob_dereference(thread, OB_BY_CREATE);
    finish(pended, STATUS_SUCCESS, 0); /* nobody is told, and nothing breaks */
    close_handle(exit_handle);
    pause_ms(1);
    claim(probe.closes == 1);
}

static void completed_with_routine(void)
{
    IO_STATUS_BLOCK block;
    HANDLE handle = start(true);
    control(handle, CODE, NULL, 0, NULL, 0, &block);
    finish(pended, STATUS_SUCCESS, 0);
}

static VOID keeps_lock(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    (void)irp;
}

static void lock_kept(void)
{
    IO_STATUS_BLOCK block;
    HANDLE handle = start(false);
    control(handle, CODE, NULL, 0, NULL, 0, &block);
    (void)IoSetCancelRoutine(pended, keeps_lock);
    IoCancelIrp(pended);
}

TEST(the_cancel_routine_is_called_with_the_lock_held, cancelled)
TEST(without_a_routine_only_the_flag_is_set, no_routine)
TEST(requests_of_a_handle_are_cancelled_by_status_block, by_handle)
TEST(a_thread_that_ends_cancels_its_requests_and_waits, exit_cancels)
TEST(after_five_minutes_the_thread_goes_without_them, exit_gives_up)

static void misuse_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(completed_with_routine, CANCEL_STATE_IN_COMPLETED_IRP);
    run_body_to_bugcheck(lock_kept, DRIVER_RETURNED_HOLDING_CANCEL_LOCK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cancel_lock_is_one_for_all),
        cmocka_unit_test(the_cancel_routine_is_called_with_the_lock_held),
        cmocka_unit_test(without_a_routine_only_the_flag_is_set),
        cmocka_unit_test(requests_of_a_handle_are_cancelled_by_status_block),
        cmocka_unit_test(a_thread_that_ends_cancels_its_requests_and_waits),
        cmocka_unit_test(after_five_minutes_the_thread_goes_without_them),
        cmocka_unit_test(misuse_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
