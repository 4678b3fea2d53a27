/* Claims about opening, CLEANUP and CLOSE (semantics 29-33). */
#include "test.h"

static UNICODE_STRING name_seen;
static bool pend;
static PIRP pended;

static NTSTATUS on_create(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    if (stack->MajorFunction != IRP_MJ_CREATE)
        return finish(irp, STATUS_SUCCESS, 0);
    name_seen = stack->FileObject->FileName;
    claim(stack->Parameters.Create.SecurityContext->DesiredAccess == FILE_ALL_ACCESS);
    if (name_seen.Length > sizeof(WCHAR) && name_seen.Buffer[1] == L'x')
        return finish(irp, STATUS_ACCESS_DENIED, 0);
    return finish(irp, STATUS_SUCCESS, FILE_OPENED);
}

static void opens(void)
{
    NTSTATUS status;
    load_probe();
    probe.dispatch = on_create;
    HANDLE handle = open_path(L"\\Device\\Probe\\rest", 0, &status);
    claim(handle && name_seen.Length == 5 * sizeof(WCHAR) && name_seen.Buffer[0] == L'\\' && name_seen.Buffer[4] == L't');
    claim(probe.device->ReferenceCount == 1);
    close_handle(handle);
    claim(probe.cleanups == 1 && probe.closes == 1 && probe.device->ReferenceCount == 0);
}

static void denied(void)
{
    NTSTATUS status;
    load_probe();
    probe.dispatch = on_create;
    claim(!open_path(L"\\Device\\Probe\\x", 0, &status) && status == STATUS_ACCESS_DENIED);
    claim(probe.cleanups == 0 && probe.closes == 0 && probe.device->ReferenceCount == 0);
}

static void exclusive(void)
{
    NTSTATUS status;
    load_probe();
    probe.device->Flags |= DO_EXCLUSIVE;
    HANDLE handle = open_probe(0);
    claim(!open_path(L"\\Device\\Probe", 0, &status) && status == STATUS_ACCESS_DENIED);
    close_handle(handle);
    close_handle(open_probe(0));
}

static void initializing(void)
{
    NTSTATUS status;
    load_probe();
    probe.device->Flags |= DO_DEVICE_INITIALIZING;
    claim(!open_path(L"\\Device\\Probe", 0, &status) && status == STATUS_NO_SUCH_DEVICE);
    claim(!open_path(L"\\Device\\Nothing", 0, &status) && status == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(!open_path(L"\\Device", 0, &status) && status == STATUS_OBJECT_TYPE_MISMATCH);
}

static NTSTATUS pend_requests(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    if (!pend || IoGetCurrentIrpStackLocation(irp)->MajorFunction == IRP_MJ_CREATE)
        return finish(irp, STATUS_SUCCESS, 0);
    pended = irp;
    IoMarkIrpPending(irp);
    return STATUS_PENDING;
}

static void outstanding(void)
{
    IO_STATUS_BLOCK block = {.Status = 77};
    load_probe();
    pend = true;
    probe.dispatch = pend_requests;
    HANDLE handle = open_probe(0);
    claim(control(handle, CTL_CODE(1, 0x800, METHOD_BUFFERED, 0), NULL, 0, NULL, 0, &block) == STATUS_PENDING && block.Status == 77);
    close_handle(handle);
    claim(probe.cleanups == 1 && probe.closes == 0 && probe.device->ReferenceCount == 1); /* the request holds the file */
    finish(pended, STATUS_SUCCESS, 3);
    claim(block.Status == STATUS_SUCCESS && block.Information == 3);
    pause_ms(1);
    claim(probe.closes == 1 && probe.device->ReferenceCount == 0);
}

static void duplicated(void)
{
    load_probe();
    HANDLE handle = open_probe(0), second;
    claim(NT_SUCCESS(ob_handle_duplicate(ob_kernel_table(), handle, ob_kernel_table(), 0, true, OBJ_KERNEL_HANDLE, &second)));
    close_handle(handle);
    claim(probe.cleanups == 0);
    close_handle(second);
    claim(probe.cleanups == 1 && probe.closes == 1);
}

static VOID complete_later(void *context)
{
    pause_ms(2);
    finish(context, STATUS_SUCCESS, FILE_OPENED);
}

static NTSTATUS pend_create(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    IoMarkIrpPending(irp);
    ob_dereference(ps_system_thread(ps_system_process(), complete_later, irp, "completer"), OB_BY_CREATE);
    return STATUS_PENDING;
}

static void pended_create(void)
{
    load_probe();
    probe.dispatch = pend_create;
    close_handle(open_probe(0));
    claim(probe.closes == 1);
}

TEST(the_rest_of_the_path_is_the_file_name, opens)
TEST(a_failed_create_gets_neither_cleanup_nor_close, denied)
TEST(an_exclusive_device_is_opened_once, exclusive)
TEST(an_initialising_device_cannot_be_opened, initializing)
TEST(close_comes_after_the_last_request, outstanding)
TEST(cleanup_comes_with_the_last_handle, duplicated)
TEST(a_pended_create_is_waited_for, pended_create)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rest_of_the_path_is_the_file_name),
        cmocka_unit_test(a_failed_create_gets_neither_cleanup_nor_close),
        cmocka_unit_test(an_exclusive_device_is_opened_once),
        cmocka_unit_test(an_initialising_device_cannot_be_opened),
        cmocka_unit_test(close_comes_after_the_last_request),
        cmocka_unit_test(cleanup_comes_with_the_last_handle),
        cmocka_unit_test(a_pended_create_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
