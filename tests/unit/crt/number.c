/*
 * Integers from text and back, sorting, the generator.
 */
#include "under_test.h"

#include "../../../include/ddk/crt/limits.h"
#include "../../../include/ddk/crt/stdlib.h"
#include "../../../include/ddk/crt/string.h"

static char text[80];

static void strtol_clamps_to_32_bits(void **state)
{
    (void)state;
    assert_int_equal(strtol("2147483647", NULL, 10), 2147483647);
    assert_int_equal(strtol("2147483648", NULL, 10), 2147483647);
    assert_int_equal(strtol("-2147483649", NULL, 10), -2147483647 - 1);
    assert_int_equal(strtoul("4294967296", NULL, 10), 4294967295u);
    assert_int_equal(strtoul("-1", NULL, 10), 4294967295u);
    assert_int_equal(_strtoi64("-9223372036854775808", NULL, 10), LLONG_MIN);
    assert_int_equal(_strtoui64("99999999999999999999", NULL, 10), ULLONG_MAX);
    assert_int_equal(wcstoul(L"fFfFfFfF", NULL, 16), 4294967295u);
}

static void radix_zero_looks_at_the_prefix(void **state)
{
    (void)state;
    assert_int_equal(strtol("0x1F", NULL, 0), 31);
    assert_int_equal(strtol("017", NULL, 0), 15);
    assert_int_equal(strtol("19", NULL, 0), 19);
    assert_int_equal(strtol("z", NULL, 36), 35);
    assert_int_equal(wcstol(L" -0x10", NULL, 16), -16);
}

static void the_end_is_behind_the_last_digit(void **state)
{
    static const struct {
        const char *text;
        int radix, used;
    } rows[] = {{"12ab", 10, 2}, {"  +7 ", 10, 4}, {"x", 10, 0},   {"-", 10, 0},
                {"0x", 16, 1},   {"0xg", 0, 1},    {"0x1g", 0, 3}, {"09", 0, 1}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *end;
        strtol(rows[i].text, &end, rows[i].radix);
        assert_int_equal(end - rows[i].text, rows[i].used);
    }
}

static void atoi_takes_what_it_can(void **state)
{
    (void)state;
    assert_int_equal(atoi(" 42abc"), 42);
    assert_int_equal(atoi("-42"), -42);
    assert_int_equal(atoi("abc"), 0);
    assert_int_equal(atol("7"), 7);
    assert_int_equal(_atoi64("123456789012"), 123456789012);
    assert_int_equal(_wtoi(L"-5"), -5);
}

static void only_decimals_have_a_sign(void **state)
{
    wchar_t wide[40];
    (void)state;
    assert_string_equal(_itoa(-255, text, 10), "-255");
    assert_string_equal(_itoa(-1, text, 16), "ffffffff");
    assert_string_equal(_itoa(-2147483647 - 1, text, 10), "-2147483648");
    assert_string_equal(_ultoa(0, text, 2), "0");
    assert_string_equal(_i64toa(-1, text, 2), "1111111111111111111111111111111111111111111111111111111111111111");
    assert_string_equal(_ui64toa(~0ull, text, 10), "18446744073709551615");
    assert_int_equal(wcscmp(_itow(35, wide, 36), L"z"), 0);
}

static int by_value(const void *first, const void *second)
{
    int a = *(const int *)first, b = *(const int *)second;
    return (a > b) - (a < b);
}

static void qsort_orders_any_count(void **state)
{
    int values[100];
    (void)state;
    for (size_t count = 0; count <= COUNT(values); count++) {
        long sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += values[i] = rand() % 50;
        qsort(values, count, sizeof *values, by_value);
        for (size_t i = 0; i < count; i++) {
            sum -= values[i];
            assert_true(i == 0 || values[i - 1] <= values[i]);
        }
        assert_int_equal(sum, 0);
    }
}

static void bsearch_finds_each_and_nothing_else(void **state)
{
    int values[] = {1, 3, 5, 7, 9, 11};
    (void)state;
    for (size_t count = 0; count <= COUNT(values); count++)
        for (int key = 0; key < 13; key++) {
            int *found = bsearch(&key, values, count, sizeof *values, by_value);
            bool there = key % 2 == 1 && (size_t)key / 2 < count;
            assert_ptr_equal(found, there ? &values[key / 2] : NULL);
        }
}

static void rand_is_microsofts_sequence(void **state)
{
    static const int first[] = {41, 18467, 6334, 26500, 19169, 15724};
    (void)state;
    srand(1);
    for (size_t i = 0; i < COUNT(first); i++)
        assert_int_equal(rand(), first[i]);
}

static void absolute_values_stay_in_range(void **state)
{
    (void)state;
    assert_int_equal(abs(-5), 5);
    assert_int_equal(abs(-2147483647 - 1), -2147483647 - 1);
    assert_int_equal(labs(-7), 7);
    assert_int_equal(_abs64(-1234567890123), 1234567890123);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strtol_clamps_to_32_bits),
        cmocka_unit_test(radix_zero_looks_at_the_prefix),
        cmocka_unit_test(the_end_is_behind_the_last_digit),
        cmocka_unit_test(atoi_takes_what_it_can),
        cmocka_unit_test(only_decimals_have_a_sign),
        cmocka_unit_test(qsort_orders_any_count),
        cmocka_unit_test(bsearch_finds_each_and_nothing_else),
        cmocka_unit_test(rand_is_microsofts_sequence),
        cmocka_unit_test(absolute_values_stay_in_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
