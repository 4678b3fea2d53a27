/* Claims about narrow strings, conversions that cut or refuse, duplicates, and the forms that look at both ends. */
#include "../ob/test.h"
#include "rtl/rtl.h"

static bool same(const UNICODE_STRING *string, const WCHAR *text)
{
    UNICODE_STRING expected = wide(text);
    return rtl_equal(string, &expected, false);
}

static STRING narrow(const char *text)
{
    STRING string;
    RtlInitString(&string, text);
    return string;
}

static bool holds(const STRING *string, const char *text)
{
    return string->Length == strlen(text) && memcmp(string->Buffer, text, string->Length) == 0;
}

static void narrow_strings(void)
{
    char room[8];
    STRING to = {0, sizeof room, room}, abc = narrow("abc"), upper = narrow("ABC"), abcd = narrow("abcd");
    claim(abc.Length == 3 && abc.MaximumLength == 4);
    claim(RtlCompareString(&abc, &upper, TRUE) == 0 && RtlCompareString(&abc, &upper, FALSE) > 0 && RtlCompareString(&abc, &abcd, FALSE) < 0);
    claim(RtlEqualString(&abc, &upper, TRUE) && !RtlEqualString(&abc, &upper, FALSE) && !RtlEqualString(&abc, &abcd, TRUE));
    claim(RtlPrefixString(&upper, &abcd, TRUE) && !RtlPrefixString(&upper, &abcd, FALSE) && !RtlPrefixString(&abcd, &abc, TRUE));
    RtlCopyString(&to, &abc);
    claim(holds(&to, "abc"));
    claim(RtlAppendStringToString(&to, &abcd) == STATUS_SUCCESS && holds(&to, "abcabcd"));
    claim(RtlAppendStringToString(&to, &abc) == STATUS_BUFFER_TOO_SMALL && holds(&to, "abcabcd"));
    RtlUpperString(&to, &abcd);
    claim(holds(&to, "ABCD") && RtlUpperChar('z') == 'Z' && RtlUpperChar('{') == '{');
    to.MaximumLength = 2;
    RtlCopyString(&to, &abc);
    claim(holds(&to, "ab"));
    RtlUpperString(&to, &abcd);
    claim(holds(&to, "AB"));
    RtlCopyString(&to, NULL);
    claim(to.Length == 0);
}

static void narrow_strings_copy_compare_and_append(void **state)
{
    (void)state;
    run_body(narrow_strings);
}

static void long_names(void)
{
    WCHAR *text = ExAllocatePoolWithTag(PagedPool, 40000 * sizeof(WCHAR), 0x74736554);
    UNICODE_STRING s;
    for (int i = 0; i < 39999; i++)
        text[i] = L'a';
    text[39999] = 0;
    claim(RtlInitUnicodeStringEx(&s, text) == STATUS_NAME_TOO_LONG && s.Length == 0);
    RtlInitUnicodeString(&s, text);
    claim(s.Length == 65532 && s.MaximumLength == 65534);
    claim(!RtlCreateUnicodeString(&s, text));
    claim(RtlInitUnicodeStringEx(&s, L"ab") == STATUS_SUCCESS && s.Length == 4);
    claim(RtlInitUnicodeStringEx(&s, NULL) == STATUS_SUCCESS && s.Length == 0 && !s.Buffer);
    ExFreePoolWithTag(text, 0x74736554);
}

static void a_text_too_long_is_cut_or_refused(void **state)
{
    (void)state;
    run_body(long_names);
}

static void suffixes(void)
{
    UNICODE_STRING path = wide(L"\\Device\\Echo.sys"), end = wide(L".SYS"), longer = wide(L"\\Some\\Where\\Device\\Echo.sys");
    claim(RtlSuffixUnicodeString(&end, &path, TRUE) && !RtlSuffixUnicodeString(&end, &path, FALSE) && !RtlSuffixUnicodeString(&longer, &path, TRUE));
}

static void a_suffix_is_at_the_end(void **state)
{
    (void)state;
    run_body(suffixes);
}

static void duplicates(void)
{
    UNICODE_STRING from = wide(L"abc"), empty = {0}, to;
    claim(RtlDuplicateUnicodeString(0, &from, &to) == STATUS_SUCCESS && same(&to, L"abc") && to.MaximumLength == 6 && to.Buffer != from.Buffer);
    RtlFreeUnicodeString(&to);
    claim(RtlDuplicateUnicodeString(1, &from, &to) == STATUS_SUCCESS && to.MaximumLength == 8 && to.Buffer[3] == 0);
    RtlFreeUnicodeString(&to);
    claim(RtlDuplicateUnicodeString(1, &empty, &to) == STATUS_SUCCESS && !to.Buffer);
    claim(RtlDuplicateUnicodeString(3, &empty, &to) == STATUS_SUCCESS && to.Buffer && to.Buffer[0] == 0 && to.Length == 0);
    RtlFreeUnicodeString(&to);
    claim(RtlDuplicateUnicodeString(2, &from, &to) == STATUS_INVALID_PARAMETER && RtlDuplicateUnicodeString(4, &from, &to) == STATUS_INVALID_PARAMETER);
    claim(RtlCreateUnicodeString(&to, L"xyz") && same(&to, L"xyz") && to.Buffer[3] == 0);
    RtlFreeUnicodeString(&to);
}

static void a_duplicate_has_a_buffer_of_its_own(void **state)
{
    (void)state;
    run_body(duplicates);
}

static void buffers_of_their_own(void)
{
    UNICODE_STRING mixed = wide(L"aBc"), s;
    WCHAR room[3];
    UNICODE_STRING to = {0, sizeof room, room}, small = {0, 2, room};
    UTF8_STRING eight, source;
    claim(RtlDowncaseUnicodeString(&to, &mixed, FALSE) == STATUS_SUCCESS && same(&to, L"abc"));
    claim(RtlUpcaseUnicodeString(&small, &mixed, FALSE) == STATUS_BUFFER_OVERFLOW);
    RtlInitUTF8String(&source, "\xC3\xA4");
    claim(RtlUTF8StringToUnicodeString(&s, &source, TRUE) == STATUS_SUCCESS && same(&s, L"\u00E4"));
    claim(RtlUnicodeStringToUTF8String(&eight, &s, TRUE) == STATUS_SUCCESS && holds(&eight, "\xC3\xA4"));
    claim(RtlxUnicodeStringToAnsiSize(&s) == 3 && RtlxAnsiStringToUnicodeSize(&eight) == 4);
    RtlFreeUnicodeString(&s);
    RtlFreeUTF8String(&eight);
    claim(!s.Buffer && !eight.Buffer);
}

static void the_callers_buffer_must_be_large_enough(void **state)
{
    (void)state;
    run_body(buffers_of_their_own);
}

static void cut(void)
{
    char bytes[8];
    WCHAR units[4];
    ULONG used;
    claim(RtlUnicodeToUTF8N(bytes, 8, &used, L"a\u00E4", 4) == STATUS_SUCCESS && used == 3 && memcmp(bytes, "a\xC3\xA4", 3) == 0);
    claim(RtlUnicodeToUTF8N(NULL, 0, &used, L"a\u00E4", 4) == STATUS_SUCCESS && used == 3);
    claim(RtlUnicodeToUTF8N(bytes, 2, &used, L"a\u00E4", 4) == STATUS_BUFFER_TOO_SMALL);
    claim(RtlUnicodeToUTF8N(bytes, 8, &used, L"\xD800z", 4) == STATUS_SOME_NOT_MAPPED && memcmp(bytes, "\xEF\xBF\xBDz", 4) == 0);
    claim(RtlUTF8ToUnicodeN(units, 2, &used, "ab", 2) == STATUS_BUFFER_TOO_SMALL);
    claim(RtlMultiByteToUnicodeN(units, 4, &used, "abc", 3) == STATUS_SUCCESS && used == 4 && units[1] == L'b');
    claim(RtlMultiByteToUnicodeN(units, 8, &used, "abc", 3) == STATUS_SUCCESS && used == 6);
    claim(RtlUnicodeToMultiByteN(bytes, 2, &used, L"xyz", 6) == STATUS_SUCCESS && used == 2 && bytes[1] == 'y');
}

static void utf8_refuses_what_does_not_fit_and_multibyte_leaves_it_out(void **state)
{
    (void)state;
    run_body(cut);
}

static void numbers(void)
{
    ULONG value;
    WCHAR room[20];
    UNICODE_STRING s = {0, sizeof room, room};
    claim(RtlCharToInteger("0x7f", 0, &value) == STATUS_SUCCESS && value == 127 && RtlCharToInteger("-1", 10, &value) == STATUS_SUCCESS && value == 0xFFFFFFFF);
    claim(RtlCharToInteger("1", 3, &value) == STATUS_INVALID_PARAMETER);
    claim(RtlInt64ToUnicodeString(1234567890123u, 10, &s) == STATUS_SUCCESS && same(&s, L"1234567890123") && room[13] == 0);
    UNICODE_STRING text = wide(L"7");
    claim(RtlUnicodeStringToInteger(&text, 5, &value) == STATUS_INVALID_PARAMETER);
}

static void narrow_text_is_read_as_wide_text_is(void **state)
{
    (void)state;
    run_body(numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(narrow_strings_copy_compare_and_append),
        cmocka_unit_test(a_text_too_long_is_cut_or_refused),
        cmocka_unit_test(a_suffix_is_at_the_end),
        cmocka_unit_test(a_duplicate_has_a_buffer_of_its_own),
        cmocka_unit_test(the_callers_buffer_must_be_large_enough),
        cmocka_unit_test(utf8_refuses_what_does_not_fit_and_multibyte_leaves_it_out),
        cmocka_unit_test(narrow_text_is_read_as_wide_text_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
