/* Claims about what CreateFile makes of a name. */
#include "win32/private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct example {
    const WCHAR *given;
    enum win32_path_kind kind;
    const WCHAR *result; /* NULL: none */
};

static void check(const struct example *example)
{
    WCHAR result[WIN32_PATH_MAX] = {0};
    size_t chars = 0;
    assert_int_equal(win32_path(example->given, rtl_length(example->given), result, WIN32_PATH_MAX, &chars), example->kind);
    if (!example->result)
        return;
    assert_int_equal(chars, rtl_length(example->result));
    assert_memory_equal(result, example->result, (chars + 1) * sizeof(WCHAR));
}

#define CHECK(examples)                                              \
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)  \
    check(&examples[i])

static void names_of_devices_go_under_dos_devices(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {L"\\\\.\\Foo", WIN32_PATH_DEVICE, L"\\??\\Foo"},
        {L"\\\\?\\Foo\\bar", WIN32_PATH_DEVICE, L"\\??\\Foo\\bar"},
        {L"//./Foo", WIN32_PATH_DEVICE, L"\\??\\Foo"},
        {L"\\\\.\\Global\\Foo", WIN32_PATH_DEVICE, L"\\??\\Global\\Foo"},
        {L"COM1", WIN32_PATH_DEVICE, L"\\??\\COM1"},
        {L"lpt2:", WIN32_PATH_DEVICE, L"\\??\\lpt2"},
        {L"\\\\server\\share", WIN32_PATH_DEVICE, L"\\??\\UNC\\server\\share"},
        {L"R:\\x", WIN32_PATH_DEVICE, L"\\??\\R:\\x"},
    };
    CHECK(examples);
}

static void names_of_files_become_full_paths(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {L"C:\\ntsim\\foo.sys", WIN32_PATH_FILE, L"C:\\ntsim\\foo.sys"},
        {L"c:/ntsim/./a/../foo.sys", WIN32_PATH_FILE, L"C:\\ntsim\\foo.sys"},
        {L"foo.sys", WIN32_PATH_FILE, L"C:\\ntsim\\foo.sys"},
        {L"..\\Windows", WIN32_PATH_FILE, L"C:\\Windows"},
        {L"\\Windows\\x", WIN32_PATH_FILE, L"C:\\Windows\\x"},
        {L"C:\\..\\..", WIN32_PATH_FILE, L"C:\\"},
        {L"C:foo", WIN32_PATH_FILE, L"C:\\ntsim\\foo"},
        {L"\\\\?\\C:\\x", WIN32_PATH_FILE, L"C:\\x"},
        {L"COM1.txt", WIN32_PATH_FILE, L"C:\\ntsim\\COM1.txt"},
    };
    CHECK(examples);
}

static void the_console_has_names_of_its_own(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {L"CONIN$", WIN32_PATH_CONSOLE_INPUT, NULL}, {L"conout$", WIN32_PATH_CONSOLE_OUTPUT, NULL}, {L"", WIN32_PATH_BAD, NULL}};
    CHECK(examples);
}

static void a_path_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    WCHAR result[8];
    size_t chars;
    assert_int_equal(win32_path(L"\\\\.\\LongName", 12, result, 8, &chars), WIN32_PATH_BAD);
    assert_int_equal(win32_path(L"LongName", 8, result, 8, &chars), WIN32_PATH_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_devices_go_under_dos_devices),
        cmocka_unit_test(names_of_files_become_full_paths),
        cmocka_unit_test(the_console_has_names_of_its_own),
        cmocka_unit_test(a_path_that_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
