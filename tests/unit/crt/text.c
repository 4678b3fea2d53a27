/*
 * What only applications have: strtok, StringCch and StringCb.
 */
#include "under_test.h"

#include "../../../include/win32/crt/string.h"
#include "../../../include/win32/crt/strsafe.h"

static void strtok_remembers_where_it_was(void **state)
{
    char text[] = "a b";
    (void)state;
    assert_string_equal(strtok(text, " "), "a");
    assert_string_equal(strtok(NULL, " "), "b");
    assert_null(strtok(NULL, " "));
}

static void safe_strings_report_by_hresult(void **state)
{
    char text[8];
    wchar_t wide[8];
    (void)state;
    assert_int_equal(StringCchCopyA(text, 4, "abcdef"), STRSAFE_E_INSUFFICIENT_BUFFER);
    assert_string_equal(text, "abc");
    assert_int_equal(StringCbPrintfW(wide, sizeof wide, L"%.1f", 1.25), 0);
    assert_int_equal(wcscmp(wide, L"1.2"), 0);
    assert_int_equal(StringCchCat(text, 8, "d"), 0);
    assert_string_equal(text, "abcd");
    assert_int_equal(StringCchCopyA(text, 0, "a"), STRSAFE_E_INVALID_PARAMETER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strtok_remembers_where_it_was),
        cmocka_unit_test(safe_strings_report_by_hresult),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
