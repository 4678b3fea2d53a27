/* Claims about the sections that a driver's functions lie in. Argument: path of sections.sys (drivers/sections.c). */
#include "sections.h"

static void alloc_text_names_functions(void **state)
{
    (void)state;
    assert_in("INIT", "DriverEntry");
    assert_in("PAGE", "named");
    assert_in("PAGE", "named_too");
}

static void code_seg_takes_what_is_defined_behind_it(void **state)
{
    (void)state;
    assert_in("", "before");
    assert_in("PAGE", "behind");
    assert_in("PAGE", "returns_function");
    assert_in("PAGE", "on_one_line");
    assert_in("", "after");
    assert_in("INIT", "discarded");
    assert_in("", "in_text");
}

static void a_prototype_and_a_call_are_no_definition(void **state)
{
    (void)state;
    assert_in("", "declared_there");
}

static void push_and_pop_are_a_stack(void **state)
{
    (void)state;
    assert_in("INIT", "pushed");
    assert_in("PAGE", "popped");
    assert_in("", "deep");
    assert_in("PAGE", "popped_by_name");
    assert_in("PAGE", "popped_nothing");
    assert_in("INIT", "popped_into");
}

static void macros_and_pragma_operators_are_pragmas(void **state)
{
    (void)state;
    assert_in("PAGE", "by_macro");
    assert_in("INIT", "by_operator");
    assert_in("PAGE", "by_microsofts_operator");
}

static void declspec_places_one_function(void **state)
{
    (void)state;
    assert_in("PAGE", "by_declspec");
    assert_in("PAGE", "by_declspec_of_the_prototype");
    assert_in("", "beside_declspec");
}

static void alloc_text_is_stronger_than_code_seg(void **state)
{
    (void)state;
    assert_in("INIT", "named_in_region");
}

static void a_section_of_another_name_is_not_pageable(void **state)
{
    (void)state;
    assert_in("PAGE", "in_page_something");
    assert_in("", "in_other");
}

static void what_is_left_out_by_if_does_not_count(void **state)
{
    (void)state;
    assert_in("", "behind_if_0");
}

/* Nothing that is not so may be said of a driver. */
static void a_name_of_two_functions_in_different_sections_is_in_none(void **state)
{
    (void)state;
    assert_in("", "twice");
    assert_in("PAGE", "twice_paged");
}

static void a_header_s_region_counts(void **state)
{
    (void)state;
#ifdef __APPLE__
    skip();
#endif
    assert_in("PAGE", "of_header");
}

int main(int count, char **arguments)
{
    if (count < 2 || sections_open(arguments[1]))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc_text_names_functions),
        cmocka_unit_test(code_seg_takes_what_is_defined_behind_it),
        cmocka_unit_test(a_prototype_and_a_call_are_no_definition),
        cmocka_unit_test(push_and_pop_are_a_stack),
        cmocka_unit_test(macros_and_pragma_operators_are_pragmas),
        cmocka_unit_test(declspec_places_one_function),
        cmocka_unit_test(alloc_text_is_stronger_than_code_seg),
        cmocka_unit_test(a_section_of_another_name_is_not_pageable),
        cmocka_unit_test(what_is_left_out_by_if_does_not_count),
        cmocka_unit_test(a_name_of_two_functions_in_different_sections_is_in_none),
        cmocka_unit_test(a_header_s_region_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
