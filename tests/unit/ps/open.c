/* Claims about processes that drivers open by id and end. */
#include "../ob/test.h"

static uintptr_t waits(void *argument)
{
    LARGE_INTEGER long_time = {.QuadPart = -600000000};
    (void)argument;
    KeDelayExecutionThread(UserMode, FALSE, &long_time);
    return 1;
}

static void by_id(void)
{
    struct ps_process *app = ps_process_create("app", NULL);
    struct ps_thread *thread = ps_user_thread(app, waits, NULL, 0, "main");
    CLIENT_ID id = {PsGetProcessId((PEPROCESS)app), NULL}, nobody = {(HANDLE)0x5550, NULL};
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name = wide(L"\\App");
    HANDLE handle = NULL;
    void *body;
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    claim(ZwOpenProcess(&handle, PROCESS_ALL_ACCESS, &attributes, &id) == STATUS_SUCCESS && ObIsKernelHandle(handle));
    claim(NT_SUCCESS(ObReferenceObjectByHandle(handle, 0, ps_process_type(), KernelMode, &body, NULL)) && body == app);
    ObDereferenceObject(body);
    claim(ZwClose(handle) == STATUS_SUCCESS);
    claim(ZwOpenProcess(&handle, PROCESS_ALL_ACCESS, &attributes, &nobody) == STATUS_INVALID_CID);
    claim(ZwOpenProcess(&handle, PROCESS_ALL_ACCESS, &attributes, NULL) == STATUS_INVALID_PARAMETER_MIX);
    id.UniqueThread = PsGetThreadId((PETHREAD)thread);
    claim(NtOpenProcess(&handle, PROCESS_ALL_ACCESS, &attributes, &id) == STATUS_SUCCESS);
    claim(ZwClose(handle) == STATUS_SUCCESS);
    id.UniqueProcess = (HANDLE)4;
    claim(NtOpenProcess(&handle, PROCESS_ALL_ACCESS, &attributes, &id) == STATUS_INVALID_CID);
    attributes.ObjectName = &name;
    claim(ZwOpenProcess(&handle, PROCESS_ALL_ACCESS, &attributes, &id) == STATUS_INVALID_PARAMETER_MIX);
    ke_wait_one(ob_wait_header(app), KernelMode, FALSE, NULL);
    ob_dereference(thread, OB_BY_CREATE);
    ob_dereference(app, OB_BY_CREATE);
}

static void ended(void)
{
    struct ps_process *app = ps_process_create("app", NULL);
    struct ps_thread *thread = ps_user_thread(app, waits, NULL, 0, "main");
    CLIENT_ID id = {PsGetProcessId((PEPROCESS)app), NULL};
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle = NULL;
    LONGLONG begun = (LONGLONG)ke_now();
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    claim(ZwTerminateProcess((HANDLE)0x5550, 0) == STATUS_INVALID_HANDLE);
    claim(ZwOpenProcess(&handle, PROCESS_TERMINATE, &attributes, &id) == STATUS_SUCCESS);
    claim(ZwTerminateProcess(handle, 9) == STATUS_SUCCESS && ZwClose(handle) == STATUS_SUCCESS);
    ke_wait_one(ob_wait_header(app), KernelMode, FALSE, NULL);
    claim(PsGetProcessExitStatus((PEPROCESS)app) == 9 && (LONGLONG)ke_now() - begun < 600000000);
    ob_dereference(thread, OB_BY_CREATE);
    ob_dereference(app, OB_BY_CREATE);
}

#define TEST(name, body)              \
    static void name(void **state)    \
    {                                 \
        (void)state;                  \
        run_body(body);               \
    }
TEST(a_process_is_opened_by_its_id_or_a_threads_and_by_no_name, by_id)
TEST(a_process_is_ended_by_handle_before_its_time, ended)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_is_opened_by_its_id_or_a_threads_and_by_no_name),
        cmocka_unit_test(a_process_is_ended_by_handle_before_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
