/*
 * RtlString... and RtlUnicodeString...
 */
#include "under_test.h"

#include "../../../include/ddk/crt/string.h"
#include "../../../include/ddk/ntstrsafe.h"

enum { CUT = (int)0x80000005, INVALID = (int)0xC000000D };

static char text[16];
static wchar_t wide[16];

static void copies_are_cut_terminated_and_reported(void **state)
{
    (void)state;
    assert_int_equal(RtlStringCchCopyA(text, 4, "abc"), 0);
    assert_int_equal(RtlStringCchCopyA(text, 3, "abc"), CUT);
    assert_string_equal(text, "ab");
    assert_int_equal(RtlStringCbCopyW(wide, 7, L"abc"), CUT); /* 7 bytes hold three units */
    assert_int_equal(wcscmp(wide, L"ab"), 0);
    assert_int_equal(RtlStringCchCopyNA(text, 8, "abcdef", 3), 0);
    assert_string_equal(text, "abc");
    assert_int_equal(RtlStringCbCatW(wide, sizeof wide, L"cd"), 0);
    assert_int_equal(wcscmp(wide, L"abcd"), 0);
    assert_int_equal(RtlStringCchCatNA(text, 6, "xyz", 2), 0);
    assert_int_equal(RtlStringCchCatA(text, 6, "!"), CUT);
    assert_string_equal(text, "abcxy");
}

static void sizes_of_none_or_too_many_are_refused(void **state)
{
    (void)state;
    assert_int_equal(RtlStringCchCopyA(text, 0, "a"), INVALID);
    assert_int_equal(RtlStringCchCopyA(text, (size_t)1 << 31, "a"), INVALID);
    assert_int_equal(RtlStringCbPrintfW(wide, 1, L"a"), INVALID);
}

static void formats_are_cut_terminated_and_reported(void **state)
{
    (void)state;
    assert_int_equal(RtlStringCchPrintfA(text, 4, "%d", 123), 0);
    assert_string_equal(text, "123");
    assert_int_equal(RtlStringCchPrintfA(text, 4, "%d", 1234), CUT);
    assert_string_equal(text, "123");
    assert_int_equal(RtlStringCbPrintfW(wide, sizeof wide, L"\\Device\\Foo%u", 7), 0);
    assert_int_equal(wcscmp(wide, L"\\Device\\Foo7"), 0);
    assert_int_equal(RtlStringCchPrintfA(text, 1, ""), 0);
}

static void lengths_need_a_nul_within_the_size(void **state)
{
    size_t length = 9;
    (void)state;
    assert_int_equal(RtlStringCchLengthA("abc", 4, &length), 0);
    assert_int_equal(length, 3);
    assert_int_equal(RtlStringCbLengthW(L"abc", 8, &length), 0);
    assert_int_equal(length, 6);
    assert_int_equal(RtlStringCchLengthA("abc", 3, &length), INVALID);
    assert_int_equal(length, 0);
    assert_int_equal(RtlStringCchLengthA(NULL, 3, NULL), INVALID);
}

static void unicode_strings_are_counted_not_terminated(void **state)
{
    UNICODE_STRING string = {0, 6, wide}, other;
    (void)state;
    wide[3] = 'X';
    assert_int_equal(RtlUnicodeStringCopyString(&string, L"ab"), 0);
    assert_int_equal(string.Length, 4);
    assert_int_equal(RtlUnicodeStringCatString(&string, L"cd"), CUT);
    assert_int_equal(string.Length, 6);
    assert_int_equal(wide[2], 'c');
    assert_int_equal(wide[3], 'X');
    assert_int_equal(RtlUnicodeStringInit(&other, L"q"), 0);
    assert_int_equal(other.Length, 2);
    assert_int_equal(other.MaximumLength, 4);
    assert_int_equal(RtlUnicodeStringCopy(&string, &other), 0);
    assert_int_equal(RtlUnicodeStringCat(&string, &other), 0);
    assert_int_equal(wide[1], 'q');
    assert_int_equal(RtlUnicodeStringPrintf(&string, L"%d", 123), 0);
    assert_int_equal(string.Length, 6);
    assert_int_equal(RtlUnicodeStringPrintf(&string, L"%d", 1234), CUT);
    assert_int_equal(wide[3], 'X');
    string.Length = 7;
    assert_int_equal(RtlUnicodeStringValidate(&string), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_cut_terminated_and_reported),
        cmocka_unit_test(sizes_of_none_or_too_many_are_refused),
        cmocka_unit_test(formats_are_cut_terminated_and_reported),
        cmocka_unit_test(lengths_need_a_nul_within_the_size),
        cmocka_unit_test(unicode_strings_are_counted_not_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
