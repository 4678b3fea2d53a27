/* Claims about the way out (semantics 9-24). */
#include "test.h"

static void idle(void)
{
    load_probe();
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    claim(probe.unloads == 1 && probe.unload_irql == PASSIVE_LEVEL);
    claim(state_of("probe") == IO_GONE);
    claim(io_driver_unload("probe") == STATUS_OBJECT_NAME_NOT_FOUND);
    load_probe();
    claim(state_of("probe") == IO_LOADED);
}

static void open_handle(void)
{
    load_probe();
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    NTSTATUS status;
    claim(probe.device->ReferenceCount == 1);
    claim(io_driver_unload("probe") == STATUS_SUCCESS); /* success is not unloaded */
    claim(state_of("probe") == IO_UNLOAD_PENDING && probe.unloads == 0);
    claim(io_driver_unload("probe") == STATUS_SUCCESS); /* pending can be asked for again */
    claim(!open_path(L"\\Device\\Probe", 0, &status) && status == STATUS_NO_SUCH_DEVICE);
    close_handle(handle);
    pause_ms(1);
    claim(probe.unloads == 1 && probe.unload_thread != ke_current()); /* a system worker, never the closer */
    claim(state_of("probe") == IO_GONE);
}

static void device_left(void)
{
    load_probe();
    probe.keep_device = true;
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    claim(probe.unloads == 1 && state_of("probe") == IO_UNLOAD_RETURNED);
    claim(io_driver_unload("probe") == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(load(0, "probe", probe_entry) == STATUS_IMAGE_ALREADY_LOADED);
    IoDeleteDevice(probe.device);
    claim(state_of("probe") == IO_GONE);
}

static void no_routine(void)
{
    load_probe();
    probe.driver->DriverUnload = NULL;
    struct io_driver_info info;
    claim(io_driver_unload("probe") == STATUS_INVALID_DEVICE_REQUEST && state_of("probe") == IO_LOADED);
    claim(io_driver_find("probe", &info) && info.stop_status == STATUS_INVALID_DEVICE_REQUEST); /* for who asks why it did not go */
}

static NTSTATUS add_device(PDRIVER_OBJECT driver, PDEVICE_OBJECT device)
{
    (void)driver;
    (void)device;
    return STATUS_SUCCESS;
}

static void pnp(void)
{
    load_probe();
    probe.driver->DriverExtension->AddDevice = add_device;
    claim(io_driver_unload("probe") == STATUS_INVALID_DEVICE_REQUEST && state_of("probe") == IO_LOADED);
}

static void leaked_driver_reference(void)
{
    load_probe();
    PDRIVER_OBJECT driver = probe.driver;
    ob_reference_by(driver, 0, 0);
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    claim(probe.unloads == 1 && state_of("probe") == IO_UNLOAD_RETURNED);
    struct io_holder holder;
    claim(io_driver_holders("probe", &holder, 1) == 1 && strcmp(holder.kind, "leaked reference") == 0 && strcmp(holder.object, "\\Driver\\probe") == 0);
    ob_dereference_by(driver, 0, 0);
    claim(state_of("probe") == IO_GONE);
}

static KEVENT inside, go_on;
static VOID slow_unload(PDRIVER_OBJECT driver)
{
    ke_event_set(&inside);
    ke_wait_one(&go_on, KernelMode, FALSE, NULL);
    probe_unload(driver);
}

static void asks_for_unload(void)
{
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
}

static void twice(void)
{
    load_probe();
    ke_event_init(&inside, NotificationEvent, FALSE);
    ke_event_init(&go_on, NotificationEvent, FALSE);
    probe.driver->DriverUnload = slow_unload;
    start_body(asks_for_unload);
    ke_wait_one(&inside, KernelMode, FALSE, NULL);
    claim(io_driver_unload("probe") == STATUS_DELETE_PENDING);
    claim(load(0, "probe", probe_entry) == STATUS_IMAGE_ALREADY_LOADED);
    ke_event_set(&go_on);
    pause_ms(1);
    claim(state_of("probe") == IO_GONE);
}

static unsigned dpcs;
static VOID dpc_routine(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
    (void)dpc;
    (void)context;
    (void)argument1;
    (void)argument2;
    dpcs += state_of("probe") != IO_GONE;
}

static KDPC dpc;
static VOID unload_queues_dpc(PDRIVER_OBJECT driver)
{
    ke_dpc_init(&dpc, dpc_routine, NULL);
    dpc.Importance = LowImportance;
    ke_dpc_queue(&dpc, NULL, NULL);
    probe_unload(driver);
}

static void queued_dpc(void)
{
    load_probe();
    dpcs = 0;
    probe.driver->DriverUnload = unload_queues_dpc;
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    claim(dpcs == 1 && state_of("probe") == IO_GONE);
}

static void times(void)
{
    struct io_driver_info info[4];
    load_probe();
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    uint64_t start = ke_now();
    pause_ms(1);
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    uint64_t asked = ke_now();
    pause_ms(1);
    claim(io_driver_unload("probe") == STATUS_SUCCESS); /* the first time it was asked for is kept */
    close_handle(handle);
    pause_ms(1);
    claim(io_drivers(info, 4) == 1 && info[0].state == IO_GONE && !info[0].object && info[0].stop_status == STATUS_SUCCESS);
    claim(info[0].asked_at == asked && asked > start);
    claim(info[0].invoked_at > asked && info[0].returned_at >= info[0].invoked_at && info[0].gone_at >= info[0].returned_at && info[0].gone_at < ke_now());
}

static void comes_back(void)
{
    struct io_driver_info info[4];
    for (int i = 0; i < 3; i++) {
        load_probe();
        claim(io_drivers(info, 4) == 1 && info[0].state == IO_LOADED && info[0].asked_at == 0 && info[0].gone_at == 0);
        claim(io_driver_unload("probe") == STATUS_SUCCESS);
    }
    claim(io_drivers(info, 4) == 1 && state_of("probe") == IO_GONE);
}

static unsigned reinitialised;
static VOID on_reinitialise(PDRIVER_OBJECT driver, PVOID context, ULONG count)
{
    (void)driver, (void)context, (void)count;
    reinitialised++;
}

static NTSTATUS other_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)driver, (void)path;
    return STATUS_SUCCESS;
}

static void forgotten(void)
{
    reinitialised = 0;
    load_probe();
    IoRegisterDriverReinitialization(probe.driver, on_reinitialise, NULL); /* the next load would call it */
    claim(probe.driver->Flags & DRVO_REINIT_REGISTERED);
    claim(io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_GONE);
    claim(load(1, "other", other_entry) == STATUS_SUCCESS && reinitialised == 0);
}

static uint64_t states_told[8], told_of;
static unsigned states;

static void note_state(void *context, const struct event *event)
{
    (void)context;
    if (event->kind == EV_UNLOAD && event->a == told_of && states < 8)
        states_told[states++] = event->b;
}

static void every_step(void)
{
    load_probe();
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    told_of = ob_id(probe.driver);
    states = 0;
    event_listen(note_state, NULL);
    claim(io_driver_unload("probe") == STATUS_SUCCESS && states == 1 && states_told[0] == IO_UNLOAD_PENDING);
    close_handle(handle);
    pause_ms(1);
    claim(states == 4 && states_told[1] == IO_UNLOAD_INVOKED && states_told[2] == IO_UNLOAD_RETURNED && states_told[3] == IO_GONE);
}

static void names_go(void)
{
    UNICODE_STRING name = wide(L"\\Driver\\probe");
    void *found;
    load_probe();
    PDRIVER_OBJECT driver = probe.driver;
    WCHAR *text = driver->DriverName.Buffer, *key = driver->DriverExtension->ServiceKeyName.Buffer;
    struct mm_block block;
    claim(driver->DriverName.Length == name.Length && driver->DriverName.MaximumLength == name.Length + sizeof(WCHAR));
    claim(memcmp(text, name.Buffer, name.Length) == 0 && driver->DriverExtension->ServiceKeyName.Length == 5 * sizeof(WCHAR));
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    claim(mm_block_at(text, &block) && !block.live && mm_block_at(key, &block) && !block.live && mm_block_at(driver, &block) && !block.live);
    claim(ob_lookup(&name, NULL, NULL, &found) == STATUS_OBJECT_NAME_NOT_FOUND);
}

TEST(when_it_was_asked_called_and_gone_is_kept, times)
TEST(a_driver_that_comes_back_is_told_once, comes_back)
TEST(a_driver_that_is_gone_is_not_reinitialised, forgotten)
TEST(every_step_out_is_told_with_the_drivers_id, every_step)
TEST(the_names_of_a_driver_go_with_it, names_go)
TEST(an_idle_driver_leaves_at_once_and_can_come_back, idle)
TEST(an_open_handle_makes_it_pending_until_the_last_close, open_handle)
TEST(a_device_left_behind_keeps_the_image, device_left)
TEST(without_an_unload_routine_it_refuses, no_routine)
TEST(a_pnp_driver_refuses, pnp)
TEST(a_leaked_driver_reference_keeps_the_image_after_unload, leaked_driver_reference)
TEST(once_invoked_a_second_request_is_delete_pending, twice)
TEST(queued_dpcs_run_before_the_image_goes, queued_dpc)

static PDEVICE_OBJECT second_device;

static VOID unload_two(PDRIVER_OBJECT driver)
{
    IoDeleteDevice(second_device);
    probe_unload(driver);
}

static void two_devices(void)
{
    UNICODE_STRING name = wide(L"\\Device\\Second");
    NTSTATUS status;
    load_probe();
    probe.driver->DriverUnload = unload_two;
    claim(NT_SUCCESS(IoCreateDevice(probe.driver, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &second_device)));
    second_device->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    HANDLE first = open_probe(FILE_SYNCHRONOUS_IO_NONALERT), second = open_path(L"\\Device\\Second", FILE_SYNCHRONOUS_IO_NONALERT, &status);
    claim(second && io_driver_unload("probe") == STATUS_SUCCESS && state_of("probe") == IO_UNLOAD_PENDING);
    close_handle(second);
    pause_ms(1);
    claim(state_of("probe") == IO_UNLOAD_PENDING && probe.unloads == 0); /* the other one is in use */
    close_handle(first);
    pause_ms(1);
    claim(state_of("probe") == IO_GONE && probe.unloads == 1);
}

static bool busy, asked_behind_unload;

static void keep_busy(void)
{
    KeSetSystemAffinityThread(2);
    while (busy)
        YieldProcessor();
}

static unsigned look_where(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)context, (void)options, (void)n;
    asked_behind_unload |= place->kind == CHOICE_POINT && probe.unloads == 1 && state_of("probe") == IO_UNLOAD_INVOKED && place->routine == DDI_NONE;
    return 0;
}

static void unload_beside_others(void)
{
    asked_behind_unload = false;
    busy = true;
    choice_ask(look_where, NULL);
    start_body(keep_busy);
    KeSetSystemAffinityThread(1);
    load_probe();
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    busy = false;
}

static void others_may_move_between_the_return_of_unload_and_the_end_of_the_image(void **state)
{
    (void)state;
    run_body_on(2, unload_beside_others);
    assert_true(asked_behind_unload);
}

TEST(all_devices_must_be_out_of_use, two_devices)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_idle_driver_leaves_at_once_and_can_come_back),
        cmocka_unit_test(an_open_handle_makes_it_pending_until_the_last_close),
        cmocka_unit_test(a_device_left_behind_keeps_the_image),
        cmocka_unit_test(without_an_unload_routine_it_refuses),
        cmocka_unit_test(a_pnp_driver_refuses),
        cmocka_unit_test(a_leaked_driver_reference_keeps_the_image_after_unload),
        cmocka_unit_test(once_invoked_a_second_request_is_delete_pending),
        cmocka_unit_test(queued_dpcs_run_before_the_image_goes),
        cmocka_unit_test(when_it_was_asked_called_and_gone_is_kept),
        cmocka_unit_test(a_driver_that_comes_back_is_told_once),
        cmocka_unit_test(a_driver_that_is_gone_is_not_reinitialised),
        cmocka_unit_test(every_step_out_is_told_with_the_drivers_id),
        cmocka_unit_test(the_names_of_a_driver_go_with_it),
        cmocka_unit_test(all_devices_must_be_out_of_use),
        cmocka_unit_test(others_may_move_between_the_return_of_unload_and_the_end_of_the_image),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
