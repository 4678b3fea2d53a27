/* Claims about who holds a driver (design 4.11). */
#include "test.h"

static struct io_holder holders[8];

static bool held_by(const char *service, const char *kind)
{
    size_t n = io_driver_holders(service, holders, 8);
    for (size_t i = 0; i < n && i < 8; i++)
        if (strcmp(holders[i].kind, kind) == 0)
            return true;
    return false;
}

static void nobody(void)
{
    load_probe();
    claim(io_driver_holders("probe", holders, 8) == 0);
    claim(io_driver_holders("nothing", holders, 8) == 0);
}

static void handles(void)
{
    load_probe();
    HANDLE handle = open_probe(0);
    claim(io_driver_holders("probe", holders, 8) == 1);
    claim(held_by("probe", "open handle") && strcmp(holders[0].object, "\\Device\\Probe") == 0 && holders[0].at_100ns == ke_now());
    close_handle(handle);
    claim(io_driver_holders("probe", holders, 8) == 0);
}

static void pointers(void)
{
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    load_probe();
    claim(NT_SUCCESS(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device)));
    claim(held_by("probe", "file object"));
    ob_dereference_by(file, 1, 0);
    claim(!held_by("probe", "file object"));
}

static void references(void)
{
    load_probe();
    ob_reference_by(probe.device, 1, 0);
    ob_reference_by(probe.device, 2, 0);
    ob_dereference_by(probe.device, 3, 0);
    claim(held_by("probe", "leaked reference") && holders[0].count == 1 && holders[0].where == 2);
    IoDeleteDevice(probe.device);
    claim(held_by("probe", "leaked reference") && strcmp(holders[0].object, "\\Device\\Probe") == 0); /* the name is remembered */
}

static NTSTATUS pend(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    if (IoGetCurrentIrpStackLocation(irp)->MajorFunction == IRP_MJ_CREATE)
        return finish(irp, STATUS_SUCCESS, 0);
    IoMarkIrpPending(irp);
    return STATUS_PENDING;
}

static void requests(void)
{
    static IO_STATUS_BLOCK block;
    load_probe();
    probe.dispatch = pend;
    HANDLE handle = open_probe(0);
    control(handle, CTL_CODE(1, 0x800, METHOD_BUFFERED, 0), NULL, 0, NULL, 0, &block);
    close_handle(handle);
    claim(!held_by("probe", "open handle") && held_by("probe", "IRP"));
    claim(strcmp(holders[0].object, "\\Device\\Probe") == 0 && holders[0].at_100ns == ke_now() && strstr(holders[0].holder, "probe"));
}

static void nature(void)
{
    load_probe();
    probe.driver->DriverUnload = NULL;
    claim(held_by("probe", "no Unload routine") && strcmp(holders[0].object, "\\Driver\\probe") == 0 && holders[0].holder[0]);
}

TEST(a_driver_that_may_leave_is_held_by_nobody, nobody)
TEST(an_open_handle_is_named_with_its_process, handles)
TEST(a_file_object_without_a_handle_is_named, pointers)
TEST(a_leaked_reference_is_named_by_its_taker, references)
TEST(a_request_that_nobody_completed_is_named, requests)
TEST(a_missing_unload_routine_is_named, nature)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_driver_that_may_leave_is_held_by_nobody),
        cmocka_unit_test(an_open_handle_is_named_with_its_process),
        cmocka_unit_test(a_file_object_without_a_handle_is_named),
        cmocka_unit_test(a_leaked_reference_is_named_by_its_taker),
        cmocka_unit_test(a_request_that_nobody_completed_is_named),
        cmocka_unit_test(a_missing_unload_routine_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
