/* Claims about small questions: IRPs, stacks, driver extensions, error log entries. */
#include "test.h"

#include <wdmsec.h>

static void about_irps(void)
{
    load_probe();
    PIRP irp = IoAllocateIrp(1, FALSE), other = IoAllocateIrp(1, FALSE);
    ULONG session = 5;
    claim(!IoGetRequestorProcess(irp) && IoGetRequestorProcessId(irp) == 0 && !NT_SUCCESS(IoGetRequestorSessionId(irp, &session)));
    irp->Tail.Overlay.Thread = PsGetCurrentThread();
    claim(IoGetRequestorProcess(irp) == IoGetCurrentProcess() && IoGetRequestorProcessId(irp) == 4);
    claim(IoGetRequestorSessionId(irp, &session) == STATUS_SUCCESS && session == 0);
    irp->Tail.Overlay.Thread = NULL;
    claim(IoGetIoPriorityHint(irp) == IoPriorityNormal && IoSetIoPriorityHint(irp, IoPriorityLow) == STATUS_SUCCESS);
    claim(IoGetIoPriorityHint(irp) == IoPriorityLow && IoSetIoPriorityHint(irp, MaxIoPriorityTypes) == STATUS_INVALID_PARAMETER);
    claim(IoGetPagingIoPriority(irp) == IoPagingPriorityInvalid);
    irp->Flags |= IRP_PAGING_IO;
    claim(IoGetPagingIoPriority(irp) == IoPagingPriorityNormal);
    irp->Flags = 0;
    claim(!IoGetTopLevelIrp());
    IoSetTopLevelIrp(other);
    claim(IoGetTopLevelIrp() == other && !IoIs32bitProcess(irp));
    IoSetTopLevelIrp(NULL);
    claim(!IoGetTopLevelIrp() && IoIsValidIrpStatus(STATUS_SUCCESS) && !IoIsValidIrpStatus(STATUS_PENDING) && !IoIsValidIrpStatus(-1));
    IoFreeIrp(irp);
    IoFreeIrp(other);
}

static BOOLEAN is_synchronous(ULONG flags)
{
    PIRP irp = IoAllocateIrp(1, FALSE);
    IoSetNextIrpStackLocation(irp);
    irp->Flags = flags;
    BOOLEAN result = IoIsOperationSynchronous(irp);
    IoFreeIrp(irp);
    return result;
}

static NTSTATUS checked[3];
static bool others_code;
static NTSTATUS check_access(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    if (IoGetCurrentIrpStackLocation(irp)->MajorFunction != IRP_MJ_DEVICE_CONTROL)
        return finish(irp, STATUS_SUCCESS, 0);
    claim(IoValidateDeviceIoControlAccess(irp, FILE_WRITE_ACCESS) == STATUS_SUCCESS); /* the kernel may do anything */
    irp->RequestorMode = UserMode;
    if (others_code)
        IoGetCurrentIrpStackLocation(irp)->MajorFunction = IRP_MJ_READ;
    checked[0] = IoValidateDeviceIoControlAccess(irp, FILE_READ_ACCESS);
    checked[1] = IoValidateDeviceIoControlAccess(irp, FILE_WRITE_ACCESS);
    checked[2] = WdmlibIoValidateDeviceIoControlAccess(irp, FILE_READ_ACCESS | FILE_WRITE_ACCESS);
    claim(WdmlibIoValidateDeviceIoControlAccess(irp, FILE_READ_ACCESS) == checked[0]);
    irp->RequestorMode = KernelMode;
    return finish(irp, STATUS_SUCCESS, 0);
}

static void check_with(ACCESS_MASK access, bool other)
{
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    struct io_create create = {.path = &name, .access = access, .attributes = OBJ_KERNEL_HANDLE, .disposition = FILE_OPEN, .mode = KernelMode};
    IO_STATUS_BLOCK block;
    HANDLE handle;
    others_code = other;
    claim(io_file_create(&create, &handle) == STATUS_SUCCESS);
    claim(control(handle, CTL_CODE(1, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS), NULL, 0, NULL, 0, &block) == STATUS_SUCCESS);
    close_handle(handle);
}

static void about_access(void)
{
    load_probe();
    probe.dispatch = check_access;
    check_with(FILE_READ_DATA, false);
    claim(checked[0] == STATUS_SUCCESS && checked[1] == STATUS_ACCESS_DENIED && checked[2] == STATUS_ACCESS_DENIED);
    check_with(FILE_READ_DATA | FILE_WRITE_DATA, false);
    claim(checked[0] == STATUS_SUCCESS && checked[1] == STATUS_SUCCESS && checked[2] == STATUS_SUCCESS);
    check_with(FILE_READ_DATA, true);
    claim(checked[0] == STATUS_INVALID_DEVICE_REQUEST);
}

static void about_synchrony(void)
{
    claim(is_synchronous(IRP_SYNCHRONOUS_API) && is_synchronous(IRP_PAGING_IO | IRP_SYNCHRONOUS_PAGING_IO));
    claim(!is_synchronous(0) && !is_synchronous(IRP_PAGING_IO | IRP_SYNCHRONOUS_API) && !is_synchronous(IRP_BUFFERED_IO | IRP_INPUT_OPERATION));
}

static void about_stacks(void)
{
    ULONG_PTR low, high, here = (ULONG_PTR)&low;
    IoGetStackLimits(&low, &high);
    claim(low < here && here < high && (ULONG_PTR)IoGetInitialStack() == high);
    claim(IoGetRemainingStackSize() < here - low + PAGE_SIZE && IoGetRemainingStackSize() > 0);
    claim(IoWithinStackLimits(here, sizeof low) && !IoWithinStackLimits(high - 4, 8) && !IoWithinStackLimits(low - 4, 4));
}

static void about_the_system(void)
{
    claim(IoGetFileObjectGenericMapping()->GenericAll == FILE_ALL_ACCESS && IoGetFileObjectGenericMapping()->GenericRead == FILE_GENERIC_READ);
    IoGetConfigurationInformation()->DiskCount++;
    claim(IoGetConfigurationInformation()->DiskCount == 1);
    claim(IoIsWdmVersionAvailable(1, 0x10) && IoIsWdmVersionAvailable(WDM_MAJORVERSION, WDM_MINORVERSION) && !IoIsWdmVersionAvailable(WDM_MAJORVERSION + 1, 0));
}

static void extensions(void)
{
    UCHAR *first = NULL, *second = NULL;
    load_probe();
    claim(IoAllocateDriverObjectExtension(probe.driver, &probe, 32, (PVOID *)&first) == STATUS_SUCCESS && first && first[0] == 0 && first[31] == 0);
    claim(IoAllocateDriverObjectExtension(probe.driver, &probe, 32, (PVOID *)&second) == STATUS_OBJECT_NAME_COLLISION && !second);
    claim(IoGetDriverObjectExtension(probe.driver, &probe) == first && !IoGetDriverObjectExtension(probe.driver, &first));
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    claim(state_of("probe") == IO_GONE && !mm_is_valid(first, 1));
}

static void device_lists(void)
{
    PDEVICE_OBJECT list[2] = {NULL, NULL}, other;
    ULONG count = 0;
    load_probe();
    claim(NT_SUCCESS(IoCreateDevice(probe.driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &other)));
    claim(IoEnumerateDeviceObjectList(probe.driver, NULL, 0, &count) == STATUS_BUFFER_TOO_SMALL && count == 2);
    claim(IoEnumerateDeviceObjectList(probe.driver, list, sizeof list, &count) == STATUS_SUCCESS && list[0] == other && list[1] == probe.device);
    claim(ob_held(other, OB_BY_DRIVER) == 1);
    ObDereferenceObject(list[0]);
    ObDereferenceObject(list[1]);
    IoDeleteDevice(other);
}

static unsigned logged;
static ULONG logged_code;
static void on_log(const void *object, const IO_ERROR_LOG_PACKET *packet)
{
    claim(object == probe.device);
    logged++;
    logged_code = (ULONG)packet->ErrorCode;
}

static void error_log(void)
{
    load_probe();
    logged = 0;
    io_on_error_log(on_log);
    PIO_ERROR_LOG_PACKET packet = IoAllocateErrorLogEntry(probe.device, sizeof *packet);
    claim(packet && packet->ErrorCode == 0 && ob_held(probe.device, OB_BY_LOOKUP) == 1);
    packet->ErrorCode = (NTSTATUS)0xC0040001;
    IoWriteErrorLogEntry(packet);
    claim(logged == 1 && logged_code == 0xC0040001 && ob_held(probe.device, OB_BY_LOOKUP) == 0);
    IoFreeErrorLogEntry(IoAllocateErrorLogEntry(probe.device, ERROR_LOG_MAXIMUM_SIZE));
    claim(logged == 1 && !IoAllocateErrorLogEntry(probe.device, 4) && !IoAllocateErrorLogEntry(probe.device, 255));
}

static UNICODE_STRING asked_path;
static char asked[64];
static NTSTATUS on_load(const char *service, PCUNICODE_STRING path)
{
    snprintf(asked, sizeof asked, "%s", service);
    asked_path = *path;
    return STATUS_IMAGE_ALREADY_LOADED;
}

static void loads(void)
{
    UNICODE_STRING path = wide(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\probe"), none = wide(L"\\Registry\\"), odd = wide(L"\\x\\\x00E9");
    load_probe();
    io_set_service_loader(on_load);
    claim(ZwLoadDriver(&path) == STATUS_IMAGE_ALREADY_LOADED && strcmp(asked, "probe") == 0 && asked_path.Buffer == path.Buffer);
    claim(ZwLoadDriver(&none) == STATUS_INVALID_PARAMETER && ZwUnloadDriver(&odd) == STATUS_INVALID_PARAMETER);
    claim(ZwUnloadDriver(&path) == STATUS_SUCCESS);
    pause_ms(10);
    claim(probe.unloads == 1 && state_of("probe") == IO_GONE && !NT_SUCCESS(ZwUnloadDriver(&path)));
}

TEST(an_irp_knows_who_asked_and_how_urgent_it_is, about_irps)
TEST(a_control_code_may_ask_for_more_access_than_its_number_says, about_access)
TEST(paging_is_synchronous_by_its_flag_and_the_rest_by_the_api, about_synchrony)
TEST(a_thread_knows_the_limits_of_its_stack, about_stacks)
TEST(the_system_has_one_mapping_and_one_configuration, about_the_system)
TEST(an_extension_lives_as_long_as_its_driver_and_once_per_address, extensions)
TEST(a_drivers_devices_are_listed_and_referenced, device_lists)
TEST(an_error_log_entry_holds_its_object_until_written_or_freed, error_log)
TEST(a_driver_is_loaded_by_the_last_part_of_its_path, loads)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_irp_knows_who_asked_and_how_urgent_it_is),
        cmocka_unit_test(a_control_code_may_ask_for_more_access_than_its_number_says),
        cmocka_unit_test(paging_is_synchronous_by_its_flag_and_the_rest_by_the_api),
        cmocka_unit_test(a_thread_knows_the_limits_of_its_stack),
        cmocka_unit_test(the_system_has_one_mapping_and_one_configuration),
        cmocka_unit_test(an_extension_lives_as_long_as_its_driver_and_once_per_address),
        cmocka_unit_test(a_drivers_devices_are_listed_and_referenced),
        cmocka_unit_test(an_error_log_entry_holds_its_object_until_written_or_freed),
        cmocka_unit_test(a_driver_is_loaded_by_the_last_part_of_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
