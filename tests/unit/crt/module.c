/*
 * What a driver's `ntsim_module` says: here the test program itself is the driver.
 */
#include "under_test.h"

void DriverEntry(void);

#include "crt/module_driver.c"

void DriverEntry(void)
{
}

#ifdef __APPLE__
#define SECTION(name) "__DATA," name
#else
#define SECTION(name) name
#endif

static struct ntsim_import import __attribute__((used, section(SECTION("ntsim_imports")))) = {"KeFoo", NULL};
static int type;
static struct ntsim_data_import data_import
    __attribute__((used, section(SECTION("ntsim_variables")))) = {"FooType", &type};

static void the_entry_is_driver_entry(void **state)
{
    (void)state;
    assert_int_equal(ntsim_module.format, NTSIM_MODULE_FORMAT);
    assert_int_equal(ntsim_module.kind, NTSIM_MODULE_DRIVER);
    assert_int_equal(ntsim_module.size, sizeof ntsim_module);
    assert_ptr_equal(ntsim_module.entry, DriverEntry);
}

static void imports_are_a_range_of_records(void **state)
{
    (void)state;
    assert_ptr_equal(ntsim_module.imports, &import);
    assert_ptr_equal(ntsim_module.imports_end, &import + 1);
    assert_ptr_equal(ntsim_module.data_imports, &data_import);
    assert_int_equal(ntsim_module.data_imports_end - ntsim_module.data_imports, 1);
}

static void a_missing_section_is_an_empty_range(void **state)
{
    (void)state;
    assert_ptr_equal(ntsim_module.seh_marks, ntsim_module.seh_marks_end);
    assert_null(ntsim_module.scenarios);
}

static void without_alloc_text_the_table_is_empty(void **state)
{
    (void)state;
    assert_non_null(ntsim_module.alloc_text);
    assert_null(ntsim_module.alloc_text->section);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_entry_is_driver_entry),
        cmocka_unit_test(imports_are_a_range_of_records),
        cmocka_unit_test(a_missing_section_is_an_empty_range),
        cmocka_unit_test(without_alloc_text_the_table_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
