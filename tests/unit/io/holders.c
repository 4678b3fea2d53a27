/* Claims about who holds a driver (design 4.11). */
#include "test.h"
#include "ob/private.h"

static struct io_holder holders[8];

static uintptr_t site_of_handle;

static void note_handle(void *context, const struct ob_handle_info *info)
{
    if (info->handle == context)
        site_of_handle = info->opened_by;
}

static uintptr_t opened_by(HANDLE handle)
{
    site_of_handle = 0;
    ob_handles_visit(note_handle, handle);
    return site_of_handle;
}

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
    char expected[96];
    snprintf(expected, sizeof expected, "process System, handle 0x%x", (unsigned)(uintptr_t)handle);
    claim(strcmp(holders[0].holder, expected) == 0 && holders[0].count == 1 && holders[0].object_id);
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
    claim(io_driver_holders("probe", holders, 8) == 1 && held_by("probe", "file object"));
    claim(strcmp(holders[0].object, "\\Device\\Probe") == 0 && strcmp(holders[0].holder, "driver ?") == 0 && holders[0].where); /* of the test, which is no driver */
    ob_dereference_by(file, 1, 0);
    claim(!held_by("probe", "file object"));
}

static void references(void)
{
    load_probe();
    ob_reference_by(probe.device, 1, 0);
    ob_reference_by(probe.device, 2, 0);
    ob_dereference_by(probe.device, 3, 0);
    claim(io_driver_holders("probe", holders, 8) == 1 && held_by("probe", "leaked reference") && holders[0].count == 1 && holders[0].where == 2);
    claim(strcmp(holders[0].object, "\\Device\\Probe") == 0 && strcmp(holders[0].holder, "driver ?") == 0 && holders[0].at_100ns == ke_now());
    IoDeleteDevice(probe.device);
    claim(held_by("probe", "leaked reference") && strcmp(holders[0].object, "\\Device\\Probe") == 0); /* the name is remembered */
}

static void kept_name(void)
{
    load_probe();
    ob_reference(probe.driver, OB_BY_LOOKUP); /* the holders of a driver that is there */
    ULONG flags = probe.device->Flags;
    claim(flags & DO_DEVICE_HAS_NAME);
    probe.device->Flags = flags & ~(ULONG)DO_DEVICE_HAS_NAME;
    claim(!held_by("probe", "name of a deleted device"));
    IoDeleteDevice(probe.device);
    claim(held_by("probe", "name of a deleted device") && strcmp(holders[0].object, "\\Device\\Probe") == 0);
    ob_dereference(probe.driver, OB_BY_LOOKUP);
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
    claim(io_driver_holders("probe", holders, 8) == 1 && held_by("probe", "IRP"));
    claim(holders[0].object_id && holders[0].count == 1 && strcmp(holders[0].holder, "driver probe has not completed it") == 0);
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
TEST(a_name_that_outlives_its_device_is_named, kept_name)
TEST(a_request_that_nobody_completed_is_named, requests)
TEST(a_missing_unload_routine_is_named, nature)

/* --- two drivers -------------------------------------------------------------------------------------------------------------------------------- */

static PDEVICE_OBJECT other_device;
static PDRIVER_OBJECT other_driver;

static VOID other_unload(PDRIVER_OBJECT driver)
{
    (void)driver; /* leaves its device */
}

static NTSTATUS other_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    UNICODE_STRING name = wide(L"\\Device\\Other");
    other_driver = driver;
    driver->DriverUnload = other_unload;
    for (int major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++)
        driver->MajorFunction[major] = probe_dispatch;
    return IoCreateDevice(driver, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &other_device);
}

static void load_other(void)
{
    load_probe();
    claim(load(1, "other", other_entry) == STATUS_SUCCESS);
}

static HANDLE open_other(void)
{
    NTSTATUS status;
    HANDLE handle = open_path(L"\\Device\\Other", 0, &status);
    claim(handle != NULL);
    return handle;
}

static void whose(void)
{
    static IO_STATUS_BLOCK block;
    UNICODE_STRING name = wide(L"\\Device\\Other");
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    HANDLE directory;
    load_other();
    HANDLE handle = open_other();
    claim(NT_SUCCESS(ob_handle_create(ob_kernel_table(), probe.driver, 0, 0, &directory))); /* one to something that is no file */
    claim(io_driver_holders("probe", holders, 8) == 0 && io_driver_holders("other", holders, 8) == 1);
    claim(NT_SUCCESS(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device)));
    claim(io_driver_holders("probe", holders, 8) == 0 && io_driver_holders("other", holders, 8) == 2 && held_by("other", "file object"));
    ob_dereference_by(file, 1, 0);
    probe.dispatch = pend;
    control(handle, CTL_CODE(1, 0x800, METHOD_BUFFERED, 0), NULL, 0, NULL, 0, &block);
    claim(io_driver_holders("probe", holders, 8) == 0 && held_by("other", "IRP"));
    ob_reference_by(other_device, 1, 0);
    claim(io_driver_holders("probe", holders, 8) == 0 && held_by("other", "leaked reference"));
    ob_handle_close(ob_kernel_table(), directory);
}

static void of_a_file_with_a_handle(void)
{
    void *file;
    load_probe();
    HANDLE handle = open_probe(0);
    claim(ob_handle_object(ob_kernel_table(), handle, NULL, 0, KernelMode, &file, NULL) == STATUS_SUCCESS);
    ob_reference_by(file, 1, 0);
    claim(io_driver_holders("probe", holders, 8) == 1 && held_by("probe", "open handle")); /* is told once */
    ob_dereference(file, OB_BY_LOOKUP);
    close_handle(handle);
    claim(io_driver_holders("probe", holders, 8) == 1 && held_by("probe", "file object"));
    ob_dereference_by(file, 1, 0);
}

static void attached(void)
{
    load_other();
    uint64_t at = ke_now();
    claim(IoAttachDeviceToDeviceStack(other_device, probe.device) == probe.device);
    pause_ms(1);
    claim(io_driver_holders("probe", holders, 8) == 1 && held_by("probe", "attached device"));
    claim(holders[0].object_id == ob_id(other_device) && holders[0].where && holders[0].at_100ns == at);
    claim(strcmp(holders[0].object, "\\Device\\Probe") == 0 && strcmp(holders[0].holder, "driver other") == 0);
    claim(io_driver_holders("other", holders, 8) == 0);
}

static void left_device(void)
{
    load_other();
    uint64_t at = ke_now();
    pause_ms(1);
    claim(io_driver_holders("other", holders, 8) == 0); /* it may have devices as long as it works */
    claim(io_driver_unload("other") == STATUS_SUCCESS && state_of("other") == IO_UNLOAD_RETURNED);
    claim(io_driver_holders("other", holders, 8) == 1 && held_by("other", "device not deleted"));
    claim(holders[0].object_id == ob_id(other_device) && holders[0].where && holders[0].at_100ns == at);
    claim(strcmp(holders[0].object, "\\Device\\Other") == 0 && strcmp(holders[0].holder, "driver ?") == 0);
    memset(holders, 0, sizeof holders);
    claim(io_driver_holders("other", holders, 0) == 1 && !holders[0].kind); /* counted */
    IoDeleteDevice(other_device);
    claim(state_of("other") == IO_GONE && io_driver_holders("other", holders, 8) == 0);
}

static KEVENT reached, go_on;
static size_t during, during_returned;

static VOID slow_unload(PDRIVER_OBJECT driver)
{
    (void)driver;
    ke_event_set(&reached);
    ke_wait_one(&go_on, KernelMode, FALSE, NULL);
}

static void unload_other(void)
{
    claim(io_driver_unload("other") == STATUS_SUCCESS);
}

static void while_unload_runs(void)
{
    load_other();
    ke_event_init(&reached, NotificationEvent, FALSE);
    ke_event_init(&go_on, NotificationEvent, FALSE);
    other_driver->DriverUnload = slow_unload;
    start_body(unload_other);
    ke_wait_one(&reached, KernelMode, FALSE, NULL);
    during = io_driver_holders("other", holders, 8);
    ke_event_set(&go_on);
    pause_ms(1);
    during_returned = io_driver_holders("other", holders, 8);
    claim(during == 0 && during_returned == 1); /* Unload may yet delete it */
    IoDeleteDevice(other_device);
}

static void many_sites(void)
{
    static struct io_holder many[64];
    load_probe();
    ob_reference_by(probe.device, 0x9000, 0);
    ob_dereference_by(probe.device, 0x9000, 0); /* gave back what it took */
    for (uintptr_t i = 0; i < 40; i++)
        ob_reference_by(probe.device, 0x1000 + i, 0);
    ob_reference_by(probe.device, 0x1000 + 39, 0);
    claim(io_driver_holders("probe", many, 64) == 40);
    claim(many[0].where == 0x1000 + 39 && many[0].count == 2 && many[1].where == 0x1000 + 38 && many[1].count == 1 && many[39].where == 0x1000); /* the last takers first */
    for (uintptr_t i = 0; i < 38; i++)
        ob_dereference_by(probe.device, 0x5000 + i, 0); /* somewhere else */
    claim(io_driver_holders("probe", many, 64) == 2 && many[0].count == 2 && many[1].count == 1 && many[1].where == 0x1000 + 38);
    ob_dereference_by(probe.device, 0x5000, 0);
    ob_dereference_by(probe.device, 0x5000, 0);
    claim(io_driver_holders("probe", many, 64) == 1 && many[0].count == 1); /* not more than are held */
    size_t before = arena_used(ARENA_PRIVATE);
    for (int i = 0; i < 20000; i++)
        io_driver_holders("probe", many, 64);
    claim(arena_used(ARENA_PRIVATE) == before);
}

static void too_many(void)
{
    load_probe();
    open_probe(0), open_probe(0), open_probe(0);
    memset(holders, 0, sizeof holders);
    claim(io_driver_holders("probe", holders, 2) == 3 && holders[1].kind && !holders[2].kind);
}

static NTSTATUS done(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    (void)device, (void)irp, (void)context;
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static void completions(void)
{
    load_probe();
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    claim(NT_SUCCESS(IoSetCompletionRoutineEx(probe.device, irp, done, NULL, TRUE, TRUE, TRUE)));
    claim(io_driver_holders("probe", holders, 8) == 1 && held_by("probe", "completion routine"));
    IoCallDriver(probe.device, irp);
    claim(io_driver_holders("probe", holders, 8) == 0);
    IoFreeIrp(irp);
}

static void gone(void)
{
    load_probe();
    claim(io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_GONE);
    claim(io_driver_holders("probe", holders, 8) == 0);
}

TEST(each_driver_is_held_by_what_is_its_own, whose)
TEST(a_file_with_a_handle_is_told_by_its_handle, of_a_file_with_a_handle)
TEST(an_attached_device_is_named_with_who_attached_it, attached)
TEST(a_device_left_behind_is_named_with_who_made_it, left_device)
TEST(a_device_is_no_fault_before_unload_has_returned, while_unload_runs)
TEST(the_last_takers_of_references_are_named, many_sites)
TEST(more_holders_than_there_is_room_for_are_counted, too_many)
TEST(a_safe_completion_routine_is_named, completions)
TEST(a_driver_that_is_gone_is_held_by_nobody, gone)

static void overwritten(void)
{
    load_other();
    ob_reference_by(other_device, 1, 0);
    struct ob_prefix *prefix = ob_prefix_of(probe.device), kept = *prefix;
    prefix->object = ob_prefix_of(other_device)->object;
    claim(io_driver_holders("probe", holders, 8) == 0);
    *prefix = kept;
    ob_dereference_by(other_device, 1, 0);
}

TEST(what_is_no_object_any_more_is_not_looked_into, overwritten)

/* As a driver opens it: with the line that did. */
static void opened_by_a_call(void)
{
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK block;
    HANDLE handle;
    load_probe();
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    claim(ZwOpenFile(&handle, FILE_READ_DATA | SYNCHRONIZE, &attributes, &block, 0, FILE_SYNCHRONOUS_IO_NONALERT) == STATUS_SUCCESS);
    claim(io_driver_holders("probe", holders, 8) == 1 && holders[0].where && holders[0].where == opened_by(handle));
    claim(ZwClose(handle) == STATUS_SUCCESS);
}

TEST(an_open_handle_is_named_with_who_opened_it, opened_by_a_call)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_driver_that_may_leave_is_held_by_nobody),
        cmocka_unit_test(an_open_handle_is_named_with_its_process),
        cmocka_unit_test(a_file_object_without_a_handle_is_named),
        cmocka_unit_test(a_leaked_reference_is_named_by_its_taker),
        cmocka_unit_test(a_name_that_outlives_its_device_is_named),
        cmocka_unit_test(a_request_that_nobody_completed_is_named),
        cmocka_unit_test(a_missing_unload_routine_is_named),
        cmocka_unit_test(each_driver_is_held_by_what_is_its_own),
        cmocka_unit_test(a_file_with_a_handle_is_told_by_its_handle),
        cmocka_unit_test(an_attached_device_is_named_with_who_attached_it),
        cmocka_unit_test(a_device_left_behind_is_named_with_who_made_it),
        cmocka_unit_test(a_device_is_no_fault_before_unload_has_returned),
        cmocka_unit_test(the_last_takers_of_references_are_named),
        cmocka_unit_test(more_holders_than_there_is_room_for_are_counted),
        cmocka_unit_test(a_safe_completion_routine_is_named),
        cmocka_unit_test(a_driver_that_is_gone_is_held_by_nobody),
        cmocka_unit_test(what_is_no_object_any_more_is_not_looked_into),
        cmocka_unit_test(an_open_handle_is_named_with_who_opened_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
