/* Claims about callback objects. WDK: ExCreateCallback, ExRegisterCallback, ExNotifyCallback, ExUnregisterCallback. */
#include "../ke/test.h"

#include "ob/callback.h"

static PCALLBACK_OBJECT object;
static PVOID first, second;

static VOID NTAPI on_first(PVOID context, PVOID a, PVOID b)
{
    claim(context == &first && a == (PVOID)1 && b == (PVOID)2);
    happens('1');
}

static VOID NTAPI on_second(PVOID context, PVOID a, PVOID b)
{
    claim(context == &second && a == (PVOID)1 && b == (PVOID)2);
    happens('2');
}

static NTSTATUS create(const WCHAR *path, BOOLEAN make, BOOLEAN many, PCALLBACK_OBJECT *result)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, path ? &name : NULL, OBJ_CASE_INSENSITIVE | OBJ_PERMANENT, NULL, NULL);
    return ExCreateCallback(result, &attributes, make, many);
}

static void notify_two(void)
{
    claim(create(NULL, TRUE, TRUE, &object) == STATUS_SUCCESS);
    first = ExRegisterCallback(object, on_first, &first);
    second = ExRegisterCallback(object, on_second, &second);
    claim(first && second);
    ExNotifyCallback(object, (PVOID)1, (PVOID)2);
    ExUnregisterCallback(first);
    happens('-');
    ExNotifyCallback(object, (PVOID)1, (PVOID)2);
    ExUnregisterCallback(second);
    ExNotifyCallback(object, (PVOID)1, (PVOID)2);
    ObDereferenceObject(object);
}

static void those_registered_are_called_in_order(void **state)
{
    (void)state;
    run_body(notify_two);
    assert_string_equal(happened, "12-2");
}

static void only_one(void)
{
    claim(create(L"\\Callback\\Test", TRUE, FALSE, &object) == STATUS_SUCCESS);
    first = ExRegisterCallback(object, on_first, &first);
    claim(first && ExRegisterCallback(object, on_second, &second) == NULL);
    ExUnregisterCallback(first);
    second = ExRegisterCallback(object, on_second, &second);
    claim(second != NULL);
    ExUnregisterCallback(second);
    ObDereferenceObject(object);
}

static void an_object_for_one_routine_refuses_the_second(void **state)
{
    (void)state;
    run_body(only_one);
}

static void by_name(void)
{
    PCALLBACK_OBJECT again;
    claim(create(L"\\Callback\\Nobody", FALSE, FALSE, &object) == STATUS_OBJECT_NAME_NOT_FOUND && !object);
    claim(create(NULL, FALSE, FALSE, &object) == STATUS_UNSUCCESSFUL);
    claim(create(L"\\Callback\\Test", TRUE, TRUE, &object) == STATUS_SUCCESS);
    claim(create(L"\\callback\\TEST", FALSE, FALSE, &again) == STATUS_SUCCESS && again == object);
    claim(create(L"\\Device", FALSE, FALSE, &again) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(create(L"\\Nowhere\\Test", TRUE, FALSE, &again) == STATUS_OBJECT_PATH_NOT_FOUND);
    claim(create(L"\\Callback\\ProcessorAdd", FALSE, FALSE, &again) == STATUS_SUCCESS); /* the system's own */
    ObDereferenceObject(again);
    ObDereferenceObject(object);
    ObDereferenceObject(object);
}

static void a_named_object_is_opened_by_whoever_comes_second(void **state)
{
    (void)state;
    run_body(by_name);
}

static unsigned visited;

static void look(void *context, const struct ob_callback_info *info)
{
    (void)context;
    visited++;
    claim(info->object == object && info->routine == (const void *)on_first && info->registered_at == ke_now());
}

static void visit(void)
{
    visited = 0;
    create(NULL, TRUE, FALSE, &object);
    first = ExRegisterCallback(object, on_first, &first);
    ob_callbacks_visit(look, NULL);
    ExUnregisterCallback(first);
    ob_callbacks_visit(look, NULL);
    claim(visited == 1);
}

static void a_registration_is_seen_until_it_is_withdrawn(void **state)
{
    (void)state;
    run_body(visit);
}

/* --- while it runs ---------------------------------------------------------------------------------------------------------------------------------- */

static VOID NTAPI slow(PVOID context, PVOID a, PVOID b)
{
    (void)context, (void)a, (void)b;
    happens('<');
    sleep_for(100);
    happens('>');
}

static void notify_slowly(void)
{
    ExNotifyCallback(object, NULL, NULL);
    happens('n');
}

static void unregister_while_it_runs(void)
{
    create(NULL, TRUE, FALSE, &object);
    first = ExRegisterCallback(object, slow, NULL);
    start_body(notify_slowly);
    sleep_for(10);
    happens('u');
    ExUnregisterCallback(first);
    happens('g');
}

static void unregistering_waits_for_the_routine_that_runs(void **state)
{
    (void)state;
    run_body(unregister_while_it_runs);
    const char *gone = strchr(happened, 'g');
    assert_memory_equal(happened, "<u>", 3);
    assert_true(gone && strchr(happened, 'n'));
}

static void unregister_twice(void)
{
    create(NULL, TRUE, FALSE, &object);
    first = ExRegisterCallback(object, slow, NULL);
    ExUnregisterCallback(first);
    ExUnregisterCallback(first);
}

static void register_at_a_process(void)
{
    ExRegisterCallback((PCALLBACK_OBJECT)(void *)ps_current_process(), slow, NULL);
}

static void wrong_handles_and_objects_are_bug_checks(void **state)
{
    (void)state;
    run_body_to_bugcheck(unregister_twice, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    run_body_to_bugcheck(register_at_a_process, REFERENCE_BY_POINTER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(those_registered_are_called_in_order),
        test(an_object_for_one_routine_refuses_the_second),
        test(a_named_object_is_opened_by_whoever_comes_second),
        test(a_registration_is_seen_until_it_is_withdrawn),
        test(unregistering_waits_for_the_routine_that_runs),
        test(wrong_handles_and_objects_are_bug_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
