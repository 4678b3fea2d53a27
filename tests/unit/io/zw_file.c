/* Claims about files as drivers use them: ZwCreateFile and its kin, and the questions about the requests that arrive. */
#include "test.h"

#include <ntifs.h>

#include <wdmsec.h>

static struct {
    UCHAR major;
    ULONG code, length;
    LONGLONG offset;
    bool synchronous;
} seen;

/* The position of a synchronous file is moved by the driver that serves it. */
static NTSTATUS transferred(PIRP irp, ULONG length, LONGLONG offset)
{
    PFILE_OBJECT file = IoGetCurrentIrpStackLocation(irp)->FileObject;
    seen.offset = offset;
    if (file->Flags & FO_SYNCHRONOUS_IO)
        file->CurrentByteOffset.QuadPart = offset + length;
    return finish(irp, STATUS_SUCCESS, length);
}

static NTSTATUS answer(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    seen.major = stack->MajorFunction;
    seen.synchronous = IoIsOperationSynchronous(irp);
    switch (stack->MajorFunction) {
    case IRP_MJ_READ:
        memset(irp->AssociatedIrp.SystemBuffer, 'r', stack->Parameters.Read.Length);
        return transferred(irp, stack->Parameters.Read.Length, stack->Parameters.Read.ByteOffset.QuadPart);
    case IRP_MJ_WRITE:
        return transferred(irp, stack->Parameters.Write.Length, stack->Parameters.Write.ByteOffset.QuadPart);
    case IRP_MJ_QUERY_INFORMATION:
        return finish(irp, STATUS_INVALID_INFO_CLASS, 0);
    case IRP_MJ_DEVICE_CONTROL:
        seen.code = stack->Parameters.DeviceIoControl.IoControlCode;
        return finish(irp, STATUS_SUCCESS, stack->Parameters.DeviceIoControl.OutputBufferLength);
    }
    return finish(irp, STATUS_SUCCESS, 0);
}

static void load_answering(void)
{
    load_probe();
    probe.device->Flags |= DO_BUFFERED_IO;
    probe.dispatch = answer;
}

static OBJECT_ATTRIBUTES attributes;
static UNICODE_STRING name;

static POBJECT_ATTRIBUTES probe_name(void)
{
    name = wide(L"\\Device\\Probe");
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    return &attributes;
}

static HANDLE open_synchronous(void)
{
    HANDLE handle = NULL;
    IO_STATUS_BLOCK block = {.Information = 77};
    claim(ZwCreateFile(&handle, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, probe_name(), &block, NULL, 0, 0, FILE_OPEN, FILE_SYNCHRONOUS_IO_NONALERT, NULL,
                       0) == STATUS_SUCCESS);
    claim(block.Status == STATUS_SUCCESS && block.Information != 77);
    return handle;
}

static void moves(void)
{
    CHAR buffer[8] = "";
    IO_STATUS_BLOCK block;
    LARGE_INTEGER at = {.QuadPart = 100}, current = {.LowPart = FILE_USE_FILE_POINTER_POSITION, .HighPart = -1};
    load_answering();
    HANDLE handle = open_synchronous();
    claim(ZwReadFile(handle, NULL, NULL, NULL, &block, buffer, 4, &at, NULL) == STATUS_SUCCESS);
    claim(block.Information == 4 && strcmp(buffer, "rrrr") == 0 && seen.offset == 100 && seen.synchronous);
    claim(ZwWriteFile(handle, NULL, NULL, NULL, &block, buffer, 6, &current, NULL) == STATUS_SUCCESS && block.Information == 6);
    claim(seen.major == IRP_MJ_WRITE && seen.offset == 104);
    claim(ZwWriteFile(handle, NULL, NULL, NULL, &block, buffer, 1, NULL, NULL) == STATUS_SUCCESS && seen.offset == 110);
    claim(ZwFlushBuffersFile(handle, &block) == STATUS_SUCCESS && seen.major == IRP_MJ_FLUSH_BUFFERS);
    claim(ZwClose(handle) == STATUS_SUCCESS && probe.closes == 1);
}

static void positions(void)
{
    FILE_POSITION_INFORMATION position = {.CurrentByteOffset = {.QuadPart = 5000}};
    CHAR byte;
    IO_STATUS_BLOCK block;
    load_answering();
    HANDLE handle = open_synchronous();
    claim(ZwSetInformationFile(handle, &block, &position, sizeof position, FilePositionInformation) == STATUS_SUCCESS);
    claim(ZwReadFile(handle, NULL, NULL, NULL, &block, &byte, 1, NULL, NULL) == STATUS_SUCCESS && seen.offset == 5000);
    claim(ZwQueryInformationFile(handle, &block, &position, sizeof position, FilePositionInformation) == STATUS_SUCCESS);
    claim(position.CurrentByteOffset.QuadPart == 5001 && block.Information == sizeof position);
    claim(ZwQueryInformationFile(handle, &block, &position, 2, FilePositionInformation) == STATUS_INFO_LENGTH_MISMATCH);
    FILE_STANDARD_INFORMATION standard;
    claim(ZwQueryInformationFile(handle, &block, &standard, sizeof standard, FileStandardInformation) == STATUS_INVALID_INFO_CLASS);
    claim(seen.major == IRP_MJ_QUERY_INFORMATION);
    ZwClose(handle);
    claim(ZwQueryInformationFile(handle, &block, &position, sizeof position, FilePositionInformation) == STATUS_INVALID_HANDLE);
}

static void controls(void)
{
    ULONG code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS);
    CHAR buffer[8] = "";
    HANDLE handle;
    IO_STATUS_BLOCK block;
    load_answering();
    claim(ZwOpenFile(&handle, FILE_ALL_ACCESS, probe_name(), &block, 0, 0) == STATUS_SUCCESS);
    claim(ZwDeviceIoControlFile(handle, NULL, NULL, NULL, &block, code, buffer, 8, buffer, 8) == STATUS_SUCCESS);
    claim(seen.code == code);
    claim(block.Information == 8);
    claim(!seen.synchronous);
    claim(ZwFsControlFile(handle, NULL, NULL, NULL, &block, code, NULL, 0, NULL, 0) == STATUS_SUCCESS && seen.major == IRP_MJ_FILE_SYSTEM_CONTROL);
    ZwClose(handle);
}

static NTSTATUS create_with(ULONG options, ULONG disposition, ACCESS_MASK access)
{
    HANDLE handle;
    IO_STATUS_BLOCK block;
    return IoCreateFile(&handle, access, probe_name(), &block, NULL, 0, 0, disposition, options, NULL, 0, CreateFileTypeNone, NULL, 0);
}

static void wrong(void)
{
    HANDLE handle;
    IO_STATUS_BLOCK block;
    load_answering();
    claim(create_with(FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT, FILE_OPEN, SYNCHRONIZE) == STATUS_INVALID_PARAMETER);
    claim(create_with(FILE_SYNCHRONOUS_IO_NONALERT, FILE_OPEN, FILE_READ_DATA) == STATUS_INVALID_PARAMETER);
    claim(create_with(0, FILE_MAXIMUM_DISPOSITION + 1, FILE_READ_DATA) == STATUS_INVALID_PARAMETER);
    claim(ZwOpenFile(&handle, FILE_READ_DATA, NULL, &block, 0, 0) == STATUS_INVALID_PARAMETER);
    claim(probe.creates == 0 && create_with(0, FILE_OPEN, FILE_READ_DATA) == STATUS_SUCCESS && probe.creates == 1);
}

TEST(a_synchronous_file_has_a_position_that_requests_begin_at, moves)
TEST(the_position_is_the_io_managers_and_the_rest_the_drivers, positions)
TEST(controls_reach_the_driver, controls)
/* As "Using Files in a Driver" of the documentation opens its file. */
static void generic(void)
{
    static const ACCESS_MASK rights[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_EXECUTE, GENERIC_ALL};
    load_answering();
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
        claim(create_with(FILE_SYNCHRONOUS_IO_NONALERT, FILE_OPEN, rights[i]) == STATUS_SUCCESS && probe.creates == i + 1);
}

static void closed_and_deleted(void)
{
    HANDLE handle;
    IO_STATUS_BLOCK block;
    load_answering();
    claim(NtCreateFile(&handle, FILE_READ_DATA, probe_name(), &block, NULL, 0, 0, FILE_OPEN, 0, NULL, 0) == STATUS_SUCCESS && probe.creates == 1);
    claim(NtClose(handle) == STATUS_SUCCESS && probe.closes == 1);
    claim(ZwDeleteFile(probe_name()) == STATUS_SUCCESS && probe.creates == 2 && probe.closes == 2);
    claim(ZwDeleteFile(NULL) == STATUS_INVALID_PARAMETER && probe.creates == 2);
}

TEST(wrong_options_do_not_reach_the_driver, wrong)
TEST(a_file_to_delete_is_opened_and_closed, closed_and_deleted)
TEST(a_generic_right_lets_the_caller_wait_on_the_file, generic)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_synchronous_file_has_a_position_that_requests_begin_at),
        cmocka_unit_test(the_position_is_the_io_managers_and_the_rest_the_drivers),
        cmocka_unit_test(controls_reach_the_driver),
        cmocka_unit_test(wrong_options_do_not_reach_the_driver),
        cmocka_unit_test(a_file_to_delete_is_opened_and_closed),
        cmocka_unit_test(a_generic_right_lets_the_caller_wait_on_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
