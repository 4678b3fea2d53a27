/*
 * Floats in text and back: equal to the host's correctly rounded ones, and Microsoft's spellings where those differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Before the names change. */
static void host_format(char *text, size_t size, const char *format, int width, int precision, double value)
{
    snprintf(text, size, format, width, precision, value);
}

static double host_strtod(const char *text)
{
    return strtod(text, NULL);
}

#include "under_test.h"

int sprintf(char *buffer, const char *format, ...);
double strtod(const char *string, char **end);
double atof(const char *string);

static char text[2048], expected[2048];

static uint64_t next_random(void)
{
    static uint64_t seed = 0x9E3779B97F4A7C15ull;
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static double from_bits(uint64_t bits)
{
    union {
        uint64_t bits;
        double value;
    } to = {bits};
    return to.value;
}

static double finite_from(uint64_t bits)
{
    return from_bits((bits >> 52 & 0x7FF) == 0x7FF ? bits & ~(1ull << 62) : bits);
}

/* All exponents; values near 1; short decimals, which make ties. */
static double random_double(unsigned i)
{
    uint64_t bits = next_random();
    switch (i % 4) {
    case 0:
        return finite_from(bits);
    case 1:
        return finite_from((bits & ~(0x7FFull << 52)) | (1023 - 30 + bits % 60) << 52);
    case 2:
        return (double)(int64_t)(bits % 2000001 - 1000000) / 1024;
    default:
        return (double)(bits % 1000000) / 1000;
    }
}

static void decimals_equal_the_hosts(void **state)
{
    static const char *const formats[] = {"%*.*f",  "%*.*e",  "%*.*g",  "%0*.*f", "%-*.*e|", "%+*.*g",
                                          "% *.*f", "%#*.*g", "%#*.*f", "%*.*E",  "%*.*G",   "%0*.*G"};
    (void)state;
    for (unsigned i = 0; i < 40000; i++) {
        const char *format = formats[i % COUNT(formats)];
        double value = random_double(i / 3);
        int width = (int)(next_random() % 30), precision = (int)(next_random() % (i % 97 == 0 ? 400 : 22)) - 1;
        host_format(expected, sizeof expected, format, width, precision, value);
        sprintf(text, format, width, precision, value);
        assert_string_equal(text, expected);
    }
}

static void every_power_of_two_and_the_least_are_exact(void **state)
{
    (void)state;
    for (int exponent = 0; exponent < 0x7FF; exponent++) {
        double value = from_bits((uint64_t)exponent << 52 | (exponent == 0));
        host_format(expected, sizeof expected, "%*.*f", 0, 1074, value);
        sprintf(text, "%.1074f", value);
        assert_string_equal(text, expected);
        host_format(expected, sizeof expected, "%*.*e", 0, 760, value);
        sprintf(text, "%.760e", value);
        assert_string_equal(text, expected);
    }
}

static void hexadecimal_floats_have_thirteen_digits(void **state)
{
    (void)state;
    sprintf(text, "%a %A %a %.0a %.3a", 1.5, -0.1, 0.0, 1.0, 1.0);
    assert_string_equal(text, "0x1.8000000000000p+0 -0X1.999999999999AP-4 0x0.0000000000000p+0 0x1p+0 0x1.000p+0");
    sprintf(text, "%a %.2a", from_bits(1), from_bits(0x0008000000000000)); /* too small for a leading 1 */
    assert_string_equal(text, "0x0.0000000000001p-1022 0x0.80p-1022");
    for (unsigned i = 0; i < 5000; i++) {
        double value = random_double(i);
        if ((value < 0 ? -value : value) < 0x1p-1022) /* C libraries do not agree how such a one begins */
            continue;
        int precision = (int)(next_random() % 20);
        host_format(expected, sizeof expected, "%*.*a", 30, precision, value);
        sprintf(text, "%*.*a", 30, precision, value);
        assert_string_equal(text, expected);
    }
}

static void infinities_and_nans_are_spelled_as_microsoft_does(void **state)
{
    (void)state;
    double infinity = from_bits(0x7FFull << 52);
    sprintf(text, "%f %F %e %+g %06.1f|%-5f|", infinity, infinity, -infinity, infinity, infinity, infinity);
    assert_string_equal(text, "inf INF -inf +inf    inf|inf  |");
    sprintf(text, "%f %f %f %G", from_bits(0x7FF8ull << 48), from_bits(0xFFF8ull << 48), from_bits(0x7FF4ull << 48),
            from_bits(0xFFF8ull << 48));
    assert_string_equal(text, "nan -nan(ind) nan(snan) -NAN(IND)");
}

static void long_double_is_taken_as_double(void **state)
{
    (void)state;
    sprintf(text, "%Lf %.3Lg %d", 1.25L, -1e100L, 7);
    assert_string_equal(text, "1.250000 -1e+100 7");
}

static void strtod_gives_back_what_was_printed(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        double value = random_double(i);
        sprintf(text, "%.17g", value);
        double back = atof(text);
        assert_memory_equal(&back, &value, sizeof value);
    }
}

static void strtod_rounds_like_the_host(void **state)
{
    static const char *const texts[] = {
        "0",
        "-0",
        "1e400",
        "1e-400",
        ".5",
        "5.",
        "1e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "9007199254740993",
        "9007199254740992.9999999999",
        "9007199254740993.00000000000000000000000000000000000001",
        "123456789012345678901234567890e-30",
        "1e23",
        "8.5e22",
        "0.1e1",
        "1e00000000000000000001",
        "00000.00001e+5",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        double got = strtod(texts[i], NULL), wanted = host_strtod(texts[i]);
        assert_memory_equal(&got, &wanted, sizeof got);
    }
    for (unsigned i = 0; i < 20000; i++) {
        sprintf(text, "%I64u.%I64ue%d", next_random(), next_random(), (int)(next_random() % 700) - 360);
        double got = strtod(text, NULL), wanted = host_strtod(text);
        assert_memory_equal(&got, &wanted, sizeof got);
    }
}

static void strtod_decides_ties_by_the_last_of_a_thousand_digits(void **state)
{
    (void)state;
    /* Halfway between 1 and the next double is 1 + 2^-53. */
    int length = sprintf(text, "1.00000000000000011102230246251565404236316680908203125");
    assert_true(strtod(text, NULL) == 1.0);
    for (int i = length; i < 1900; i++)
        text[i] = '0';
    text[1900] = '1';
    text[1901] = 0;
    assert_true(strtod(text, NULL) > 1.0);
}

static void strtod_says_where_it_stopped(void **state)
{
    static const struct {
        const char *text;
        int used;
    } rows[] = {{"  12.5e3x", 8}, {"1e", 1},  {"1e+", 1},        {"abc", 0}, {".", 0},
                {"-", 0},         {"inf", 3}, {"-Infinity!", 9}, {"nan", 3}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *end;
        strtod(rows[i].text, &end);
        assert_int_equal(end - rows[i].text, rows[i].used);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_equal_the_hosts),
        cmocka_unit_test(every_power_of_two_and_the_least_are_exact),
        cmocka_unit_test(hexadecimal_floats_have_thirteen_digits),
        cmocka_unit_test(infinities_and_nans_are_spelled_as_microsoft_does),
        cmocka_unit_test(long_double_is_taken_as_double),
        cmocka_unit_test(strtod_gives_back_what_was_printed),
        cmocka_unit_test(strtod_rounds_like_the_host),
        cmocka_unit_test(strtod_decides_ties_by_the_last_of_a_thousand_digits),
        cmocka_unit_test(strtod_says_where_it_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
