/* Claims about what becomes of a driver's image: code that is discarded, work items that lie in it. The routines are those of drivers/cases.c. */
#include "test.h"
#include "io/state.h"

static struct image_file *cases;
static const void *routine;

/* On the host's side: reading symbols needs more stack than a simulated thread has. */
static void choose_case(const char *name)
{
    const char *error = NULL;
    struct host_symbol symbol;
    cases = image_file_open(NTSIM_MODULE_DIR "/io_cases.sys", &error);
    if (!cases)
        fail_msg("%s", error);
    assert_true(host_symbol_named(cases->module, name, &symbol));
    routine = (const void *)symbol.start;
}

static uintptr_t call_it(void)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = routine};
    return ke_call(&call);
}

static NTSTATUS load_cases(const char *service)
{
    UNICODE_STRING path = wide(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\cases");
    return io_driver_load(service, cases, &path);
}

static void call_after_success(void)
{
    claim(load_cases("cases") == STATUS_SUCCESS);
    call_it();
}

static void call_after_failure(void)
{
    claim(load_cases("failing") == STATUS_UNSUCCESSFUL && state_of("failing") == IO_LOADED); /* a device keeps it */
    call_it();
}

static void initialisation_code_is_gone_when_driver_entry_has_returned(void **state)
{
    (void)state;
    choose_case("once_again");
    run_body_to_bugcheck(call_after_success, PAGE_FAULT_IN_NONPAGED_AREA);
    assert_non_null(strstr(ke_end()->text, "INIT"));
    run_body_to_bugcheck(call_after_failure, PAGE_FAULT_IN_NONPAGED_AREA);
    assert_non_null(strstr(ke_end()->text, "INIT"));
}

static void queue_and_wait(void)
{
    claim(load_cases("cases") == STATUS_SUCCESS && call_it() == 1);
    pause_ms(1);
}

/* Workers wait for the processor until the image is gone. */
static void queue_and_unload(void)
{
    claim(load_cases("cases") == STATUS_SUCCESS);
    KeSetPriorityThread(KeGetCurrentThread(), HIGH_PRIORITY);
    claim(call_it() == 1);
    claim(io_driver_unload("cases") == STATUS_SUCCESS && state_of("cases") == IO_GONE);
    pause_ms(1);
}

/* The same, but the driver is there again: it is another image, whose item nobody has queued. */
static void queue_and_come_back(void)
{
    claim(load_cases("cases") == STATUS_SUCCESS);
    KeSetPriorityThread(KeGetCurrentThread(), HIGH_PRIORITY);
    claim(call_it() == 1);
    claim(io_driver_unload("cases") == STATUS_SUCCESS && load_cases("cases") == STATUS_SUCCESS);
    pause_ms(1);
}

static void assert_gone(fixture_body *body)
{
    const struct ke_end *end = run_body_to_bugcheck(body, DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS);
    assert_string_equal(end->text, "its driver's image is gone");
    assert_string_equal(end->blame.object_kind, "work item");
    assert_int_equal(end->parameter[1], 8);
    assert_int_equal(end->parameter[0] - end->blame.routine, 0);
    assert_ptr_equal(image_by_id(end->culprit_image)->file, cases);
}

static void an_item_that_lies_in_an_image_that_is_gone_is_0xce(void **state)
{
    (void)state;
    choose_case("queue");
    run_body(queue_and_wait);
    assert_gone(queue_and_unload);
    assert_gone(queue_and_come_back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initialisation_code_is_gone_when_driver_entry_has_returned),
        cmocka_unit_test(an_item_that_lies_in_an_image_that_is_gone_is_0xce),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
