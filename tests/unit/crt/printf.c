/*
 * Who terminates, who truncates, who returns what: the callers of the format engine.
 */
#include "under_test.h"

#include "../../../include/ddk/crt/stdio.h"
#include "../../../include/ddk/crt/string.h"

static char text[16];
static wchar_t wide[16];

static void setup(void)
{
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < COUNT(wide); i++)
        wide[i] = 'x';
}

static void snprintf_of_microsoft_leaves_full_buffers_open(void **state)
{
    (void)state;
    setup();
    assert_int_equal(_snprintf(text, 4, "%s", "abc"), 3);
    assert_memory_equal(text, "abc\0x", 5);
    setup();
    assert_int_equal(_snprintf(text, 4, "%s", "abcd"), 4);
    assert_memory_equal(text, "abcdx", 5);
    setup();
    assert_int_equal(_snprintf(text, 4, "%s", "abcde"), -1);
    assert_memory_equal(text, "abcdx", 5);
    assert_int_equal(_snprintf(text, 0, "a"), -1);
    assert_int_equal(_snprintf(NULL, 0, "abc"), 3);
    setup();
    assert_int_equal(_snwprintf(wide, 4, L"%s", L"abcde"), -1);
    assert_int_equal(wide[4], 'x');
}

static void snprintf_of_c_terminates_and_returns_the_whole_length(void **state)
{
    (void)state;
    setup();
    assert_int_equal(snprintf(text, 4, "%s", "abcdef"), 6);
    assert_memory_equal(text, "abc\0x", 5);
    assert_int_equal(snprintf(NULL, 0, "%d", 12345), 5);
}

static void bounded_sprintf_empties_what_is_too_small(void **state)
{
    (void)state;
    setup();
    assert_int_equal(sprintf_s(text, 4, "%s", "abc"), 3);
    assert_string_equal(text, "abc");
    assert_int_equal(sprintf_s(text, 4, "%s", "abcd"), -1);
    assert_string_equal(text, "");
    assert_int_equal(sprintf_s(NULL, 4, "a"), -1);
    assert_int_equal(swprintf_s(wide, 3, L"%d", 123), -1);
    assert_int_equal(wide[0], 0);
}

static void snprintf_s_truncates_only_when_asked(void **state)
{
    (void)state;
    setup();
    assert_int_equal(_snprintf_s(text, 8, 3, "%s", "abcdef"), -1);
    assert_string_equal(text, "abc");
    assert_int_equal(_snprintf_s(text, 4, _TRUNCATE, "%s", "abcdef"), -1);
    assert_string_equal(text, "abc");
    assert_int_equal(_snprintf_s(text, 4, 8, "%s", "abcdef"), -1);
    assert_string_equal(text, "");
    assert_int_equal(_snprintf_s(text, 8, 8, "%s", "abcdef"), 6);
}

static void swprintf_takes_a_count_or_none(void **state)
{
    wchar_t *format = wide + 8;
    (void)state;
    setup();
    assert_int_equal(swprintf(wide, L"%d-%s", 7, L"ab"), 4);
    assert_int_equal(wcscmp(wide, L"7-ab"), 0);
    assert_int_equal(swprintf(wide, L"plain"), 5);
    assert_int_equal(swprintf(wide, COUNT(wide), L"%d", 8), 1);
    assert_int_equal(wcscmp(wide, L"8"), 0);
    assert_int_equal(swprintf(wide, 3, L"%d", 1234), -1);
    assert_int_equal(wcscmp(wide, L"12"), 0);
    wcscpy(format, L"<%u>");
    assert_int_equal(swprintf(wide, format, 3), 3);
}

static void long_texts_arrive_whole(void **state)
{
    char large[400], expected[400];
    (void)state;
    for (size_t length = 0; length < 300; length++) {
        memset(expected, 'a', length);
        expected[length] = 0;
        assert_int_equal(sprintf(large, "%s", expected), length);
        assert_string_equal(large, expected);
    }
    assert_int_equal(_scprintf("%300d", 1), 300);
    assert_int_equal(_scwprintf(L"%d", 100), 3);
}

static void writes_are_announced_in_chunks(void **state)
{
    char large[200];
    (void)state;
    imports_reset();
    sprintf(large, "%100d", 1);
    assert_true(imports_told(large, 64, true));
    assert_true(imports_told(large + 64, 36, true));
    assert_true(imports_told(large + 100, 1, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snprintf_of_microsoft_leaves_full_buffers_open),
        cmocka_unit_test(snprintf_of_c_terminates_and_returns_the_whole_length),
        cmocka_unit_test(bounded_sprintf_empties_what_is_too_small),
        cmocka_unit_test(snprintf_s_truncates_only_when_asked),
        cmocka_unit_test(swprintf_takes_a_count_or_none),
        cmocka_unit_test(long_texts_arrive_whole),
        cmocka_unit_test(writes_are_announced_in_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
