/* Claims about what drivers ask of threads and processes. */
#include "../ob/test.h"

static void about_itself(void)
{
    PETHREAD thread = PsGetCurrentThread();
    PEPROCESS process = IoGetCurrentProcess();
    claim(PsGetCurrentProcessId() == PsGetProcessId(process) && PsGetProcessId(process) == (HANDLE)4);
    claim(PsGetCurrentThreadId() == PsGetThreadId(thread) && PsGetThreadProcessId(thread) == (HANDLE)4);
    claim(PsGetThreadProcess(thread) == process && IoThreadToProcess(thread) == process);
    claim(PsIsSystemThread(thread) && IoIsSystemThread(thread) && !PsIsThreadTerminating(thread));
    claim(ExGetPreviousMode() == KernelMode && PsGetThreadExitStatus(thread) == STATUS_PENDING);
    claim(PsGetThreadCreateTime(thread) == (LONGLONG)ke_now() && PsGetProcessCreateTimeQuadPart(process) <= (LONGLONG)ke_now());
}

static uintptr_t application(void *argument)
{
    return (uintptr_t)argument;
}

static void about_an_application(void)
{
    struct ps_process *app = ps_process_create("app", NULL);
    struct ps_thread *main_thread = ps_user_thread(app, application, (void *)5, 0, "main");
    PETHREAD thread = (PETHREAD)main_thread;
    HANDLE pid = PsGetProcessId((PEPROCESS)app), tid = PsGetThreadId(thread);
    PEPROCESS found;
    PETHREAD found_thread;
    claim(!PsIsSystemThread(thread) && PsGetThreadProcessId(thread) == pid && PsGetThreadProcess(thread) == (PEPROCESS)app);
    claim(PsLookupProcessByProcessId(pid, &found) == STATUS_SUCCESS && found == (PEPROCESS)app);
    claim(PsLookupThreadByThreadId(tid, &found_thread) == STATUS_SUCCESS && found_thread == thread);
    claim(ob_held(app, OB_BY_DRIVER) == 1 && ob_held(main_thread, OB_BY_DRIVER) == 1);
    ke_wait_one(ob_wait_header(app), KernelMode, FALSE, NULL);
    claim(PsGetProcessExitStatus(found) == 5 && PsGetThreadExitStatus(found_thread) == 5);
    ObDereferenceObject(found);
    ObDereferenceObject(found_thread);
    ob_dereference(main_thread, OB_BY_CREATE);
    ob_dereference(app, OB_BY_CREATE);
    claim(PsLookupProcessByProcessId(pid, &found) == STATUS_INVALID_PARAMETER);
    claim(PsLookupThreadByThreadId(tid, &found_thread) == STATUS_INVALID_PARAMETER);
}

static void versions(void)
{
    ULONG major = 0, minor = 1, build = 0;
    UNICODE_STRING pack = {2, 2, NULL};
    claim(!PsGetVersion(&major, &minor, &build, &pack) && major == 10 && minor == 0 && build > 10000 && pack.Length == 0);
    claim(!PsGetVersion(NULL, NULL, NULL, NULL));
}

static HANDLE event_in(struct ps_process *process, void **body)
{
    struct ob_type_ops ops = {.name = "Thing"};
    HANDLE handle;
    *body = ob_create(ob_type_create(&ops), 16);
    claim(NT_SUCCESS(ob_handle_create(process->handles, *body, 3, 0, &handle)));
    return handle;
}

static void duplicates(void)
{
    struct ps_process *app = ps_process_create("app", NULL);
    void *body;
    HANDLE process, source = event_in(ps_system_process(), &body), copy = NULL;
    claim(NT_SUCCESS(ob_handle_create(ob_kernel_table(), app, PROCESS_ALL_ACCESS, OBJ_KERNEL_HANDLE, &process)));
    claim(ZwDuplicateObject(NULL, source, process, &copy, 0, 0, DUPLICATE_SAME_ACCESS) == STATUS_SUCCESS);
    void *seen;
    claim(NT_SUCCESS(ob_handle_object(app->handles, copy, NULL, 3, UserMode, &seen, NULL)) && seen == body);
    ob_dereference(seen, OB_BY_LOOKUP);
    claim(ob_held(body, OB_BY_HANDLE) == 2);
    claim(ZwDuplicateObject(NULL, source, NULL, NULL, 0, 0, DUPLICATE_CLOSE_SOURCE) == STATUS_SUCCESS);
    claim(ob_held(body, OB_BY_HANDLE) == 1);
    claim(ZwDuplicateObject(NULL, source, process, &copy, 0, 0, DUPLICATE_SAME_ACCESS) == STATUS_INVALID_HANDLE);
    claim(ZwDuplicateObject((HANDLE)0x5550, source, process, &copy, 0, 0, 0) == STATUS_INVALID_HANDLE);
    ZwClose(process);
}

#define TEST(name, body)              \
    static void name(void **state)    \
    {                                 \
        (void)state;                  \
        run_body(body);               \
    }
TEST(a_thread_knows_itself_and_its_process, about_itself)
TEST(an_id_finds_its_object_while_that_lives_and_a_reference_keeps_it, about_an_application)
TEST(the_version_is_windows_10, versions)
TEST(a_duplicate_lives_in_the_other_process_and_the_source_may_be_closed, duplicates)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_knows_itself_and_its_process),
        cmocka_unit_test(an_id_finds_its_object_while_that_lives_and_a_reference_keeps_it),
        cmocka_unit_test(the_version_is_windows_10),
        cmocka_unit_test(a_duplicate_lives_in_the_other_process_and_the_source_may_be_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
