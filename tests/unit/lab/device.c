/*
 * Drivers and devices: the documented fields, and what is told where a driver has overwritten them.
 */
#include "test.h"

#define HERE 0x10 /* a call site */

static void show_driver(void)
{
    load_probe();
    claim(look("!drvobj probe 3"));
    claim(shows("is for:\n \\Driver\\probe\n") && shows("State: loaded") && shows("\\Device\\Probe"));
    claim(shows(hex(probe.device)) && shows("[0e] IRP_MJ_DEVICE_CONTROL"));
    claim(look("!drvobj \\Driver\\probe") && !shows("IRP_MJ_"));
    claim(look_at("!drvobj", probe.driver));
}
TEST(a_driver_has_its_devices_and_routines, show_driver)

static void show_gone(void)
{
    load_probe();
    claim(NT_SUCCESS(io_driver_unload("probe")));
    pause_ms(1);
    claim(look("!drvobj probe") && shows("no driver object for \\Driver\\probe any more") && shows("image gone at"));
}
TEST(a_driver_that_left_is_said_to_have_left, show_gone)

static void show_nameless(void)
{
    load_probe();
    ob_reference_by(probe.device, HERE, 0);
    DEVICE_OBJECT *device = probe.device;
    claim(NT_SUCCESS(io_driver_unload("probe")));
    claim(look("!devobj Probe") && shows("DOE_DELETE_PENDING") && shows("IoDeleteDevice was called at") && shows(hex(device)));
    claim(look("!drvobj probe") && shows("the image is still held"));
    claim(look("!obtrace \\Driver\\probe") && shows("device 1"));
    claim(look("!analyze -v") && shows("PROBABLE_CAUSE: driver probe cannot leave: leaked reference"));
    ob_dereference_by(device, HERE, 0);
}
TEST(what_lost_its_name_is_found_by_it, show_nameless)

static void damage_list(void)
{
    load_probe();
    DEVICE_OBJECT *kept = probe.driver->DeviceObject, *next = kept->NextDevice;
    kept->NextDevice = (DEVICE_OBJECT *)0x4141414141414141;
    claim(look("!drvobj probe 7") && shows("0x4141414141414141 is no device: the list is damaged here"));
    kept->NextDevice = kept;
    claim(look("!drvobj probe") && shows("the list runs in a circle"));
    kept->NextDevice = next;
    void *extension = probe.driver->DriverExtension;
    probe.driver->DriverExtension = (void *)16;
    claim(look("!drvobj probe 2") && shows("AddDevice:     -"));
    probe.driver->DriverExtension = extension;
}
TEST(a_damaged_device_list_is_told, damage_list)

static void show_device(void)
{
    load_probe();
    HANDLE handle = open_probe(0);
    claim(look("!devobj Probe") && shows("RefCount 1") && shows("Device queue is not busy") && shows("\\Driver\\probe") && shows("ExtensionFlags (0x00000000)"));
    claim(look("!devhandles \\Device\\Probe") && shows("1 handle on \\Device\\Probe") && shows("Checking handle table of process"));
    claim(NT_SUCCESS(io_driver_unload("probe")));
    claim(look("!devobj Probe") && shows("DOE_UNLOAD_PENDING"));
    claim(look("!drvobj probe") && shows("unload pending"));
    char command[48];
    snprintf(command, sizeof command, "!handle %llx 2", (unsigned long long)(uintptr_t)handle);
    claim(look(command) && shows(" File ") && shows("ObjectHeader:"));
    close_handle(handle);
}
TEST(a_device_in_use_shows_who_uses_it, show_device)

static void damage_device(void)
{
    load_probe();
    LIST_ENTRY *head = &probe.device->DeviceQueue.DeviceListHead, *first = head->Flink;
    head->Flink = (LIST_ENTRY *)8;
    claim(look("!devobj Probe") && shows("the queue is damaged at 0x8"));
    head->Flink = first;
    probe.device->AttachedDevice = (DEVICE_OBJECT *)0x1000;
    claim(look("!devobj Probe") && shows("AttachedDevice (Upper) 0x1000, which is no device"));
    claim(look("!devstack Probe") && shows("the stack is damaged"));
    probe.device->AttachedDevice = NULL;
}
TEST(a_damaged_device_is_told, damage_device)

static NTSTATUS upper_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    DEVICE_OBJECT *upper;
    (void)path;
    NTSTATUS status = IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &upper);
    claim(IoAttachDeviceToDeviceStack(upper, probe.device) == probe.device);
    return status;
}

static void show_stack(void)
{
    load_probe();
    claim(NT_SUCCESS(load(1, "upper", upper_entry)));
    claim(look("!devstack Probe") && shows("\\Driver\\upper"));
    const char *upper = strstr(seen.bytes, "\\Driver\\upper"), *lower = strstr(seen.bytes, "\n> ");
    claim(lower && upper && upper < lower && strstr(lower, "\\Driver\\probe"));
    claim(look("!devobj Probe") && shows("AttachedDevice (Upper)"));
    claim(look_at("!devobj", probe.device->AttachedDevice) && shows("AttachedTo (Lower)") && shows("device without a name"));
}
TEST(a_stack_is_shown_top_first, show_stack)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_driver_has_its_devices_and_routines), cmocka_unit_test(a_driver_that_left_is_said_to_have_left),
                                       cmocka_unit_test(a_damaged_device_list_is_told),         cmocka_unit_test(a_device_in_use_shows_who_uses_it),
                                       cmocka_unit_test(a_damaged_device_is_told),              cmocka_unit_test(a_stack_is_shown_top_first),
                                       cmocka_unit_test(what_lost_its_name_is_found_by_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
