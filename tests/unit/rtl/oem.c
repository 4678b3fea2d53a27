/* Claims about OEM strings, and about conversions that only count, convert to upper case or end without a NUL. The OEM code page is UTF-8. */
#include "../ob/test.h"
#include "rtl/rtl.h"

#include <ntifs.h>

static OEM_STRING narrow(const char *text)
{
    OEM_STRING string;
    RtlInitString(&string, text);
    return string;
}

static bool holds(const OEM_STRING *string, const char *text)
{
    return string->Length == strlen(text) && memcmp(string->Buffer, text, string->Length) == 0;
}

static bool same(const UNICODE_STRING *string, const WCHAR *text)
{
    UNICODE_STRING expected = wide(text);
    return rtl_equal(string, &expected, false);
}

static void to_unicode(void)
{
    OEM_STRING source = narrow("\xC3\xA4" "bc"), none = narrow("");
    WCHAR room[4] = L"zzz";
    UNICODE_STRING s, own = {0, 6, room};
    claim(RtlOemStringToUnicodeString(&s, &source, TRUE) == STATUS_SUCCESS && same(&s, L"\u00E4bc") && s.MaximumLength == 8 && s.Buffer[3] == 0);
    RtlFreeUnicodeString(&s);
    claim(RtlOemStringToUnicodeString(&own, &source, FALSE) == STATUS_BUFFER_OVERFLOW); /* no room for the NUL */
    claim(RtlOemStringToCountedUnicodeString(&own, &source, FALSE) == STATUS_SUCCESS && same(&own, L"\u00E4bc") && room[3] == 0);
    claim(RtlOemStringToCountedUnicodeString(&s, &source, TRUE) == STATUS_SUCCESS && s.MaximumLength == 6);
    RtlFreeUnicodeString(&s);
    claim(RtlOemStringToCountedUnicodeString(&s, &none, TRUE) == STATUS_SUCCESS && s.Length == 0 && s.MaximumLength == 0 && !s.Buffer);
    claim(RtlOemStringToUnicodeString(&s, &none, TRUE) == STATUS_SUCCESS && s.Length == 0 && s.MaximumLength == 2 && s.Buffer[0] == 0);
    RtlFreeUnicodeString(&s);
    claim(RtlxOemStringToUnicodeSize(&source) == 8 && RtlOemStringToUnicodeSize(&source) == 8 && RtlOemStringToCountedUnicodeSize(&source) == 6);
}

static void from_unicode(void)
{
    UNICODE_STRING source = wide(L"a\u00E4Z"), none = wide(L""), broken = wide(L"a\xD800");
    char room[6] = "zzzzz";
    OEM_STRING s, own = {0, 4, room};
    claim(RtlUnicodeStringToOemString(&s, &source, TRUE) == STATUS_SUCCESS && holds(&s, "a\xC3\xA4Z") && s.MaximumLength == 5 && s.Buffer[4] == 0);
    RtlFreeOemString(&s);
    claim(!s.Buffer && s.Length == 0 && s.MaximumLength == 0);
    claim(RtlUnicodeStringToOemString(&own, &source, FALSE) == STATUS_BUFFER_OVERFLOW);
    claim(RtlUnicodeStringToCountedOemString(&own, &source, FALSE) == STATUS_SUCCESS && holds(&own, "a\xC3\xA4Z") && room[4] == 'z');
    claim(RtlUnicodeStringToCountedOemString(&s, &none, TRUE) == STATUS_SUCCESS && !s.Buffer && s.MaximumLength == 0);
    claim(RtlUnicodeStringToOemString(&s, &broken, TRUE) == STATUS_UNMAPPABLE_CHARACTER);
    claim(RtlUnicodeStringToCountedOemString(&s, &broken, TRUE) == STATUS_UNMAPPABLE_CHARACTER);
    claim(RtlUpcaseUnicodeStringToOemString(&s, &source, TRUE) == STATUS_SUCCESS && holds(&s, "A\xC3\x84Z") && s.Buffer[4] == 0);
    RtlFreeOemString(&s);
    claim(RtlUpcaseUnicodeStringToCountedOemString(&own, &source, FALSE) == STATUS_SUCCESS && holds(&own, "A\xC3\x84Z"));
    claim(RtlUpcaseUnicodeStringToCountedOemString(&s, &none, TRUE) == STATUS_SUCCESS && !s.Buffer);
    claim(RtlUpcaseUnicodeStringToOemString(&s, &none, TRUE) == STATUS_SUCCESS && s.Length == 0 && s.Buffer[0] == 0);
    RtlFreeOemString(&s);
    claim(RtlxUnicodeStringToOemSize(&source) == 5 && RtlUnicodeStringToOemSize(&source) == 5 && RtlUnicodeStringToCountedOemSize(&source) == 4);
}

static void by_length(void)
{
    WCHAR units[4] = L"zzz";
    char bytes[8] = "zzzzzzz";
    ULONG used = 77;
    claim(RtlOemToUnicodeN(units, 8, &used, "abc", 3) == STATUS_SUCCESS && used == 6 && units[2] == L'c' && units[3] == 0);
    claim(RtlOemToUnicodeN(units, 4, &used, "xyz", 3) == STATUS_BUFFER_OVERFLOW && used == 4 && units[1] == L'y' && units[2] == L'c');
    claim(RtlUnicodeToOemN(bytes, 8, &used, L"a\u00E4", 4) == STATUS_SUCCESS && used == 3 && memcmp(bytes, "a\xC3\xA4z", 4) == 0);
    claim(RtlUnicodeToOemN(bytes, 2, &used, L"q\u00E4", 4) == STATUS_BUFFER_OVERFLOW && used == 1 && memcmp(bytes, "q\xC3", 2) == 0); /* whole characters */
    claim(RtlUpcaseUnicodeToOemN(bytes, 8, NULL, L"b\u00E4", 4) == STATUS_SUCCESS && memcmp(bytes, "B\xC3\x84", 3) == 0);
    claim(RtlUpcaseUnicodeToOemN(bytes, 1, &used, L"xy", 4) == STATUS_BUFFER_OVERFLOW && used == 1 && bytes[0] == 'X');
    claim(RtlUpcaseUnicodeToMultiByteN(bytes, 2, &used, L"abc", 6) == STATUS_SUCCESS && used == 2 && memcmp(bytes, "AB", 2) == 0);
    claim(RtlUnicodeToMultiByteN(bytes, 2, &used, L"q\u00E4", 4) == STATUS_SUCCESS && used == 1 && bytes[0] == 'q');
    claim(RtlUnicodeToOemN(bytes, 8, &used, L"\xD83D\xDE00!", 6) == STATUS_SUCCESS && used == 5 && memcmp(bytes, "\xF0\x9F\x98\x80!", 5) == 0);
    claim(RtlMultiByteToUnicodeSize(&used, "\xC3\xA4" "bc", 4) == STATUS_SUCCESS && used == 6);
    claim(RtlUnicodeToMultiByteSize(&used, L"a\u00E4", 4) == STATUS_SUCCESS && used == 3);
    claim(RtlUnicodeToMultiByteSize(&used, NULL, 0) == STATUS_SUCCESS && used == 0);
}

static void at_dispatch(void)
{
    OEM_STRING none = {0};
    ke_raise(DISPATCH_LEVEL);
    RtlFreeOemString(&none);
}

static void long_text(void)
{
    char *text = ExAllocatePoolWithTag(PagedPool, 70000, 'tset');
    STRING s = {1, 1, text};
    memset(text, 'a', 65535);
    text[65535] = 0;
    claim(RtlInitStringEx(&s, text) == STATUS_NAME_TOO_LONG && s.Length == 0 && !s.Buffer);
    claim(RtlInitUTF8StringEx(&s, text) == STATUS_NAME_TOO_LONG && s.MaximumLength == 0);
    claim(RtlInitStringEx(&s, text + 1) == STATUS_SUCCESS && s.Length == 65534 && s.MaximumLength == 65535 && s.Buffer == text + 1);
    claim(RtlInitUTF8StringEx(&s, "ab") == STATUS_SUCCESS && s.Length == 2 && s.MaximumLength == 3);
    claim(RtlInitStringEx(&s, NULL) == STATUS_SUCCESS && s.Length == 0 && s.MaximumLength == 0 && !s.Buffer);
    ExFreePoolWithTag(text, 'tset');
}

static void oem_text_becomes_unicode(void **state)
{
    (void)state;
    run_body(to_unicode);
}

static void unicode_becomes_oem_text_or_is_refused(void **state)
{
    (void)state;
    run_body(from_unicode);
}

static void what_does_not_fit_is_left_out_and_for_oem_said(void **state)
{
    (void)state;
    run_body(by_length);
}

static void freeing_is_for_below_dispatch_level(void **state)
{
    (void)state;
    run_body_to_bugcheck(at_dispatch, DRIVER_VERIFIER_DETECTED_VIOLATION);
}

static void a_text_that_does_not_fit_a_string_is_refused(void **state)
{
    (void)state;
    run_body(long_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(oem_text_becomes_unicode),
        cmocka_unit_test(unicode_becomes_oem_text_or_is_refused),
        cmocka_unit_test(what_does_not_fit_is_left_out_and_for_oem_said),
        cmocka_unit_test(freeing_is_for_below_dispatch_level),
        cmocka_unit_test(a_text_that_does_not_fit_a_string_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
