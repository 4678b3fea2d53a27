/*
 * The format engine: results as Microsoft's documentation and C runtime give them.
 */
#include "under_test.h"

#include "../../../include/ddk/crt/stdio.h"
#include "../../../include/ddk/crt/string.h"
#include "crt/format.h"

static char text[512];
static wchar_t wide_text[512];

static const char *narrow(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsprintf(text, format, arguments);
    va_end(arguments);
    return text;
}

static const wchar_t *wide(const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _vswprintf(wide_text, format, arguments);
    va_end(arguments);
    return wide_text;
}

static void assert_wide(const wchar_t *got, const wchar_t *expected)
{
    assert_int_equal(wcslen(got), wcslen(expected));
    assert_int_equal(wcscmp(got, expected), 0);
}

static void integers_follow_flags_width_and_precision(void **state)
{
    static const struct {
        const char *format;
        int value;
        const char *expected;
    } rows[] = {
        {"%d", 0, "0"},
        {"%d", -7, "-7"},
        {"%i", 42, "42"},
        {"%5d|", 42, "   42|"},
        {"%-5d|", 42, "42   |"},
        {"%05d", 42, "00042"},
        {"%05d", -42, "-0042"},
        {"%-05d|", 42, "42   |"},
        {"%+d", 42, "+42"},
        {"% d", 42, " 42"},
        {"%+ d", 42, "+42"},
        {"%+d", -42, "-42"},
        {"%.5d", 42, "00042"},
        {"%8.5d", -42, "  -00042"},
        {"%08.5d", 42, "   00042"},
        {"%.0d|", 0, "|"},
        {"%.d|", 0, "|"},
        {"%5.0d|", 0, "     |"},
        {"%u", -1, "4294967295"},
        {"%+u", 5, "5"},
        {"%x", 0xBEEF, "beef"},
        {"%X", 0xBEEF, "BEEF"},
        {"%#x", 0xBEEF, "0xbeef"},
        {"%#X", 0xBEEF, "0XBEEF"},
        {"%#x", 0, "0"},
        {"%#010x", 0xBEEF, "0x0000beef"},
        {"%#.8x", 0xBEEF, "0x0000beef"},
        {"%08X", 0xBEEF, "0000BEEF"},
        {"%o", 8, "10"},
        {"%#o", 8, "010"},
        {"%#o", 0, "0"},
        {"%#.3o", 0777, "0777"},
        {"%#.0o", 0, "0"},
        {"%d", -2147483647 - 1, "-2147483648"},
        {"%hd", 0x18000, "-32768"},
        {"%hu", 0x1FFFF, "65535"},
        {"%hhd", 0x180, "-128"},
        {"%hhx", 0x1FF, "ff"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(narrow(rows[i].format, rows[i].value), rows[i].expected);
}

static void long_is_32_bits_and_i64_is_64(void **state)
{
    (void)state;
    assert_string_equal(narrow("%ld", -1l), "-1");
    assert_string_equal(narrow("%lu", 0xFFFFFFFFFFul), "4294967295");
    assert_string_equal(narrow("%lx", 0x123456789Aul), "3456789a");
    assert_string_equal(narrow("%I32d", -5), "-5");
    assert_string_equal(narrow("%I32u %d", -1, 7), "4294967295 7");
    assert_string_equal(narrow("%lld", -1234567890123ll), "-1234567890123");
    assert_string_equal(narrow("%llu", ~0ull), "18446744073709551615");
    assert_string_equal(narrow("%I64d", -9223372036854775807ll - 1), "-9223372036854775808");
    assert_string_equal(narrow("%I64x", 0x123456789ABCDEFull), "123456789abcdef");
    assert_string_equal(narrow("%Iu %Ix", (size_t)1 << 40, (size_t)255), "1099511627776 ff");
    assert_string_equal(narrow("%zu %td %jd", (size_t)1 << 40, (ptrdiff_t)-3, (intmax_t)-4), "1099511627776 -3 -4");
    assert_string_equal(narrow("%016I64X", 0xABCull), "0000000000000ABC");
}

static void star_takes_width_and_precision_from_arguments(void **state)
{
    (void)state;
    assert_string_equal(narrow("%*d|", 5, 42), "   42|");
    assert_string_equal(narrow("%*d|", -5, 42), "42   |");
    assert_string_equal(narrow("%.*d", 4, 42), "0042");
    assert_string_equal(narrow("%.*d", -4, 42), "42");
    assert_string_equal(narrow("%*.*s|", 6, 2, "abc"), "    ab|");
}

static void strings_follow_width_and_precision(void **state)
{
    (void)state;
    assert_string_equal(narrow("%s", "abc"), "abc");
    assert_string_equal(narrow("%6s|%-6s|", "abc", "abc"), "   abc|abc   |");
    assert_string_equal(narrow("%.2s|%.0s|", "abc", "abc"), "ab||");
    assert_string_equal(narrow("%06s", "abc"), "000abc");
    assert_string_equal(narrow("%.3s", "abcdef"), "abc");
    assert_string_equal(narrow("%c%c", 'x', 'y'), "xy");
    assert_string_equal(narrow("%3c|%-3c|%03c", 'x', 'y', 'z'), "  x|y  |00z");
}

static void null_strings_print_null(void **state)
{
    (void)state;
    assert_string_equal(narrow("%s %S %ws %Z %wZ", NULL, NULL, NULL, NULL, NULL), "(null) (null) (null) (null) (null)");
    assert_string_equal(narrow("%.3s|%8s", NULL, NULL), "(nu|  (null)");
    assert_wide(wide(L"%s %hs", NULL, NULL), L"(null) (null)");
}

static void a_precision_reads_nothing_behind_it(void **state)
{
    char four[4] = {'a', 'b', 'c', 'd'};
    wchar_t wide_four[4] = {'a', 'b', 'c', 'd'};

    (void)state;
    assert_string_equal(narrow("%.4s", four), "abcd");
    assert_string_equal(narrow("%.4S", wide_four), "abcd");
    assert_wide(wide(L"%.4S", four), L"abcd");
    assert_wide(wide(L"%.4s", wide_four), L"abcd");
}

static void s_is_the_functions_width_and_capital_s_the_other(void **state)
{
    (void)state;
    assert_string_equal(narrow("%s %S %hs %hS %ls %lS %ws", "a", L"b", "c", "d", L"e", L"f", L"g"), "a b c d e f g");
    assert_wide(wide(L"%s %S %hs %hS %ls %lS %ws", L"a", "b", "c", "d", L"e", L"f", L"g"), L"a b c d e f g");
    assert_string_equal(narrow("%c%C%hc%lc%wc", 'a', L'b', 'c', L'd', L'e'), "abcde");
    assert_wide(wide(L"%c%C%hc%lc", L'a', 'b', 'c', L'd'), L"abcd");
}

static void texts_change_between_utf8_and_utf16(void **state)
{
    static const wchar_t clef[] = {0xE9, 0x20AC, 0xD834, 0xDD1E, 0};
    static const wchar_t lone[] = {0xD834, 'x', 0};

    (void)state;
    assert_string_equal(narrow("%S", clef), "\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E");
    assert_wide(wide(L"%S", "\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E"), clef);
    assert_string_equal(narrow("%S", lone), "\xEF\xBF\xBDx");
    assert_wide(wide(L"%S", "\xC3"), L"\xFFFD");
    assert_wide(wide(L"%S", "\xFFz"), L"\xFFFDz");
    assert_string_equal(narrow("%.4S|", clef), "\xC3\xA9|"); /* the euro sign does not fit whole */
    assert_string_equal(narrow("%5.2S|", clef), "   \xC3\xA9|");
    assert_string_equal(narrow("%s", "\xFF\xC3"), "\xFF\xC3");
}

static void counted_strings_need_no_nul(void **state)
{
    struct {
        unsigned short length, maximum;
        const void *buffer;
    } ansi = {3, 8, "abcdef"}, unicode = {6, 16, L"uvwxyz"}, none = {6, 6, NULL}, empty = {0, 0, ""};

    (void)state;
    assert_string_equal(narrow("%Z %wZ %hZ %lZ", &ansi, &unicode, &ansi, &unicode), "abc uvw abc uvw");
    assert_string_equal(narrow("%5wZ|%-5wZ|", &unicode, &unicode), "  uvw|uvw  |");
    assert_string_equal(narrow("%.1wZ", &unicode), "uvw");
    assert_string_equal(narrow("%wZ|%wZ|", &none, &empty), "(null)||");
    assert_wide(wide(L"%wZ %Z", &unicode, &ansi), L"uvw abc");
}

static void pointers_are_sixteen_capital_digits_of_the_simulated_address(void **state)
{
    (void)state;
    assert_string_equal(narrow("%p", (void *)0xABCDEF), "F000000000ABCDEF");
    assert_string_equal(narrow("%18p|%-18p|", (void *)1, (void *)2), "  F000000000000001|F000000000000002  |");
    assert_string_equal(narrow("%#p", (void *)1), "0XF000000000000001");
}

static void unknown_conversions_print_their_letter(void **state)
{
    (void)state;
    assert_string_equal(narrow("%%"), "%");
    assert_string_equal(narrow("100%"), "100");
    assert_string_equal(narrow("%y %5q"), "y q");
}

static void n_is_refused(void **state)
{
    int count = 99;
    (void)state;
    assert_int_equal(sprintf(text, "abc%n", &count), -1);
    assert_int_equal(count, 99);
}

static void floats_print_nothing_in_the_kernel(void **state)
{
    (void)state;
    assert_string_equal(narrow("[%f %e %g %5.2f] %d", 1.0, 2.0, 3.0, 4.0, 5), "[   ] 5");
}

static void reads_of_string_arguments_are_announced(void **state)
{
    static const char string[] = "abc";
    static const wchar_t wide_string[] = L"defg";

    (void)state;
    imports_reset();
    narrow("%s%.2S", string, wide_string);
    assert_true(imports_told(string, 4, false));
    assert_true(imports_told(wide_string, 4, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_follow_flags_width_and_precision),
        cmocka_unit_test(long_is_32_bits_and_i64_is_64),
        cmocka_unit_test(star_takes_width_and_precision_from_arguments),
        cmocka_unit_test(strings_follow_width_and_precision),
        cmocka_unit_test(null_strings_print_null),
        cmocka_unit_test(a_precision_reads_nothing_behind_it),
        cmocka_unit_test(s_is_the_functions_width_and_capital_s_the_other),
        cmocka_unit_test(texts_change_between_utf8_and_utf16),
        cmocka_unit_test(counted_strings_need_no_nul),
        cmocka_unit_test(pointers_are_sixteen_capital_digits_of_the_simulated_address),
        cmocka_unit_test(unknown_conversions_print_their_letter),
        cmocka_unit_test(n_is_refused),
        cmocka_unit_test(floats_print_nothing_in_the_kernel),
        cmocka_unit_test(reads_of_string_arguments_are_announced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
