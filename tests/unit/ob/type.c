/* Claims about object types. */
#include "test.h"
#include "ob/inspect.h"

static POBJECT_TYPE new_type(bool driver_visible)
{
    struct ob_type_ops ops = {.name = driver_visible ? "Visible" : "Private", .driver_visible = driver_visible};
    return ob_type_create(&ops);
}

static struct ob_type_info counted_type;

static void take_counted(void *context, const struct ob_type_info *info)
{
    if (strcmp(info->name, context) == 0)
        counted_type = *info;
}

static bool counts_are(LONG_PTR objects, LONG_PTR handles)
{
    ob_types_peek(take_counted, (void *)(uintptr_t)"Private");
    return counted_type.objects == objects && counted_type.handles == handles;
}

static void counts(void)
{
    POBJECT_TYPE type = new_type(false);
    HANDLE handle;
    claim(counts_are(0, 0));
    void *first = ob_create(type, 16), *second = ob_create(type, 16);
    claim(counts_are(2, 0));
    ob_handle_create(ob_kernel_table(), first, 0, 0, &handle);
    claim(counts_are(2, 1));
    ob_dereference(second, OB_BY_CREATE);
    ob_dereference(first, OB_BY_CREATE);
    claim(counts_are(1, 1));
    ob_handle_close(ob_kernel_table(), handle);
    claim(counts_are(0, 0));
}

static void a_type_counts_its_objects_and_handles(void **state)
{
    (void)state;
    run_body(counts);
}

static void exported_variable(void)
{
    claim(*ob_exported_type("PsInitialSystemProcess") == ps_system_process());
    POBJECT_TYPE type = ps_process_type();
    void **value = ob_exported_type("PsProcessType");
    claim(value && *(POBJECT_TYPE *)*value == type);
    claim(arena_of(*value) == ARENA_NONPAGED);
    claim(ob_exported_type("NoSuchType") == NULL);
    UNICODE_STRING path = wide(L"\\ObjectTypes\\Process");
    void *found;
    claim(NT_SUCCESS(ob_lookup(&path, NULL, NULL, &found)) && found == type);
}

static void a_type_is_found_by_its_variable_and_by_name(void **state)
{
    (void)state;
    run_body(exported_variable);
}

static uint64_t made_id, made_type;

static void note_made(void *context, const struct event *event)
{
    (void)context;
    if (event->kind == EV_OBJECT_CREATE)
        made_id = event->a, made_type = event->b;
}

/* Types are objects of the first type; every later one has a number of its own. */
static void numbers(void)
{
    event_listen(note_made, NULL);
    POBJECT_TYPE one = new_type(true), other = new_type(false);
    claim(made_type == 1);
    void *body = ob_create(one, 16);
    uint64_t first = made_type, id = made_id;
    claim(id == ob_id(body));
    body = ob_create(other, 16);
    claim(made_type == first + 1 && first > 1 && made_id == ob_id(body) && made_id != id);
}

static void what_is_made_is_told_with_its_types_number(void **state)
{
    (void)state;
    run_body(numbers);
}

static void first_types(void)
{
    static const WCHAR *const paths[] = {L"\\ObjectTypes\\Type", L"\\ObjectTypes\\Directory", L"\\ObjectTypes\\SymbolicLink"};
    POBJECT_TYPE types[3] = {NULL};
    for (int i = 0; i < 3; i++) {
        UNICODE_STRING path = wide(paths[i]);
        claim(ob_lookup(&path, NULL, NULL, (void **)&types[i]) == STATUS_SUCCESS);
    }
    claim(types[0] && ob_type_of(types[0]) == types[0] && types[1] == ob_directory_type() && types[2] == ob_link_type());
}

static void the_first_types_have_names_like_all_others(void **state)
{
    (void)state;
    run_body(first_types);
}

static void long_name(void)
{
    static const struct ob_type_ops ops = {.name = "AnOverlongNameOfATypeThatWouldNotFitIntoThePathThatItIsGiven"};
    UNICODE_STRING cut = wide(L"\\ObjectTypes\\AnOverlongNameOfATypeThatWouldNotFitIntoThePathTha");
    void *found;
    POBJECT_TYPE type = ob_type_create(&ops);
    claim(ob_lookup(&cut, NULL, NULL, &found) == STATUS_SUCCESS && found == type);
}

static void the_name_of_a_type_is_cut_to_its_room(void **state)
{
    (void)state;
    run_body(long_name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_type_counts_its_objects_and_handles),
        cmocka_unit_test(a_type_is_found_by_its_variable_and_by_name),
        cmocka_unit_test(what_is_made_is_told_with_its_types_number),
        cmocka_unit_test(the_first_types_have_names_like_all_others),
        cmocka_unit_test(the_name_of_a_type_is_cut_to_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
