/*
 * Narrow and wide strings: Microsoft's results, and what the hooks hear.
 */
#include "under_test.h"

#include "../../../include/ddk/crt/ctype.h"
#include "../../../include/ddk/crt/string.h"

static char text[32];
static wchar_t wide[32];

static void lengths_count_units(void **state)
{
    (void)state;
    assert_int_equal(strlen(""), 0);
    assert_int_equal(strlen("abc"), 3);
    assert_int_equal(wcslen(L"abcd"), 4);
    assert_int_equal(strnlen("abcdef", 3), 3);
    assert_int_equal(wcsnlen(L"ab", 5), 2);
}

static void copies_end_as_the_standard_says(void **state)
{
    (void)state;
    memset(text, 'x', sizeof text);
    assert_ptr_equal(strcpy(text, "abc"), text);
    assert_memory_equal(text, "abc\0x", 5);
    strncpy(text, "pq", 5);
    assert_memory_equal(text, "pq\0\0\0x", 6);
    strncpy(text, "klmnop", 3);
    assert_memory_equal(text, "klm\0\0x", 6);
    strcat(text, "no");
    strncat(text, "qrs", 2);
    assert_string_equal(text, "klmnoqr");
    wcscpy(wide, L"ab");
    wcsncat(wide, L"cdef", 1);
    wcscat(wide, L"z");
    assert_int_equal(wcscmp(wide, L"abcz"), 0);
}

static void comparisons_are_minus_one_zero_or_one(void **state)
{
    (void)state;
    assert_int_equal(strcmp("abc", "abc"), 0);
    assert_int_equal(strcmp("abc", "xbc"), -1);
    assert_int_equal(strcmp("abcd", "abc"), 1);
    assert_int_equal(strcmp("\xFF", "a"), 1);
    assert_int_equal(strncmp("abX", "abY", 2), 0);
    assert_int_equal(wcscmp(L"\xFFFF", L"a"), 1);
    assert_int_equal(wcsncmp(L"abX", L"abY", 3), -1);
}

static void case_is_ignored_for_ascii(void **state)
{
    (void)state;
    assert_int_equal(_stricmp("HeLLo", "hEllO"), 0);
    assert_true(_stricmp("a_", "aZ") < 0); /* compared in lower case: '_' is before 'z' */
    assert_int_equal(_strnicmp("ABcx", "abCy", 3), 0);
    assert_int_equal(_wcsicmp(L"\\DEVICE", L"\\Device"), 0);
    assert_true(_wcsnicmp(L"abc", L"ABD", 3) < 0);
    assert_int_equal(wcscmp(_wcsupr(wcscpy(wide, L"aB1\xE9")), L"AB1\xE9"), 0);
    assert_string_equal(_strlwr(strcpy(text, "AbC")), "abc");
}

static void searches_find_the_first_or_the_last(void **state)
{
    static const char string[] = "a.b.c";
    static const wchar_t path[] = L"\\Device\\Foo";

    (void)state;
    assert_ptr_equal(strchr(string, '.'), string + 1);
    assert_ptr_equal(strrchr(string, '.'), string + 3);
    assert_ptr_equal(strchr(string, 0), string + 5);
    assert_null(strchr(string, 'z'));
    assert_ptr_equal(strstr(string, "b."), string + 2);
    assert_ptr_equal(strstr(string, ""), string);
    assert_null(strstr(string, "bc"));
    assert_ptr_equal(wcsrchr(path, L'\\'), path + 7);
    assert_ptr_equal(wcsstr(path, L"Foo"), path + 8);
    assert_int_equal(strspn("aabbc", "ab"), 4);
    assert_int_equal(strcspn("aabbc", "xc"), 4);
    assert_int_equal(wcscspn(L"aab", L""), 3);
    assert_ptr_equal(strpbrk(string, "cb"), string + 2);
    assert_null(wcspbrk(path, L"*?"));
}

static void tokens_skip_empty_ones(void **state)
{
    char *rest = NULL;
    (void)state;
    strcpy(text, ",,a,bc,,");
    assert_string_equal(strtok_s(text, ",", &rest), "a");
    assert_string_equal(strtok_s(NULL, ",", &rest), "bc");
    assert_null(strtok_s(NULL, ",", &rest));
    assert_null(strtok_s(NULL, ",", &rest));
}

static void bounded_functions_empty_what_is_too_small(void **state)
{
    (void)state;
    assert_int_equal(strcpy_s(text, 4, "abc"), 0);
    assert_int_equal(strcpy_s(text, 3, "abc"), ERANGE);
    assert_string_equal(text, "");
    assert_int_equal(strcpy_s(NULL, 3, "abc"), EINVAL);
    assert_int_equal(strcpy_s(text, 0, "abc"), EINVAL);
    assert_int_equal(strcpy_s(text, 3, NULL), EINVAL);
    assert_int_equal(strncpy_s(text, 4, "abcdef", 3), 0);
    assert_string_equal(text, "abc");
    assert_int_equal(strncpy_s(text, 4, "abcdef", 4), ERANGE);
    assert_int_equal(strncpy_s(text, 4, "abcdef", _TRUNCATE), STRUNCATE);
    assert_string_equal(text, "abc");
    assert_int_equal(strcat_s(text, 6, "de"), 0);
    assert_string_equal(text, "abcde");
    assert_int_equal(strcat_s(text, 6, "f"), ERANGE);
    assert_string_equal(text, "");
    memset(text, 'x', sizeof text);
    assert_int_equal(strcat_s(text, 6, "f"), EINVAL);
    assert_int_equal(wcscpy_s(wide, 3, L"ab"), 0);
    assert_int_equal(wcsncat_s(wide, 4, L"cdef", _TRUNCATE), STRUNCATE);
    assert_int_equal(wcscmp(wide, L"abc"), 0);
}

static void hooks_hear_lengths_with_the_nul(void **state)
{
    static const char string[] = "abc";
    (void)state;
    imports_reset();
    strlen(string);
    strcpy(text, string);
    wcscpy(wide, L"xyz");
    assert_true(imports_told(string, 4, false));
    assert_true(imports_told(text, 4, true));
    assert_true(imports_told(wide, 8, true));
    imports_reset();
    strncmp(string, "abd", 2);
    assert_true(imports_told(string, 2, false));
    imports_reset();
    strncpy(text, string, 9);
    assert_true(imports_told(text, 9, true));
}

static void classes_are_those_of_ascii(void **state)
{
    (void)state;
    for (int c = -1; c < 300; c++) {
        bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
        assert_int_equal(isupper(c), upper);
        assert_int_equal(!!isalnum(c), upper || lower || digit);
        assert_int_equal(!!isspace(c), c == ' ' || (c >= 9 && c <= 13));
        assert_int_equal(toupper(c), lower ? c - 32 : c);
        assert_int_equal(!!ispunct(c), c > 32 && c < 127 && !(upper || lower || digit));
    }
    assert_int_equal(towupper(0xE9), 0xE9);
    assert_int_equal(towlower('Q'), 'q');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_count_units),
        cmocka_unit_test(copies_end_as_the_standard_says),
        cmocka_unit_test(comparisons_are_minus_one_zero_or_one),
        cmocka_unit_test(case_is_ignored_for_ascii),
        cmocka_unit_test(searches_find_the_first_or_the_last),
        cmocka_unit_test(tokens_skip_empty_ones),
        cmocka_unit_test(bounded_functions_empty_what_is_too_small),
        cmocka_unit_test(hooks_hear_lengths_with_the_nul),
        cmocka_unit_test(classes_are_those_of_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
