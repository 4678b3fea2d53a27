/* Claims about loading (semantics 4-8). */
#include "test.h"
#include "io/state.h"

static bool is_wide(const UNICODE_STRING *string, const WCHAR *expected)
{
    UNICODE_STRING other = wide(expected);
    return string->Length == other.Length && string->MaximumLength == other.MaximumLength && memcmp(string->Buffer, expected, other.Length) == 0;
}

static PUNICODE_STRING path_given;
static NTSTATUS entry_status;
static PDEVICE_OBJECT made;
static DRIVER_OBJECT *object_given;

static NTSTATUS entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    object_given = driver;
    path_given = path;
    claim(ke_irql() == PASSIVE_LEVEL && ps_current_process() == ps_system_process());
    claim(driver->Type == IO_TYPE_DRIVER && driver->DriverExtension->DriverObject == driver);
    claim(driver->MajorFunction[IRP_MJ_READ] && driver->MajorFunction[IRP_MJ_READ] == driver->MajorFunction[IRP_MJ_PNP]);
    claim(path->Length > 0 && path->Buffer[0] == L'\\' && path->MaximumLength == path->Length + sizeof(WCHAR) && path->Buffer[path->Length / sizeof(WCHAR)] == 0);
    claim(driver->Size == sizeof *driver && driver->Flags == DRVO_LEGACY_DRIVER && driver->DriverInit == entry);
    const struct image *image = io_driver_named("probe")->image;
    claim(image->simulated_base && driver->DriverStart == (PVOID)(uintptr_t)image->simulated_base);
    claim(driver->DriverSize == image->file->end - image->file->start);
    claim(is_wide(driver->HardwareDatabase, L"\\REGISTRY\\MACHINE\\HARDWARE\\DESCRIPTION\\SYSTEM"));
    driver->MajorFunction[IRP_MJ_CREATE] = driver->MajorFunction[IRP_MJ_WRITE] = driver->MajorFunction[IRP_MJ_MAXIMUM_FUNCTION] = NULL;
    if (entry_status == STATUS_SUCCESS)
        claim(NT_SUCCESS(IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &made)));
    return entry_status;
}

static void loads(void)
{
    entry_status = STATUS_SUCCESS;
    claim(load(0, "probe", entry) == STATUS_SUCCESS);
    claim(state_of("probe") == IO_LOADED && state_of("PROBE") == IO_LOADED);
    claim(object_given->MajorFunction[IRP_MJ_WRITE] == object_given->MajorFunction[IRP_MJ_READ]); /* NULL entries are repaired */
    claim(object_given->MajorFunction[IRP_MJ_CREATE] && object_given->MajorFunction[IRP_MJ_MAXIMUM_FUNCTION]);
    claim(object_given->Flags & DRVO_LEGACY_DRIVER);
    claim(!(made->Flags & DO_DEVICE_INITIALIZING));
    claim(object_given->Flags & DRVO_INITIALIZED);
    claim(load(1, "probe", entry) == STATUS_IMAGE_ALREADY_LOADED);
    void *found;
    UNICODE_STRING name = wide(L"\\Driver\\Probe");
    claim(ob_lookup(&name, NULL, NULL, &found) == STATUS_SUCCESS && found == object_given);
    ob_dereference(found, OB_BY_LOOKUP);
    struct mm_block block;
    claim(mm_block_at(path_given, &block) && !block.live); /* the path is the driver's to copy, not to keep */
}

static void later_device(void)
{
    PDEVICE_OBJECT later;
    loads();
    claim(NT_SUCCESS(IoCreateDevice(object_given, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &later)));
    claim(later->Flags & DO_DEVICE_INITIALIZING);
}

static void fails(void)
{
    entry_status = STATUS_DEVICE_CONFIGURATION_ERROR;
    claim(load(0, "probe", entry) == STATUS_DEVICE_CONFIGURATION_ERROR);
    claim(state_of("probe") == IO_GONE);
    claim(io_driver_unload("probe") == STATUS_OBJECT_NAME_NOT_FOUND);
    entry_status = STATUS_SUCCESS;
    claim(load(0, "probe", entry) == STATUS_SUCCESS);
}

static NTSTATUS entry_leaves_device(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    claim(NT_SUCCESS(IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &made)));
    return STATUS_UNSUCCESSFUL;
}

static void fails_with_a_device_left(void)
{
    struct io_holder holder;
    claim(load(0, "probe", entry_leaves_device) == STATUS_UNSUCCESSFUL);
    claim(state_of("probe") != IO_GONE);
    claim(io_driver_holders("probe", &holder, 1) == 1 && strcmp(holder.kind, "device not deleted") == 0);
    claim(load(1, "probe", entry) == STATUS_IMAGE_ALREADY_LOADED);
    claim(io_driver_unload("probe") == STATUS_OBJECT_NAME_NOT_FOUND && state_of("probe") != IO_GONE);
    IoDeleteDevice(made);
    claim(state_of("probe") == IO_GONE);
}

static int order[4], calls;
static VOID reinitialise(PDRIVER_OBJECT driver, PVOID context, ULONG count)
{
    claim(driver == object_given && count == (ULONG)calls + 1);
    order[calls++] = (int)(intptr_t)context;
}

static NTSTATUS entry_registers(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    object_given = driver;
    IoRegisterDriverReinitialization(driver, reinitialise, (PVOID)1);
    IoRegisterDriverReinitialization(driver, reinitialise, (PVOID)2);
    claim(calls == 0);
    return STATUS_SUCCESS;
}

static void reinitialises(void)
{
    calls = 0;
    claim(load(0, "probe", entry_registers) == STATUS_SUCCESS);
    claim(calls == 2 && order[0] == 1 && order[1] == 2);
    claim(object_given->Flags & DRVO_REINIT_REGISTERED);
}

static NTSTATUS entry_registers_for_boot(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    object_given = driver;
    IoRegisterBootDriverReinitialization(driver, reinitialise, (PVOID)3);
    IoRegisterDriverReinitialization(driver, reinitialise, (PVOID)1);
    claim(calls == 0 && (driver->Flags & DRVO_BOOTREINIT_REGISTERED) && (driver->Flags & DRVO_REINIT_REGISTERED));
    return STATUS_SUCCESS;
}

/* Boot is over before any driver is loaded: both kinds come when DriverEntry has returned. */
static void reinitialises_after_boot(void)
{
    calls = 0;
    claim(load(0, "probe", entry_registers_for_boot) == STATUS_SUCCESS);
    claim(calls == 2 && order[0] == 1 && order[1] == 3 && object_given->DriverExtension->Count == 2);
}

static void extension(void)
{
    PVOID block = NULL, again = NULL;
    static int id, other;
    loads();
    claim(IoAllocateDriverObjectExtension(object_given, &id, 32, &block) == STATUS_SUCCESS && block);
    claim(IoAllocateDriverObjectExtension(object_given, &id, 32, &again) == STATUS_OBJECT_NAME_COLLISION && !again);
    claim(IoGetDriverObjectExtension(object_given, &id) == block);
    claim(IoGetDriverObjectExtension(object_given, &other) == NULL);
}

TEST(driver_entry_runs_in_the_system_process_and_null_entries_are_repaired, loads)
TEST(only_devices_of_driver_entry_are_made_ready, later_device)
TEST(a_driver_whose_entry_fails_is_gone_without_unload, fails)
TEST(a_device_left_behind_keeps_a_driver_that_failed, fails_with_a_device_left)
TEST(reinitialisation_comes_after_driver_entry_in_order, reinitialises)
TEST(reinitialisation_at_boot_comes_when_the_load_is_over, reinitialises_after_boot)
TEST(driver_object_extensions_are_found_by_their_id, extension)

static NTSTATUS add_device(PDRIVER_OBJECT driver, PDEVICE_OBJECT device)
{
    (void)driver, (void)device;
    return STATUS_SUCCESS;
}

static NTSTATUS entry_of_pnp(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    object_given = driver;
    driver->DriverExtension->AddDevice = add_device;
    return STATUS_SUCCESS;
}

static void pnp(void)
{
    claim(load(0, "probe", entry_of_pnp) == STATUS_SUCCESS && !(object_given->Flags & DRVO_LEGACY_DRIVER) && (object_given->Flags & DRVO_INITIALIZED));
}

static KEVENT inside, go_on;

static VOID empty_unload(PDRIVER_OBJECT driver)
{
    (void)driver;
}

static NTSTATUS slow_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    driver->DriverUnload = empty_unload;
    ke_event_set(&inside);
    ke_wait_one(&go_on, KernelMode, FALSE, NULL);
    return STATUS_SUCCESS;
}

static void loads_slowly(void)
{
    claim(load(0, "probe", slow_entry) == STATUS_SUCCESS);
}

static void unload_during_entry(void)
{
    ke_event_init(&inside, NotificationEvent, FALSE);
    ke_event_init(&go_on, NotificationEvent, FALSE);
    start_body(loads_slowly);
    ke_wait_one(&inside, KernelMode, FALSE, NULL);
    claim(io_driver_unload("probe") == STATUS_INVALID_DEVICE_REQUEST);
    ke_event_set(&go_on);
    pause_ms(1);
    claim(io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_GONE);
}

/* From a program: a system thread does it, and the caller waits, as often as it asks. */
static void load_in_a_program(void *unused)
{
    (void)unused;
    for (int i = 0; i < 3; i++) {
        entry_status = STATUS_SUCCESS;
        claim(ps_current_process() != ps_system_process());
        claim(load(0, "probe", entry) == STATUS_SUCCESS && state_of("probe") == IO_LOADED);
        object_given->DriverUnload = empty_unload;
        IoDeleteDevice(made);
        claim(io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_GONE);
    }
    fixture.returned++;
}

static void from_a_program(void)
{
    fixture.bodies++;
    ps_system_thread(ps_process_create("program", NULL), load_in_a_program, NULL, "program");
}

static unsigned images_told;
static WCHAR image_told[64];
static PVOID base_told;
static SIZE_T size_told;

static VOID on_image(PUNICODE_STRING name, HANDLE process, PIMAGE_INFO info)
{
    images_told++;
    claim(process == NULL && info->SystemModeImage && name->Length < sizeof image_told);
    memcpy(image_told, name->Buffer, name->Length);
    image_told[name->Length / sizeof(WCHAR)] = 0;
    base_told = info->ImageBase;
    size_told = info->ImageSize;
}

static void told_of_an_image(void)
{
    images_told = 0;
    claim(PsSetLoadImageNotifyRoutine(on_image) == STATUS_SUCCESS);
    entry_status = STATUS_SUCCESS;
    claim(load(0, "probe", entry) == STATUS_SUCCESS && images_told == 1);
    UNICODE_STRING name = wide(image_told);
    claim(is_wide(&name, L"\\SystemRoot\\System32\\drivers\\probe.sys") && base_told == object_given->DriverStart && size_told == object_given->DriverSize);
    PsRemoveLoadImageNotifyRoutine(on_image);
}

static NTSTATUS entry_without_dispatch(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    return IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &made);
}

static NTSTATUS look_at_it(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
    (void)device;
    *(IO_STATUS_BLOCK *)context = irp->IoStatus;
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static void not_handled(void)
{
    IO_STATUS_BLOCK seen = {0};
    claim(load(0, "probe", entry_without_dispatch) == STATUS_SUCCESS);
    PIRP irp = IoAllocateIrp(1, FALSE);
    irp->IoStatus.Status = STATUS_SUCCESS;
    irp->IoStatus.Information = 7;
    IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
    IoSetCompletionRoutine(irp, look_at_it, &seen, TRUE, TRUE, TRUE);
    claim(IoCallDriver(made, irp) == STATUS_INVALID_DEVICE_REQUEST);
    claim(seen.Status == STATUS_INVALID_DEVICE_REQUEST && seen.Information == 0);
    IoFreeIrp(irp);
}

static void leaked_before(void)
{
    struct io_leak leak;
    load_probe();
    claim(io_driver_find("probe", &(struct io_driver_info){0}) && io_driver_named("probe")->loaded_at == ke_now());
    uint64_t first = ke_now();
    pause_ms(1);
    claim(io_driver_unload("probe") == STATUS_SUCCESS && io_driver_leaks("probe", &leak, 1) == 0);
    load_probe();
    claim(io_driver_named("probe")->loaded_at == ke_now() && ke_now() > first);
}

static VOID on_nothing(PDRIVER_OBJECT driver, PVOID context, ULONG count)
{
    (void)driver, (void)context, (void)count;
}

static NTSTATUS entry_registers_often(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    driver->DriverUnload = empty_unload;
    for (int i = 0; i < 20; i++)
        IoRegisterDriverReinitialization(driver, on_nothing, NULL);
    object_given = driver;
    return STATUS_SUCCESS;
}

static void comes_and_goes(void)
{
    size_t before = 0;
    for (int i = 0; i < 300; i++) {
        claim(load(0, "probe", entry_registers_often) == STATUS_SUCCESS);
        for (int k = 0; k < 20; k++)
            IoRegisterDriverReinitialization(object_given, on_nothing, NULL); /* for a load that does not come */
        claim(io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_GONE);
        if (i == 20)
            before = arena_used(ARENA_PRIVATE);
    }
    claim(arena_used(ARENA_PRIVATE) <= before + 300 * 128); /* an image's record stays: 40 routines of each load would be some 4 KB */
}

TEST(a_driver_with_add_device_is_no_legacy_driver, pnp)
TEST(a_driver_is_not_unloaded_while_its_entry_runs, unload_during_entry)
TEST(a_program_has_a_driver_loaded_by_the_system, from_a_program)
TEST(a_drivers_image_is_told_with_its_path, told_of_an_image)
TEST(what_nobody_handles_is_completed_as_an_invalid_request, not_handled)
TEST(a_load_has_a_time_of_its_own, leaked_before)
TEST(a_driver_that_comes_and_goes_keeps_no_memory, comes_and_goes)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(driver_entry_runs_in_the_system_process_and_null_entries_are_repaired),
        cmocka_unit_test(only_devices_of_driver_entry_are_made_ready),
        cmocka_unit_test(a_driver_whose_entry_fails_is_gone_without_unload),
        cmocka_unit_test(a_device_left_behind_keeps_a_driver_that_failed),
        cmocka_unit_test(reinitialisation_comes_after_driver_entry_in_order),
        cmocka_unit_test(reinitialisation_at_boot_comes_when_the_load_is_over),
        cmocka_unit_test(driver_object_extensions_are_found_by_their_id),
        cmocka_unit_test(a_driver_with_add_device_is_no_legacy_driver),
        cmocka_unit_test(a_driver_is_not_unloaded_while_its_entry_runs),
        cmocka_unit_test(a_program_has_a_driver_loaded_by_the_system),
        cmocka_unit_test(a_drivers_image_is_told_with_its_path),
        cmocka_unit_test(what_nobody_handles_is_completed_as_an_invalid_request),
        cmocka_unit_test(a_load_has_a_time_of_its_own),
        cmocka_unit_test(a_driver_that_comes_and_goes_keeps_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
