/* Claims about counted strings. */
#include "../ob/test.h"
#include "rtl/rtl.h"

static bool same(const UNICODE_STRING *string, const WCHAR *text)
{
    UNICODE_STRING expected = wide(text);
    return rtl_equal(string, &expected, false);
}

static void basics(void)
{
    UNICODE_STRING s;
    RtlInitUnicodeString(&s, L"abc");
    claim(s.Length == 6 && s.MaximumLength == 8);
    RtlInitUnicodeString(&s, NULL);
    claim(s.Length == 0 && s.MaximumLength == 0 && s.Buffer == NULL);
    WCHAR room[6];
    UNICODE_STRING to = {0, sizeof room, room}, from = wide(L"0123456789"), tail = wide(L"ab");
    RtlCopyUnicodeString(&to, &from);
    claim(to.Length == 12);
    to.Length = 8;
    claim(RtlAppendUnicodeStringToString(&to, &tail) == STATUS_SUCCESS && same(&to, L"0123ab"));
    claim(RtlAppendUnicodeToString(&to, L"x") == STATUS_BUFFER_TOO_SMALL && to.Length == 12);
    RtlCopyUnicodeString(&to, NULL);
    claim(to.Length == 0 && room[0] == 0);
}

static void copies_are_cut_and_appends_are_all_or_nothing(void **state)
{
    (void)state;
    run_body(basics);
}

static void comparing(void)
{
    UNICODE_STRING a = wide(L"Straße\\Ärger"), b = wide(L"STRAßE\\äRGER"), c = wide(L"Straße"), d = wide(L"Straßf");
    claim(RtlEqualUnicodeString(&a, &b, TRUE) && !RtlEqualUnicodeString(&a, &b, FALSE));
    claim(RtlCompareUnicodeString(&c, &d, TRUE) < 0 && RtlCompareUnicodeString(&a, &c, FALSE) > 0);
    claim(RtlPrefixUnicodeString(&c, &b, TRUE) && !RtlPrefixUnicodeString(&c, &b, FALSE) && !RtlPrefixUnicodeString(&b, &c, TRUE));
    ULONG upper, lower;
    claim(RtlHashUnicodeString(&a, TRUE, 0, &upper) == 0 && RtlHashUnicodeString(&b, TRUE, 1, &lower) == 0 && upper == lower);
    claim(RtlHashUnicodeString(&a, TRUE, 2, &upper) == STATUS_INVALID_PARAMETER);
}

static void comparing_can_ignore_case(void **state)
{
    (void)state;
    run_body(comparing);
}

static void case_is_one_to_one(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 0x10000; c++) {
        assert_int_equal(rtl_upcase(rtl_upcase((WCHAR)c)), rtl_upcase((WCHAR)c));
        if (rtl_downcase((WCHAR)c) != c)
            assert_int_equal(rtl_upcase(rtl_downcase((WCHAR)c)), c);
    }
    assert_int_equal(rtl_upcase(0x3C2), 0x3C2); /* final sigma has no capital of its own */
    assert_int_equal(rtl_upcase(0x44F), 0x42F);
    assert_int_equal(rtl_upcase(0xFF), 0x178);
    assert_int_equal(rtl_upcase(0xF7), 0xF7);
}

static void converting(void)
{
    ANSI_STRING narrow;
    UNICODE_STRING s = {0};
    RtlInitAnsiString(&narrow, "\xC3\xA4-\xF0\x9F\x98\x80");
    claim(RtlAnsiStringToUnicodeString(&s, &narrow, TRUE) == STATUS_SUCCESS && same(&s, L"\u00E4-\xD83D\xDE00"));
    ANSI_STRING back = {0};
    claim(RtlUnicodeStringToAnsiString(&back, &s, TRUE) == STATUS_SUCCESS && back.Length == 7 && memcmp(back.Buffer, narrow.Buffer, 8) == 0);
    UNICODE_STRING small = {0, 4, s.Buffer};
    claim(RtlAnsiStringToUnicodeString(&small, &narrow, FALSE) == STATUS_BUFFER_OVERFLOW);
    RtlFreeUnicodeString(&s);
    RtlFreeAnsiString(&back);
    claim(s.Buffer == NULL && back.Buffer == NULL);
    ULONG bytes;
    WCHAR units[8];
    claim(RtlUTF8ToUnicodeN(units, sizeof units, &bytes, "a\xC0z", 3) == STATUS_SOME_NOT_MAPPED && bytes == 6 && units[1] == 0xFFFD);
    UNICODE_STRING mixed = wide(L"aBc"), upper = {0};
    claim(RtlUpcaseUnicodeString(&upper, &mixed, TRUE) == STATUS_SUCCESS && same(&upper, L"ABC"));
    RtlFreeUnicodeString(&upper);
}

static void narrow_text_is_utf8(void **state)
{
    (void)state;
    run_body(converting);
}

static ULONG number(const WCHAR *text, ULONG base)
{
    UNICODE_STRING s = wide(text);
    ULONG value = 0xBAD;
    claim(RtlUnicodeStringToInteger(&s, base, &value) == STATUS_SUCCESS);
    return value;
}

static void numbers(void)
{
    claim(number(L"  -12x", 0) == (ULONG)-12 && number(L"0x1F", 0) == 31 && number(L"0b101", 0) == 5 && number(L"0o17", 0) == 15);
    claim(number(L"ff", 16) == 255 && number(L"", 10) == 0 && number(L"019", 0) == 19);
    WCHAR room[9];
    UNICODE_STRING s = {0, sizeof room, room};
    claim(RtlIntegerToUnicodeString(0xBEEF, 16, &s) == STATUS_SUCCESS && same(&s, L"BEEF"));
    claim(RtlIntegerToUnicodeString(5, 7, &s) == STATUS_INVALID_PARAMETER);
    claim(RtlInt64ToUnicodeString(1234567890123u, 10, &s) == STATUS_BUFFER_OVERFLOW);
}

static void numbers_are_read_and_printed(void **state)
{
    (void)state;
    run_body(numbers);
}

static void guids(void)
{
    const WCHAR *text = L"{00112233-4455-6677-8899-AABBCCDDEEFF}";
    UNICODE_STRING s = wide(text), back = {0};
    GUID guid;
    claim(RtlGUIDFromString(&s, &guid) == STATUS_SUCCESS && guid.Data1 == 0x00112233 && guid.Data3 == 0x6677 && guid.Data4[7] == 0xFF);
    claim(RtlStringFromGUID(&guid, &back) == STATUS_SUCCESS && same(&back, text));
    RtlFreeUnicodeString(&back);
    s.Length -= 2;
    claim(RtlGUIDFromString(&s, &guid) == STATUS_INVALID_PARAMETER);
}

static void guids_go_both_ways(void **state)
{
    (void)state;
    run_body(guids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_cut_and_appends_are_all_or_nothing),
        cmocka_unit_test(comparing_can_ignore_case),
        cmocka_unit_test(case_is_one_to_one),
        cmocka_unit_test(narrow_text_is_utf8),
        cmocka_unit_test(numbers_are_read_and_printed),
        cmocka_unit_test(guids_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
