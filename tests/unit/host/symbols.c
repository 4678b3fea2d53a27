/* Claims about names and lines. Argument: path of sample_module (see module.c). Lines are wanted only where their
 * reader is present. */
#include "test.h"

#include <string.h>

static const char *path;

static struct host_module *open_sample(void)
{
    const char *error = NULL;
    struct host_module *module = host_module_open(path, &error);
    if (module == NULL)
        fail_msg("%s", error);
    return module;
}

static void a_static_function_is_found_by_name(void **state)
{
    (void)state;
    struct host_symbol symbol;
    assert_true(host_symbol_named(open_sample(), "add_one", &symbol));
    assert_string_equal(symbol.routine, "add_one");
    assert_true(symbol.size > 0);
}

static void an_address_inside_a_function_has_its_name(void **state)
{
    (void)state;
    struct host_symbol named, at;
    assert_true(host_symbol_named(open_sample(), "add_one", &named));
    assert_true(host_symbol_at(open_sample(), named.start + named.size - 1, &at));
    assert_string_equal(at.routine, "add_one");
    assert_int_equal(at.start, named.start);
}

static void an_exported_function_starts_where_the_linker_says(void **state)
{
    (void)state;
    struct host_symbol symbol;
    assert_true(host_symbol_named(open_sample(), "sample_next", &symbol));
    assert_int_equal(symbol.start, (uintptr_t)host_module_symbol(open_sample(), "sample_next"));
}

static void an_address_has_file_and_line(void **state)
{
    (void)state;
    struct host_symbol symbol;
    assert_true(host_symbol_named(open_sample(), "add_one", &symbol));
    assert_true(host_symbol_at(open_sample(), symbol.start + symbol.size - 1, &symbol));
    if (symbol.line == 0)
        skip();
    assert_in_range(symbol.line, 9, 10);
    assert_non_null(strstr(symbol.file, "sample_module.c"));
}

static void a_variable_has_a_name_and_no_line(void **state)
{
    (void)state;
    struct host_symbol symbol;
    int *(*counter)(void) = (int *(*)(void))(uintptr_t)host_module_symbol(open_sample(), "sample_counter");
    assert_true(host_symbol_at(open_sample(), (uintptr_t)counter(), &symbol));
    assert_string_equal(symbol.routine, "counter");
    assert_int_equal(symbol.line, 0);
}

static void an_address_outside_has_no_name(void **state)
{
    (void)state;
    struct host_symbol symbol;
    assert_false(host_symbol_at(open_sample(), (uintptr_t)ARENA, &symbol));
    assert_false(host_symbol_at(open_sample(), 0, &symbol));
    assert_false(host_symbol_named(open_sample(), "add_two", &symbol));
}

int main(int count, char **arguments)
{
    path = count > 1 ? arguments[1] : "sample_module.so";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_static_function_is_found_by_name),
        cmocka_unit_test(an_address_inside_a_function_has_its_name),
        cmocka_unit_test(an_exported_function_starts_where_the_linker_says),
        cmocka_unit_test(an_address_has_file_and_line),
        cmocka_unit_test(a_variable_has_a_name_and_no_line),
        cmocka_unit_test(an_address_outside_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
