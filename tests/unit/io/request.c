/* Claims about requests on handles (semantics 38, 40, 67, 68, 70). */
#include "test.h"

#include <ntifs.h>

#define BUFFERED CTL_CODE(1, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

static NTSTATUS answer;
static PIRP pended;

/* METHOD_BUFFERED: every byte of the input plus one. */
static NTSTATUS plus_one(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    UCHAR *bytes = irp->AssociatedIrp.SystemBuffer;
    if (stack->MajorFunction != IRP_MJ_DEVICE_CONTROL)
        return finish(irp, STATUS_SUCCESS, 0);
    ULONG length = stack->Parameters.DeviceIoControl.InputBufferLength;
    for (ULONG i = 0; i < length; i++)
        bytes[i]++;
    return finish(irp, answer, length);
}

static void buffered(void)
{
    UCHAR input[4] = {1, 2, 3, 4}, output[8] = {0};
    IO_STATUS_BLOCK block = {.Status = 77};
    load_probe();
    probe.dispatch = plus_one;
    answer = STATUS_SUCCESS;
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    claim(control(handle, BUFFERED, input, 4, output, 8, &block) == STATUS_SUCCESS);
    claim(block.Status == STATUS_SUCCESS && block.Information == 4 && output[3] == 5 && output[4] == 0 && input[0] == 1);
    answer = STATUS_BUFFER_OVERFLOW;
    memset(output, 0, sizeof output);
    claim(control(handle, BUFFERED, input, 4, output, 8, &block) == STATUS_BUFFER_OVERFLOW && output[0] == 2); /* warnings copy */
    answer = STATUS_UNSUCCESSFUL;
    memset(output, 0, sizeof output);
    block.Status = 77;
    claim(control(handle, BUFFERED, input, 4, output, 8, &block) == STATUS_UNSUCCESSFUL && output[0] == 0 && block.Status == 77);
    close_handle(handle);
}

static NTSTATUS direct(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    if (stack->MajorFunction == IRP_MJ_CREATE)
        return finish(irp, STATUS_SUCCESS, 0);
    if (!irp->MdlAddress)
        return finish(irp, STATUS_INVALID_PARAMETER, 0);
    UCHAR *bytes = MmGetSystemAddressForMdlSafe(irp->MdlAddress, NormalPagePriority);
    memset(bytes, 7, MmGetMdlByteCount(irp->MdlAddress));
    return finish(irp, STATUS_SUCCESS, MmGetMdlByteCount(irp->MdlAddress));
}

static void direct_transfer(void)
{
    IO_STATUS_BLOCK block;
    load_probe();
    probe.dispatch = direct;
    probe.device->Flags |= DO_DIRECT_IO;
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    UCHAR *pool = mm_pool_alloc(NonPagedPool, 100, 'tset', true, 1);
    struct io_request request = {.file = handle, .major = IRP_MJ_READ, .output = pool, .output_length = 100, .status_block = &block, .mode = KernelMode};
    claim(io_request(&request) == STATUS_SUCCESS && block.Information == 100 && pool[0] == 7 && pool[99] == 7);
    request.output_length = 0;
    claim(io_request(&request) == STATUS_INVALID_PARAMETER); /* no length, no MDL */
    claim(control(handle, CTL_CODE(1, 0x800, METHOD_OUT_DIRECT, 0), NULL, 0, pool, 50, &block) == STATUS_SUCCESS && block.Information == 50);
    mm_pool_free(pool, 'tset', 1);
    close_handle(handle);
}

static NTSTATUS pend(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    if (IoGetCurrentIrpStackLocation(irp)->MajorFunction == IRP_MJ_CREATE)
        return finish(irp, STATUS_SUCCESS, 0);
    pended = irp;
    IoMarkIrpPending(irp);
    return STATUS_PENDING;
}

static void complete_after_a_while(void)
{
    pause_ms(5);
    finish(pended, STATUS_SUCCESS, 9);
}

static void synchronous_waits(void)
{
    IO_STATUS_BLOCK block;
    load_probe();
    probe.dispatch = pend;
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    uint64_t before = ke_now();
    start_body(complete_after_a_while);
    claim(control(handle, BUFFERED, NULL, 0, NULL, 0, &block) == STATUS_SUCCESS && block.Information == 9);
    claim(ke_now() >= before + 5 * 10000);
    close_handle(handle);
}

static void asynchronous_error(void)
{
    IO_STATUS_BLOCK block = {.Status = 77};
    load_probe();
    probe.dispatch = pend;
    HANDLE handle = open_probe(0);
    claim(control(handle, BUFFERED, NULL, 0, NULL, 0, &block) == STATUS_PENDING && block.Status == 77);
    finish(pended, STATUS_UNSUCCESSFUL, 0);
    claim(block.Status == STATUS_UNSUCCESSFUL); /* pending and asynchronous: errors are told too */
    close_handle(handle);
}

/* The APC finds the requester in another process's address space. */
static void completed_while_attached(void)
{
    HANDLE handle;
    KAPC_STATE state;
    load_probe();
    probe.dispatch = pend;
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    struct io_create create = {.path = &name, .access = FILE_READ_DATA | FILE_WRITE_DATA, .mode = KernelMode};
    claim(NT_SUCCESS(io_file_create(&create, &handle)));
    struct mm_region *user = mm_user_alloc(ps_system_process(), 4096, "test");
    IO_STATUS_BLOCK *block = (IO_STATUS_BLOCK *)(void *)(user->start + 16);
    struct io_request request = {.file = handle, .major = IRP_MJ_DEVICE_CONTROL, .code = BUFFERED, .output = user->start, .output_length = 1, .status_block = block,
                                 .mode = UserMode};
    claim(io_request(&request) == STATUS_PENDING);
    KeStackAttachProcess((PRKPROCESS)(void *)ps_process_create("other", NULL), &state);
    *(UCHAR *)pended->AssociatedIrp.SystemBuffer = 7;
    finish(pended, STATUS_SUCCESS, 1);
    claim(user->start[0] == 7 && block->Status == STATUS_SUCCESS && block->Information == 1);
    claim(PsGetCurrentProcess() != (PEPROCESS)(void *)ps_system_process()); /* attached as before */
    KeUnstackDetachProcess(&state);
    claim(NT_SUCCESS(ob_handle_close(ob_table_for(handle, KernelMode), handle)));
}

static void access_is_checked(void)
{
    IO_STATUS_BLOCK block;
    HANDLE handle;
    load_probe();
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    struct io_create create = {.path = &name, .access = FILE_READ_DATA | SYNCHRONIZE, .options = FILE_SYNCHRONOUS_IO_NONALERT, .mode = KernelMode};
    claim(NT_SUCCESS(io_file_create(&create, &handle)));
    struct mm_region *user = mm_user_alloc(ps_system_process(), 4096, "test");
    struct io_request request = {.file = handle, .major = IRP_MJ_DEVICE_CONTROL, .code = CTL_CODE(1, 0x800, METHOD_BUFFERED, FILE_WRITE_ACCESS),
                                 .status_block = (IO_STATUS_BLOCK *)(void *)user->start, .mode = UserMode};
    claim(io_request(&request) == STATUS_ACCESS_DENIED);
    request.code = CTL_CODE(1, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS);
    claim(io_request(&request) == STATUS_SUCCESS);
    request.status_block = &block; /* not the requester's */
    claim(io_request(&request) == STATUS_ACCESS_VIOLATION);
    claim(NT_SUCCESS(ob_handle_close(ob_table_for(handle, KernelMode), handle)));
}

static void information_too_large(void)
{
    UCHAR input[4] = {1, 2, 3, 4}, output[2] = {0, 99};
    IO_STATUS_BLOCK block;
    load_probe();
    probe.dispatch = plus_one;
    answer = STATUS_SUCCESS;
    HANDLE handle = open_probe(FILE_SYNCHRONOUS_IO_NONALERT);
    control(handle, BUFFERED, input, sizeof input, output, 1, &block);
    claim(output[0] == 2 && output[1] == 99); /* and a finding */
    close_handle(handle);
}

static NTSTATUS forgets(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    return IoGetCurrentIrpStackLocation(irp)->MajorFunction == IRP_MJ_CREATE ? finish(irp, STATUS_SUCCESS, 0) : STATUS_SUCCESS;
}

static void forgotten(void)
{
    IO_STATUS_BLOCK block;
    load_probe();
    probe.dispatch = forgets;
    control(open_probe(FILE_SYNCHRONOUS_IO_NONALERT), BUFFERED, NULL, 0, NULL, 0, &block);
}

TEST(buffered_data_comes_back_unless_there_was_an_error, buffered)
TEST(direct_buffers_are_described_by_an_mdl, direct_transfer)
TEST(a_synchronous_file_waits_for_a_pended_request, synchronous_waits)
TEST(an_asynchronous_request_is_told_its_error_after_it_was_pending, asynchronous_error)
TEST(a_request_that_ends_while_its_thread_is_attached_reaches_the_requesters_memory, completed_while_attached)
TEST(user_mode_needs_the_access_of_the_control_code, access_is_checked)
TEST(more_information_than_room_is_cut, information_too_large)

static void a_request_neither_completed_nor_pended_is_a_bug_check(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(forgotten, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x226);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffered_data_comes_back_unless_there_was_an_error),
        cmocka_unit_test(direct_buffers_are_described_by_an_mdl),
        cmocka_unit_test(a_synchronous_file_waits_for_a_pended_request),
        cmocka_unit_test(an_asynchronous_request_is_told_its_error_after_it_was_pending),
        cmocka_unit_test(a_request_that_ends_while_its_thread_is_attached_reaches_the_requesters_memory),
        cmocka_unit_test(user_mode_needs_the_access_of_the_control_code),
        cmocka_unit_test(more_information_than_room_is_cut),
        cmocka_unit_test(a_request_neither_completed_nor_pended_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
