/* Claims about the sections that functions of C++ lie in. Argument: path of sections_cxx.sys (drivers/sections_cxx.cpp). */
#include "sections.h"

static void members_are_found_by_their_whole_names(void **state)
{
    (void)state;
    assert_in("PAGE", "Device::Start");
    assert_in("PAGE", "Device::~Device");
    assert_in("", "Device::Stop");
    assert_in("", "Device::Device");
}

static void functions_in_namespaces_too(void **state)
{
    (void)state;
    assert_in("", "tools::(anonymous namespace)::Stays");
    assert_in("PAGE", "tools::Pages");
    assert_in("PAGE", "tools::(anonymous namespace)::Hidden");
}

static void a_function_of_c_has_no_scope(void **state)
{
    (void)state;
    assert_in("PAGE", "WithoutScope");
    assert_in("PAGE", "InBlock");
    assert_in("INIT", "DriverEntry");
}

/* Nothing that is not so may be said of a driver. */
static void overloads_in_different_sections_are_in_none(void **state)
{
    (void)state;
    assert_in("", "Device::Overloaded");
}

static void declspec_places_a_member_or_a_class(void **state)
{
    (void)state;
    assert_in("PAGE", "Device::Declared");
    assert_in("PAGE", "Paged::Inside");
    assert_in("PAGE", "Paged::Outside");
    assert_in("", "Open::Inside");
}

int main(int count, char **arguments)
{
    if (count < 2 || sections_open(arguments[1]))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_found_by_their_whole_names),
        cmocka_unit_test(functions_in_namespaces_too),
        cmocka_unit_test(a_function_of_c_has_no_scope),
        cmocka_unit_test(overloads_in_different_sections_are_in_none),
        cmocka_unit_test(declspec_places_a_member_or_a_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
