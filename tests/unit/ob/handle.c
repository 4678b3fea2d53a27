/* Claims about handle tables. */
#include "test.h"

static void values(void)
{
    struct ob_table *table = ps_current_process()->handles;
    HANDLE first, second, kernel;
    void *body = ps_current_process();
    claim(NT_SUCCESS(ob_handle_create(table, body, 1, 0, &first)) && first == (HANDLE)4);
    claim(NT_SUCCESS(ob_handle_create(table, body, 1, 0, &second)) && second == (HANDLE)8);
    claim(NT_SUCCESS(ob_handle_create(table, body, 1, OBJ_KERNEL_HANDLE, &kernel)) && (uintptr_t)kernel == 0xFFFFFFFF8000000Cu);
    claim(ob_handle_count(body) == 3 && ob_held(body, OB_BY_HANDLE) == 3);
    claim(ob_handle_close(table, first) == STATUS_SUCCESS);
    claim(ob_handle_close(table, first) == STATUS_INVALID_HANDLE);
    claim(ob_handle_close(table, NULL) == STATUS_INVALID_HANDLE);
    claim(ob_handle_create(table, body, 1, 0, &first) == STATUS_SUCCESS && first == (HANDLE)4);
    for (uintptr_t i = 4; i < 500; i++) {
        HANDLE handle;
        claim(NT_SUCCESS(ob_handle_create(table, body, 1, 0, &handle)) && handle == (HANDLE)(i * 4));
    }
    ob_table_close_all(table);
    claim(ob_handle_count(body) == 0);
}

static void values_are_multiples_of_four_and_used_again(void **state)
{
    (void)state;
    run_body(values);
}

static void lookups(void)
{
    struct ob_table *table = ps_current_process()->handles;
    HANDLE handle;
    void *body = ps_current_process(), *found;
    ACCESS_MASK granted;
    ob_handle_create(table, body, 0x10, 0, &handle);
    claim(ob_handle_object(table, handle, ps_process_type(), 0x10, UserMode, &found, &granted) == STATUS_SUCCESS && found == body && granted == 0x10);
    claim(ob_held(body, OB_BY_LOOKUP) == 1);
    ob_dereference(body, OB_BY_LOOKUP);
    claim(ob_handle_object(table, handle, ps_process_type(), 0x11, UserMode, &found, NULL) == STATUS_ACCESS_DENIED);
    claim(ob_handle_object(table, handle, ps_thread_type(), 0, UserMode, &found, NULL) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(ob_handle_object(table, (HANDLE)0x4444, NULL, 0, KernelMode, &found, NULL) == STATUS_INVALID_HANDLE && found == NULL);
    claim(ob_handle_object(table, handle, NULL, 0x11, KernelMode, &found, NULL) == STATUS_SUCCESS);
    ob_dereference(found, OB_BY_LOOKUP);
    claim(ob_handle_object(table, (HANDLE)(intptr_t)-2, NULL, 0, UserMode, &found, NULL) == STATUS_SUCCESS && found == ps_current_thread());
    ob_dereference(found, OB_BY_LOOKUP);
}

static void a_lookup_checks_type_and_for_user_mode_access(void **state)
{
    (void)state;
    run_body(lookups);
}

static void inheritance(void)
{
    struct ps_process *child = ps_process_create("child", NULL);
    struct ob_table *table = ps_current_process()->handles;
    void *body = ps_current_process(), *found;
    HANDLE plain, inherited, gone, after, fresh;
    ACCESS_MASK granted;
    ob_handle_create(table, body, 1, 0, &plain);
    ob_handle_create(table, body, 0x22, OBJ_INHERIT, &inherited);
    ob_handle_create(table, body, 1, OBJ_INHERIT, &gone);
    ob_handle_create(table, body, 0x44, OBJ_INHERIT, &after);
    ob_handle_close(table, gone);
    LONG_PTR before = ob_handle_count(body);
    ob_handles_inherit(table, child->handles);
    claim(ob_handle_count(body) == before + 2);
    claim(ob_handle_object(child->handles, plain, NULL, 0, KernelMode, &found, NULL) == STATUS_INVALID_HANDLE);
    claim(ob_handle_object(child->handles, inherited, NULL, 0, UserMode, &found, &granted) == STATUS_SUCCESS && found == body && granted == 0x22);
    ob_dereference(found, OB_BY_LOOKUP);
    claim(NT_SUCCESS(ob_handle_create(child->handles, body, 1, 0, &fresh)) && fresh == plain);
    claim(NT_SUCCESS(ob_handle_create(child->handles, body, 1, 0, &fresh)) && fresh == gone);
    claim(NT_SUCCESS(ob_handle_create(child->handles, body, 1, 0, &fresh)) && (uintptr_t)fresh == (uintptr_t)after + 4);
    ob_table_close_all(table);
    claim(ob_handle_object(child->handles, after, NULL, 0, UserMode, &found, &granted) == STATUS_SUCCESS && granted == 0x44);
    ob_dereference(found, OB_BY_LOOKUP);
    ps_process_abandon(child);
    claim(ob_handle_count(body) == 0);
}

static void a_child_has_inheritable_handles_under_the_same_values(void **state)
{
    (void)state;
    run_body(inheritance);
}

static ULONG last_left_in_process, last_left, closes, last_handles;
static const struct ps_process *closer;

static void on_close(void *body, struct ps_process *process, ULONG left_in_process, ULONG left)
{
    (void)body;
    closes++;
    closer = process;
    last_left_in_process = left_in_process;
    last_left = left;
}

static void on_last_handle(void *body)
{
    (void)body;
    last_handles++;
}

static void closing(void)
{
    struct ob_type_ops ops = {.name = "Closable", .close = on_close, .last_handle = on_last_handle};
    void *body = ob_create(ob_type_create(&ops), 16);
    struct ps_process *other = ps_process_create("other", NULL);
    struct ob_table *here = ps_current_process()->handles;
    HANDLE a, b, c;
    closes = last_handles = 0;
    ob_handle_create(here, body, 0, 0, &a);
    ob_handle_create(here, body, 0, 0, &b);
    claim(ob_handle_duplicate(here, a, other->handles, 0, true, 0, &c) == STATUS_SUCCESS);
    ob_dereference(body, OB_BY_CREATE);
    ob_handle_close(here, a);
    claim(closes == 1 && last_left_in_process == 1 && last_left == 2 && last_handles == 0);
    ob_handle_close(here, b);
    claim(closes == 2 && last_left_in_process == 0 && last_left == 1 && last_handles == 0 && closer == ps_system_process());
    ob_table_close_all(other->handles);
    claim(closes == 3 && last_handles == 1 && closer == other && !ob_is_object(body));
}

static void the_last_handle_counts_system_wide(void **state)
{
    (void)state;
    run_body(closing);
}

static void duplicating(void)
{
    struct ob_table *table = ps_current_process()->handles;
    struct ps_process *other = ps_process_create("other", NULL);
    void *body = ps_current_process(), *found;
    ACCESS_MASK granted;
    HANDLE handle, copy;
    ob_handle_create(table, body, 0x33, 0, &handle);
    claim(ob_handle_duplicate(table, handle, other->handles, 0x11, false, 0, &copy) == STATUS_SUCCESS);
    claim(ob_handle_object(other->handles, copy, NULL, 0, KernelMode, &found, &granted) == STATUS_SUCCESS && found == body && granted == 0x11);
    ob_dereference(found, OB_BY_LOOKUP);
    claim(ob_handle_duplicate(table, handle, other->handles, 0x44, false, 0, &copy) == STATUS_ACCESS_DENIED);
    claim(ob_handle_duplicate(table, handle, other->handles, MAXIMUM_ALLOWED, false, 0, &copy) == STATUS_SUCCESS);
    claim(ob_handle_object(other->handles, copy, NULL, 0, KernelMode, &found, &granted) == STATUS_SUCCESS && granted == 0x33);
    ob_dereference(found, OB_BY_LOOKUP);
    claim(ob_handle_duplicate(table, handle, other->handles, 0x44, true, 0, &copy) == STATUS_SUCCESS); /* what is asked for does not count */
    claim(ob_handle_object(other->handles, copy, NULL, 0, KernelMode, &found, &granted) == STATUS_SUCCESS && granted == 0x33);
    ob_dereference(found, OB_BY_LOOKUP);
    claim(ob_handle_duplicate(table, (HANDLE)0x4444, other->handles, 0, true, 0, &copy) == STATUS_INVALID_HANDLE);
    ob_handle_close(table, handle);
    ps_process_abandon(other);
}

static void a_duplicate_never_grants_more(void **state)
{
    (void)state;
    run_body(duplicating);
}

static void protecting(void)
{
    struct ob_table *table = ps_current_process()->handles;
    ULONG attributes = 0;
    HANDLE handle;
    ob_handle_create(table, ps_current_process(), 1, 0, &handle);
    claim(ob_handle_attributes(table, handle, OB_PROTECT_CLOSE, OB_PROTECT_CLOSE, &attributes) == STATUS_SUCCESS && attributes == OB_PROTECT_CLOSE);
    claim(ob_handle_close(table, handle) == STATUS_HANDLE_NOT_CLOSABLE);
    claim(ob_handle_attributes(table, handle, OBJ_INHERIT, OBJ_INHERIT, &attributes) == STATUS_SUCCESS && attributes == (OBJ_INHERIT | OB_PROTECT_CLOSE));
    claim(ob_handle_attributes(table, handle, OB_PROTECT_CLOSE, 0, &attributes) == STATUS_SUCCESS && attributes == OBJ_INHERIT);
    claim(ob_handle_attributes(table, handle, ~0u, OBJ_KERNEL_HANDLE | OBJ_PERMANENT, &attributes) == STATUS_SUCCESS && attributes == 0); /* no others */
    claim(ob_handle_close(table, handle) == STATUS_SUCCESS);
    claim(ob_handle_attributes(table, handle, OBJ_INHERIT, 0, &attributes) == STATUS_INVALID_HANDLE);
}

static void a_protected_handle_is_not_closed(void **state)
{
    (void)state;
    run_body(protecting);
}

static void many_tables(void)
{
    struct ob_table *table = ob_table_create(ps_current_process());
    HANDLE handle;
    ob_table_destroy(table);
    size_t before = arena_used(ARENA_PRIVATE);
    for (int i = 0; i < 4000; i++) {
        table = ob_table_create(ps_current_process());
        ob_handle_create(table, ps_current_process(), 1, 0, &handle);
        ob_table_close_all(table);
        ob_table_destroy(table);
        if (i == 0)
            before = arena_used(ARENA_PRIVATE);
    }
    claim(arena_used(ARENA_PRIVATE) == before);
}

static void a_table_that_is_gone_keeps_no_memory(void **state)
{
    (void)state;
    run_body(many_tables);
}

static void pseudo_access(void)
{
    ACCESS_MASK granted = 0;
    void *found;
    claim(ob_handle_object(ps_current_process()->handles, (HANDLE)(intptr_t)-1, NULL, PROCESS_ALL_ACCESS, UserMode, &found, &granted) == STATUS_SUCCESS);
    claim(found == ps_current_process() && (granted & PROCESS_ALL_ACCESS) == PROCESS_ALL_ACCESS);
    ob_dereference(found, OB_BY_LOOKUP);
}

static void a_pseudo_handle_grants_everything(void **state)
{
    (void)state;
    run_body(pseudo_access);
}

static void close_bad(void)
{
    ZwClose((HANDLE)0x4444);
}

static void closing_a_bad_handle_from_the_kernel_is_0x93(void **state)
{
    (void)state;
    run_body_to_bugcheck(close_bad, 0x93);
    assert_int_equal(ke_end()->parameter[0], 0x4444);
    assert_int_equal(ke_end()->parameter[1], 1);
}

static void dereference_garbage(void)
{
    ObfDereferenceObject(arena_start(ARENA_NONPAGED) + 64);
}

static void dereference_nothing(void)
{
    ObfDereferenceObject(NULL);
}

static void dereference_nothing_high(void)
{
    ke_raise(DISPATCH_LEVEL);
    ObfDereferenceObject(NULL);
}

static void what_is_no_object_is_a_bug_check_and_never_a_crash(void **state)
{
    (void)state;
    run_body_to_bugcheck(dereference_garbage, 0x18);
    assert_string_equal(ke_end()->text, "what was passed is not an object");
    run_body_to_bugcheck(dereference_nothing, 0x50);
    run_body_to_bugcheck(dereference_nothing_high, 0xA);
    assert_int_equal(ke_end()->parameter[1], DISPATCH_LEVEL);
}

static HANDLE make(struct ob_table *table)
{
    HANDLE handle = NULL;
    claim(NT_SUCCESS(ob_handle_create(table, ps_current_process(), 1, 0, &handle)));
    return handle;
}

/* First come, first served: 4, 8, 12 ... */
static void used_again(void)
{
    struct ob_table *table = ps_process_create("other", NULL)->handles;
    for (uintptr_t i = 1; i <= 4; i++)
        claim(make(table) == (HANDLE)(4 * i));
    for (int i = 0; i < 3; i++) { /* the last free one taken, and given back */
        ob_handle_close(table, (HANDLE)8);
        claim(make(table) == (HANDLE)8);
    }
    ob_handle_close(table, (HANDLE)12);
    ob_handle_close(table, (HANDLE)4);
    claim(make(table) == (HANDLE)12);
    ob_handle_close(table, (HANDLE)16);
    claim(make(table) == (HANDLE)4 && make(table) == (HANDLE)16 && make(table) == (HANDLE)20);
    ob_table_close_all(table);
}

static void freed_values_come_back_in_the_order_they_were_freed(void **state)
{
    (void)state;
    run_body(used_again);
}

static void big_tables(void)
{
    size_t before = 0;
    for (int i = 0; i < 200; i++) {
        struct ob_table *table = ob_table_create(ps_current_process());
        for (int k = 0; k < 300; k++)
            make(table);
        ob_table_close_all(table);
        ob_table_destroy(table);
        if (i == 0)
            before = arena_used(ARENA_PRIVATE);
    }
    claim(arena_used(ARENA_PRIVATE) == before);
}

static void a_table_that_grew_keeps_no_memory(void **state)
{
    (void)state;
    run_body(big_tables);
}

static HANDLE kernel_handle, user_handle;

/* As a driver's dispatch routine meets it: in the caller's process, with a handle from its input. */
static void in_a_program(void *unused)
{
    PVOID found = NULL;
    (void)unused;
    claim(ps_current_process() != ps_system_process());
    user_handle = make(ps_current_process()->handles);
    claim(ObReferenceObjectByHandle(user_handle, 0, NULL, UserMode, &found, NULL) == STATUS_SUCCESS && found == ps_current_process());
    ObDereferenceObject(found);
    claim(ObReferenceObjectByHandle(kernel_handle, 0, NULL, UserMode, &found, NULL) == STATUS_INVALID_HANDLE && !found);
    claim(ObReferenceObjectByHandle(kernel_handle, 0, NULL, KernelMode, &found, NULL) == STATUS_SUCCESS && found == ps_system_process());
    ObDereferenceObject(found);
    claim(ObCloseHandle(kernel_handle, UserMode) == STATUS_INVALID_HANDLE);
    claim(ObCloseHandle(user_handle, UserMode) == STATUS_SUCCESS);
    fixture.returned++;
}

static void whose_handle(void)
{
    struct ps_process *program = ps_process_create("program", NULL);
    claim(NT_SUCCESS(ob_handle_create(ob_kernel_table(), ps_system_process(), 1, OBJ_KERNEL_HANDLE, &kernel_handle)));
    fixture.bodies++;
    ps_system_thread(program, in_a_program, NULL, "program");
}

static void a_program_cannot_use_a_kernel_handle_but_a_driver_in_it_can(void **state)
{
    (void)state;
    run_body(whose_handle);
}

static struct event told[2];
static unsigned times_told;

static void note_handle(void *context, const struct event *event)
{
    (void)context;
    if (event->kind == EV_HANDLE_OPEN || event->kind == EV_HANDLE_CLOSE)
        told[times_told++ % 2] = *event;
}

static void tell_handles(void)
{
    struct ps_process *other = ps_process_create("other", NULL);
    times_told = 0;
    event_listen(note_handle, NULL);
    HANDLE handle = make(other->handles);
    claim(times_told == 1 && told[0].kind == EV_HANDLE_OPEN && told[0].a == (uintptr_t)handle && told[0].b == ob_id(ps_current_process()) && told[0].c == other->pid);
    ob_handle_close(other->handles, handle);
    claim(times_told == 2 && told[1].kind == EV_HANDLE_CLOSE && told[1].a == (uintptr_t)handle && told[1].b == told[0].b && told[1].c == other->pid);
}

static void opening_and_closing_is_told_with_value_object_and_process(void **state)
{
    (void)state;
    run_body(tell_handles);
}

static void close_nothing(void)
{
    claim(ZwClose(NULL) == STATUS_INVALID_HANDLE);
    claim(ObCloseHandle(NULL, KernelMode) == STATUS_INVALID_HANDLE);
}

static void closing_a_null_handle_is_an_error_and_no_bug_check(void **state)
{
    (void)state;
    run_body(close_nothing);
}

static void dereference_pool(void)
{
    char *block = ExAllocatePoolWithTag(NonPagedPool, 128, 'tset');
    ObfDereferenceObject(block + 32);
}

static void dereference_what_is_gone(void)
{
    struct ob_type_ops ops = {.name = "Visible", .driver_visible = true};
    void *body = ob_create(ob_type_create(&ops), 64);
    ob_dereference(body, OB_BY_CREATE);
    ObfDereferenceObject(body);
}

static void a_pointer_to_what_was_an_object_is_told_from_one_that_never_was(void **state)
{
    (void)state;
    run_body_to_bugcheck(dereference_pool, 0x18);
    assert_string_equal(ke_end()->text, "what was passed is not an object");
    run_body_to_bugcheck(dereference_what_is_gone, 0x18);
    assert_non_null(strstr(ke_end()->text, "was deleted before"));
}

static void bits(void)
{
    struct ps_process *other = ps_process_create("other", NULL);
    void *found;
    HANDLE handle;
    claim(NT_SUCCESS(ob_handle_create(other->handles, ps_system_process(), 1, OBJ_KERNEL_HANDLE, &handle))); /* whatever table was meant */
    claim(ob_handle_object(ob_kernel_table(), handle, NULL, 0, KernelMode, &found, NULL) == STATUS_SUCCESS && found == ps_system_process());
    ob_dereference(found, OB_BY_LOOKUP);
    claim(ob_handle_object(other->handles, handle, NULL, 0, KernelMode, &found, NULL) == STATUS_INVALID_HANDLE);
    HANDLE forged = (HANDLE)((uintptr_t)handle & 0x800000007FFFFFFFu); /* the sign, but not what lies below it */
    claim(ob_handle_object(ob_kernel_table(), forged, NULL, 0, KernelMode, &found, NULL) == STATUS_INVALID_HANDLE);
    claim(ob_handle_close(ob_kernel_table(), handle) == STATUS_SUCCESS);
    ps_process_abandon(other);
}

static void a_kernel_handle_has_all_its_upper_bits(void **state)
{
    (void)state;
    run_body(bits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_multiples_of_four_and_used_again),
        cmocka_unit_test(a_lookup_checks_type_and_for_user_mode_access),
        cmocka_unit_test(a_child_has_inheritable_handles_under_the_same_values),
        cmocka_unit_test(the_last_handle_counts_system_wide),
        cmocka_unit_test(a_duplicate_never_grants_more),
        cmocka_unit_test(a_protected_handle_is_not_closed),
        cmocka_unit_test(a_table_that_is_gone_keeps_no_memory),
        cmocka_unit_test(a_pseudo_handle_grants_everything),
        cmocka_unit_test(closing_a_bad_handle_from_the_kernel_is_0x93),
        cmocka_unit_test(what_is_no_object_is_a_bug_check_and_never_a_crash),
        cmocka_unit_test(freed_values_come_back_in_the_order_they_were_freed),
        cmocka_unit_test(a_table_that_grew_keeps_no_memory),
        cmocka_unit_test(a_program_cannot_use_a_kernel_handle_but_a_driver_in_it_can),
        cmocka_unit_test(opening_and_closing_is_told_with_value_object_and_process),
        cmocka_unit_test(closing_a_null_handle_is_an_error_and_no_bug_check),
        cmocka_unit_test(a_pointer_to_what_was_an_object_is_told_from_one_that_never_was),
        cmocka_unit_test(a_kernel_handle_has_all_its_upper_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
