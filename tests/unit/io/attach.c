/* Claims about device stacks (semantics 14 of unload, 28). */
#include "test.h"

static PDEVICE_OBJECT filter_device, below;
static unsigned seen;

static NTSTATUS pass_on(PDEVICE_OBJECT device, PIRP irp)
{
    claim(device == filter_device);
    seen++;
    IoSkipCurrentIrpStackLocation(irp);
    return IoCallDriver(below, irp);
}

static VOID filter_unload(PDRIVER_OBJECT driver)
{
    (void)driver;
    IoDetachDevice(below);
    IoDeleteDevice(filter_device);
}

static NTSTATUS filter_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    for (int major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++)
        driver->MajorFunction[major] = pass_on;
    driver->DriverUnload = filter_unload;
    claim(NT_SUCCESS(IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &filter_device)));
    below = IoAttachDeviceToDeviceStack(filter_device, probe.device);
    return below ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE;
}

static void load_both(void)
{
    load_probe();
    seen = 0;
    claim(load(1, "filter", filter_entry) == STATUS_SUCCESS);
}

static void stack(void)
{
    load_both();
    claim(below == probe.device && filter_device->StackSize == 2 && probe.device->AttachedDevice == filter_device);
    claim(IoGetAttachedDevice(probe.device) == filter_device);
    claim(IoGetLowerDeviceObject(filter_device) == probe.device);
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    claim(seen == 1 && probe.creates == 1);
    claim(probe.device->ReferenceCount == 1 && filter_device->ReferenceCount == 0); /* the open counts on the named device */
    close_handle(handle);
    claim(seen == 3 && probe.closes == 1);
}

static void lower_waits(void)
{
    struct io_holder holder;
    load_both();
    claim(io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_UNLOAD_PENDING);
    claim(io_driver_holders("probe", &holder, 1) == 1 && strcmp(holder.kind, "attached device") == 0);
    claim(io_driver_unload("filter") == STATUS_SUCCESS && state_of("filter") == IO_GONE);
    pause_ms(1);
    claim(state_of("probe") == IO_GONE);
}

static void refused(void)
{
    load_probe();
    PDEVICE_OBJECT other, safe;
    claim(NT_SUCCESS(IoCreateDevice(probe.driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &other)));
    claim(IoAttachDeviceToDeviceStackSafe(probe.device, other, &safe) == STATUS_NO_SUCH_DEVICE); /* still initialising */
    HANDLE handle = open_probe(0);
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    other->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    claim(IoAttachDeviceToDeviceStack(other, probe.device) == NULL); /* on its way out */
    IoDeleteDevice(other);
    close_handle(handle);
}

static void by_name(void)
{
    load_probe();
    PDEVICE_OBJECT other, attached;
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    claim(NT_SUCCESS(IoCreateDevice(probe.driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &other)));
    claim(IoAttachDevice(other, &name, &attached) == STATUS_SUCCESS && attached == probe.device);
    claim(probe.device->ReferenceCount == 0); /* the open was for a moment */
    IoDetachDevice(probe.device);
    IoDeleteDevice(other);
}

static void pointer(void)
{
    load_probe();
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    claim(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device) == STATUS_SUCCESS && device == probe.device);
    claim(probe.device->ReferenceCount == 1 && probe.cleanups == 1 && probe.closes == 0);
    claim(io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_UNLOAD_PENDING);
    ob_dereference_by(file, 0, 0);
    pause_ms(1);
    claim(probe.closes == 1 && probe.cleanups == 1 && state_of("probe") == IO_GONE);
}

static void both_ends(void)
{
    load_both();
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    PFILE_OBJECT file;
    LONG_PTR lower = ob_pointer_count(probe.device), upper = ob_pointer_count(filter_device);
    claim(NT_SUCCESS(ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, (PVOID *)&file, NULL)));
    claim(file->DeviceObject == probe.device && IoGetRelatedDeviceObject(file) == filter_device);
    claim(IoGetDeviceAttachmentBaseRef(filter_device) == probe.device && ob_pointer_count(probe.device) == lower + 1);
    claim(IoGetDeviceAttachmentBaseRef(probe.device) == probe.device && ob_pointer_count(probe.device) == lower + 2);
    claim(ob_pointer_count(filter_device) == upper); /* a related device is not referenced */
    ObDereferenceObject(probe.device);
    ObDereferenceObject(probe.device);
    ObDereferenceObject(file);
    close_handle(handle);
}

static void delete_attached(void)
{
    load_both();
    IoDeleteDevice(filter_device);
}

static void detach_nothing(void)
{
    load_probe();
    IoDetachDevice(probe.device);
}

TEST(requests_enter_at_the_top_and_the_open_counts_at_the_bottom, stack)
TEST(a_stack_is_found_from_both_ends_and_the_base_is_referenced, both_ends)
TEST(a_driver_below_is_unloaded_when_the_one_above_has_detached, lower_waits)
TEST(nothing_attaches_to_what_is_initialising_or_leaving, refused)
TEST(attaching_by_name_leaves_no_file_open, by_name)
TEST(a_device_pointer_keeps_the_device_open_until_its_file_is_dropped, pointer)

static void wrong_order_is_a_bug_check(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(delete_attached, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x201);
    assert_int_equal(run_body_to_bugcheck(detach_nothing, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x202);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_enter_at_the_top_and_the_open_counts_at_the_bottom),
        cmocka_unit_test(a_stack_is_found_from_both_ends_and_the_base_is_referenced),
        cmocka_unit_test(a_driver_below_is_unloaded_when_the_one_above_has_detached),
        cmocka_unit_test(nothing_attaches_to_what_is_initialising_or_leaving),
        cmocka_unit_test(attaching_by_name_leaves_no_file_open),
        cmocka_unit_test(a_device_pointer_keeps_the_device_open_until_its_file_is_dropped),
        cmocka_unit_test(wrong_order_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
