/* Claims about loading (semantics 4-8). */
#include "test.h"

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
    claim(path->Length > 0 && path->Buffer[0] == L'\\');
    driver->MajorFunction[IRP_MJ_WRITE] = NULL;
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
