/* What the build puts into a module, read as the simulator's loader reads it. */
#include "crt/module.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct ntsim_module *open_module(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fail_msg("%s", dlerror());
    const struct ntsim_module *module = dlsym(library, "ntsim_module");
    assert_non_null(module);
    assert_int_equal(module->format, NTSIM_MODULE_FORMAT);
    assert_int_equal(module->size, sizeof *module);
    return module;
}

static const struct ntsim_module *two(void)
{
    return open_module(NTSIM_MODULE_DIR "/build_two.sys");
}

static bool imports(const struct ntsim_module *module, const char *name)
{
    for (const struct ntsim_import *import = module->imports; import < module->imports_end; import++)
        if (strcmp(import->name, name) == 0)
            return true;
    return false;
}

static void a_driver_that_calls_two_routines_has_two_records(void **state)
{
    (void)state;
    const struct ntsim_module *module = two();
    assert_int_equal(module->kind, NTSIM_MODULE_DRIVER);
    assert_int_equal(module->imports_end - module->imports, 2);
    assert_true(imports(module, "DbgPrint"));
    assert_true(imports(module, "KeGetCurrentIrql"));
    assert_null(module->imports[0].target);
}

static void a_variable_that_is_read_has_a_record_and_others_have_none(void **state)
{
    (void)state;
    const struct ntsim_module *module = two();
    assert_int_equal(module->data_imports_end - module->data_imports, 1);
    assert_string_equal(module->data_imports[0].name, "IoFileObjectType");
    assert_non_null(module->data_imports[0].variable);
}

static unsigned long status_at_level(void *target)
{
    const struct ntsim_module *module = two();
    for (struct ntsim_import *import = module->imports; import < module->imports_end; import++)
        if (strcmp(import->name, "KeGetCurrentIrql") == 0)
            import->target = target;
    void *driver_object[64] = {0};
    int (*entry)(void *, void *) = (int (*)(void *, void *))module->entry;
    return (unsigned)entry(driver_object, driver_object);
}

static unsigned char passive(void)
{
    return 0;
}

static unsigned char dispatch(void)
{
    return 2;
}

static void a_call_goes_where_the_record_says(void **state)
{
    (void)state;
    assert_int_equal(status_at_level((void *)passive), 0);
    assert_int_equal(status_at_level((void *)dispatch), 0xC0000001);
}

static void alloc_text_lines_become_a_table_unless_they_are_comments_or_not_taken(void **state)
{
    (void)state;
    const struct ntsim_alloc_text *row = two()->alloc_text;
    const char *expected[][2] = {{"INIT", "DriverEntry"}, {"PAGE", "TwoUnload"}, {"PAGE", "TwoOther"}};
    for (size_t i = 0; i < 3; i++, row++) {
        assert_string_equal(row->section, expected[i][0]);
        assert_string_equal(row->function, expected[i][1]);
    }
    assert_null(row->section);
}

static void hooks_are_there_unless_refused(void **state)
{
    (void)state;
    assert_int_equal(two()->hooks, 0);
    const struct ntsim_module *hooked = open_module(NTSIM_MODULE_DIR "/build_hooked.sys");
    assert_int_equal(hooked->hooks, 1);
    assert_true(imports(hooked, "__tsan_func_entry"));
    assert_true(imports(hooked, "__tsan_write8"));
    assert_false(imports(hooked, "__tsan_init"));
}

static void nothing_but_ntsim_module_is_exported(void **state)
{
    (void)state;
    void *library = dlopen(NTSIM_MODULE_DIR "/build_two.sys", RTLD_NOW | RTLD_LOCAL);
    assert_non_null(library);
    assert_null(dlsym(library, "DriverEntry"));
    assert_null(dlsym(library, "DbgPrint"));
    assert_null(dlsym(library, "__start_ntsim_imports"));
    assert_non_null(dlsym(library, "ntsim_module"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_driver_that_calls_two_routines_has_two_records),
        cmocka_unit_test(a_variable_that_is_read_has_a_record_and_others_have_none),
        cmocka_unit_test(a_call_goes_where_the_record_says),
        cmocka_unit_test(alloc_text_lines_become_a_table_unless_they_are_comments_or_not_taken),
        cmocka_unit_test(hooks_are_there_unless_refused),
        cmocka_unit_test(nothing_but_ntsim_module_is_exported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
