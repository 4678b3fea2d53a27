/* Claims about routines that hear of processes and threads. */
#include "../ob/test.h"

static struct {
    HANDLE parent, process, thread;
    unsigned created, ended, ex_created, ex_ended, threads, threads_ended;
    char order[8];
    unsigned used;
} heard;

static void note(char who)
{
    if (heard.used < sizeof heard.order - 1)
        heard.order[heard.used++] = who;
}

static VOID on_process(HANDLE parent, HANDLE process, BOOLEAN create)
{
    heard.parent = parent;
    heard.process = process;
    create ? heard.created++ : heard.ended++;
    note('p');
}

static VOID on_process_ex(PEPROCESS process, HANDLE pid, PPS_CREATE_NOTIFY_INFO info)
{
    claim(PsGetProcessId(process) == pid);
    claim(!info || (info->Size == sizeof *info && info->CreationStatus == STATUS_SUCCESS && info->CreatingThreadId.UniqueProcess == (HANDLE)4));
    info ? heard.ex_created++ : heard.ex_ended++;
    note('x');
}

static VOID on_thread(HANDLE process, HANDLE thread, BOOLEAN create)
{
    heard.thread = thread;
    claim(process != NULL);
    create ? heard.threads++ : heard.threads_ended++;
}

static uintptr_t application(void *argument)
{
    return (uintptr_t)argument;
}

static void run_application(void)
{
    struct ps_process *app = ps_process_create("app", NULL);
    struct ps_thread *thread = ps_user_thread(app, application, NULL, 0, "main");
    claim(heard.process == NULL || heard.process == PsGetProcessId((PEPROCESS)app));
    claim(heard.thread == NULL || heard.thread == PsGetThreadId((PETHREAD)thread));
    ke_wait_one(ob_wait_header(app), KernelMode, FALSE, NULL);
    ob_dereference(thread, OB_BY_CREATE);
    ob_dereference(app, OB_BY_CREATE);
}

static void all_kinds(void)
{
    memset(&heard, 0, sizeof heard);
    claim(PsSetCreateProcessNotifyRoutine(on_process, FALSE) == STATUS_SUCCESS);
    claim(PsSetCreateProcessNotifyRoutineEx(on_process_ex, FALSE) == STATUS_SUCCESS);
    claim(PsSetCreateThreadNotifyRoutine(on_thread) == STATUS_SUCCESS);
    run_application();
    claim(heard.created == 1 && heard.ended == 1 && heard.ex_created == 1 && heard.ex_ended == 1);
    claim(heard.threads == 1 && heard.threads_ended == 1 && heard.parent == (HANDLE)4);
    claim(strcmp(heard.order, "pxpx") == 0);
}

static void taken_back(void)
{
    memset(&heard, 0, sizeof heard);
    claim(PsSetCreateProcessNotifyRoutine(on_process, FALSE) == STATUS_SUCCESS);
    claim(PsSetCreateProcessNotifyRoutine(on_process, FALSE) == STATUS_INVALID_PARAMETER);
    claim(PsSetCreateThreadNotifyRoutine(on_thread) == STATUS_SUCCESS);
    claim(PsSetCreateProcessNotifyRoutine(on_process, TRUE) == STATUS_SUCCESS);
    claim(PsSetCreateProcessNotifyRoutine(on_process, TRUE) == STATUS_PROCEDURE_NOT_FOUND);
    claim(PsSetCreateProcessNotifyRoutineEx(on_process_ex, TRUE) == STATUS_PROCEDURE_NOT_FOUND);
    claim(PsRemoveCreateThreadNotifyRoutine(on_thread) == STATUS_SUCCESS);
    claim(PsRemoveCreateThreadNotifyRoutine(on_thread) == STATUS_PROCEDURE_NOT_FOUND);
    run_application();
    claim(heard.used == 0 && heard.threads == 0);
}

static void until_full(void)
{
    unsigned n = 0;
    while (n < 1000 && PsSetCreateThreadNotifyRoutine(on_thread) == STATUS_SUCCESS)
        n++;
    claim(n >= 8 && n <= 64 && PsSetCreateThreadNotifyRoutine(on_thread) == STATUS_INSUFFICIENT_RESOURCES);
}

#define TEST(name, body)              \
    static void name(void **state)    \
    {                                 \
        (void)state;                  \
        run_body(body);               \
    }
TEST(routines_hear_in_the_order_of_registration, all_kinds)
TEST(what_is_taken_back_hears_nothing_more, taken_back)
TEST(there_is_room_for_a_limited_number, until_full)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routines_hear_in_the_order_of_registration),
        cmocka_unit_test(what_is_taken_back_hears_nothing_more),
        cmocka_unit_test(there_is_room_for_a_limited_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
