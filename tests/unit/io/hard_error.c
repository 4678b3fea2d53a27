/* Claims about hard errors: whose device is to be verified, what is told, and what becomes of the request. */
#include "test.h"

#include "rtl/rtl.h"

#include <ntifs.h>

static char printed[512];
static void note_text(const char *text)
{
    snprintf(printed, sizeof printed, "%s", text);
}

static void start(void)
{
    load_probe();
    printed[0] = 0;
    rtl_on_debug_text(note_text);
}

static void verify(void)
{
    start();
    PETHREAD self = PsGetCurrentThread();
    PIRP irp = IoAllocateIrp(1, FALSE);
    irp->Tail.Overlay.Thread = self;
    claim(IoGetDeviceToVerify(self) == NULL);
    KIRQL irql = ke_raise(DISPATCH_LEVEL); /* as a DpcForIsr does it */
    IoSetHardErrorOrVerifyDevice(irp, probe.device);
    ke_lower(irql);
    claim(IoGetDeviceToVerify(self) == probe.device && ob_pointer_count(probe.device) == ob_held(probe.device, OB_BY_CREATE) + ob_held(probe.device, OB_BY_NAME));
    IoSetDeviceToVerify(self, NULL);
    claim(IoGetDeviceToVerify(self) == NULL);
    irp->Tail.Overlay.Thread = NULL;
    IoFreeIrp(irp);
}

static void verify_for_nobody(void)
{
    start();
    IoSetHardErrorOrVerifyDevice(IoAllocateIrp(1, FALSE), probe.device);
}

static void informational(void)
{
    UNICODE_STRING about = wide(L"\\Device\\Probe");
    start();
    claim(IoRaiseInformationalHardError(STATUS_DEVICE_NOT_READY, &about, NULL));
    claim(strcmp(printed, "hard error: STATUS_DEVICE_NOT_READY \\Device\\Probe\n") == 0);
    claim(IoRaiseInformationalHardError((NTSTATUS)0xE1234567, NULL, (PKTHREAD)PsGetCurrentThread()));
    claim(strcmp(printed, "hard error: Unknown Hard Error\n") == 0);
    printed[0] = 0;
    claim(IoSetThreadHardErrorMode(FALSE) == TRUE && IoSetThreadHardErrorMode(FALSE) == FALSE);
    claim(!IoRaiseInformationalHardError(STATUS_DEVICE_NOT_READY, NULL, (PKTHREAD)PsGetCurrentThread()) && !printed[0]);
    claim(IoRaiseInformationalHardError(STATUS_DEVICE_NOT_READY, NULL, NULL)); /* nobody's */
    claim(IoSetThreadHardErrorMode(TRUE) == FALSE && IoSetThreadHardErrorMode(TRUE) == TRUE);
}

static bool quiet_thread;
static PIRP raised;
static NTSTATUS raise_it(PDEVICE_OBJECT device, PIRP irp)
{
    if (IoGetCurrentIrpStackLocation(irp)->MajorFunction != IRP_MJ_DEVICE_CONTROL)
        return finish(irp, STATUS_SUCCESS, 0);
    IoMarkIrpPending(irp);
    memset(irp->AssociatedIrp.SystemBuffer, 9, 4);
    irp->IoStatus.Status = STATUS_VERIFY_REQUIRED; /* a warning: data would go back */
    irp->IoStatus.Information = 4;
    BOOLEAN before = IoSetThreadHardErrorMode(!quiet_thread);
    raised = irp;
    IoRaiseHardError(irp, NULL, device);
    IoSetThreadHardErrorMode(before);
    return STATUS_PENDING;
}

static void request(bool quiet)
{
    IO_STATUS_BLOCK block = {.Information = 77};
    UCHAR output[4] = {1, 2, 3, 4};
    start();
    probe.dispatch = raise_it;
    quiet_thread = quiet;
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    NTSTATUS status = control(handle, CTL_CODE(1, 0x800, METHOD_BUFFERED, 0), NULL, 0, output, 4, &block);
    claim(status == STATUS_VERIFY_REQUIRED && block.Status == STATUS_VERIFY_REQUIRED && block.Information == 0 && output[0] == 1 && output[3] == 4);
    close_handle(handle);
}

static void told_and_completed(void)
{
    request(false);
    claim(strcmp(printed, "hard error: STATUS_VERIFY_REQUIRED\n") == 0);
}

static void completed_quietly(void)
{
    request(true);
    claim(!printed[0]);
}

static void in_critical_region(void)
{
    start();
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoSetNextIrpStackLocation(irp);
    KeEnterCriticalRegion();
    IoRaiseHardError(irp, NULL, probe.device);
}

static void at_dispatch(void)
{
    start();
    ke_raise(DISPATCH_LEVEL);
    IoRaiseInformationalHardError(STATUS_DEVICE_NOT_READY, NULL, NULL);
}

TEST(the_thread_of_a_request_learns_which_device_to_verify, verify)
TEST(what_a_driver_tells_stands_among_the_debug_text, informational)
TEST(a_request_with_a_hard_error_is_completed_without_data, told_and_completed)
TEST(where_hard_errors_are_off_nothing_is_told, completed_quietly)

static void misuse_stops(void **state)
{
    (void)state;
    run_body_to_bugcheck(verify_for_nobody, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED);
    run_body_to_bugcheck(at_dispatch, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_non_null(strstr(run_body_to(in_critical_region, KE_NOT_MODELLED)->text, "IoRaiseHardError"));
    rtl_on_debug_text(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_thread_of_a_request_learns_which_device_to_verify),
        cmocka_unit_test(what_a_driver_tells_stands_among_the_debug_text),
        cmocka_unit_test(a_request_with_a_hard_error_is_completed_without_data),
        cmocka_unit_test(where_hard_errors_are_off_nothing_is_told),
        cmocka_unit_test(misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
