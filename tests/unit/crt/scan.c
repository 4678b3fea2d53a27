/*
 * scanf and sscanf.
 */
#include "under_test.h"

#include "../../../include/win32/crt/stdio.h"
#include "../../../include/win32/crt/string.h"

static void numbers_of_every_size_are_stored(void **state)
{
    int d = 0;
    unsigned u = 0, x = 0, o = 0;
    short h[2] = {0, 7};
    long long big = 0;
    unsigned l[2] = {0, 9};

    (void)state;
    assert_int_equal(
        sscanf("-12 34 0xFf 17 -5 -123456789012 77", "%d %u %x %o %hd %I64d %ld", &d, &u, &x, &o, h, &big, l), 7);
    assert_int_equal(d, -12);
    assert_int_equal(u, 34);
    assert_int_equal(x, 255);
    assert_int_equal(o, 15);
    assert_int_equal(h[0], -5);
    assert_int_equal(h[1], 7);
    assert_int_equal(big, -123456789012);
    assert_int_equal(l[0], 77);
    assert_int_equal(l[1], 9);
}

static void i_takes_any_radix(void **state)
{
    int a, b, c;
    (void)state;
    assert_int_equal(sscanf("0x10 010 10", "%i%i%i", &a, &b, &c), 3);
    assert_int_equal(a * 10000 + b * 100 + c, 160810);
}

static void widths_cut_and_stars_skip(void **state)
{
    int a = 0, b = 0;
    char text[8];
    (void)state;
    assert_int_equal(sscanf("123456 skip rest", "%3d%2d%*d %*s %7s", &a, &b, text), 3);
    assert_int_equal(a, 123);
    assert_int_equal(b, 45);
    assert_string_equal(text, "rest");
}

static void sets_hold_ranges_and_can_be_negated(void **state)
{
    char a[16], b[16], c[16];
    (void)state;
    assert_int_equal(sscanf("abc123;]-x", "%[a-z]%[^;];%[]-]", a, b, c), 3);
    assert_string_equal(a, "abc");
    assert_string_equal(b, "123");
    assert_string_equal(c, "]-");
}

static void characters_keep_spaces(void **state)
{
    char c[4] = {0, 0, 0, 'z'};
    (void)state;
    assert_int_equal(sscanf(" ab", "%c%2c", c, c + 1), 2);
    assert_memory_equal(c, " abz", 4);
}

static void literals_must_match(void **state)
{
    int a = 0, b = 0, n = 0;
    (void)state;
    assert_int_equal(sscanf("x=5,y=6", "x=%d,z=%d", &a, &b), 1);
    assert_int_equal(sscanf("50% 7", "%d%% %d%n", &a, &b, &n), 2);
    assert_int_equal(a + b, 57);
    assert_int_equal(n, 5);
}

static void an_empty_input_is_the_end(void **state)
{
    int a;
    (void)state;
    assert_int_equal(sscanf("", "%d", &a), EOF);
    assert_int_equal(sscanf("  ", "%d", &a), EOF);
    assert_int_equal(sscanf("x", "%d", &a), 0);
}

static void floats_are_single_unless_long(void **state)
{
    float f = 0;
    double d = 0;
    (void)state;
    assert_int_equal(sscanf("1.5e2 -0.25", "%f %lf", &f, &d), 2);
    assert_true(f == 150.0f && d == -0.25);
}

static void the_secure_ones_take_sizes(void **state)
{
    char a[4], b[4];
    int n = 0;
    (void)state;
    assert_int_equal(sscanf_s("abc 7 abcd", "%s %d %s", a, (unsigned)sizeof a, &n, b, (unsigned)sizeof b), 2);
    assert_string_equal(a, "abc");
    assert_string_equal(b, "");
    assert_int_equal(n, 7);
}

static void scanf_leaves_the_rest_for_the_next_call(void **state)
{
    int a = 0, b = 0;
    (void)state;
    imports_reset();
    imports.input = "12 34\nx";
    assert_int_equal(scanf("%d", &a), 1);
    assert_int_equal(getchar(), ' ');
    assert_int_equal(scanf_s("%d", &b), 1);
    assert_int_equal(a + b, 46);
    assert_int_equal(getchar(), '\n');
    assert_int_equal(scanf("%d", &a), 0);
    assert_int_equal(getchar(), 'x');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_every_size_are_stored), cmocka_unit_test(i_takes_any_radix),
        cmocka_unit_test(widths_cut_and_stars_skip),        cmocka_unit_test(sets_hold_ranges_and_can_be_negated),
        cmocka_unit_test(characters_keep_spaces),           cmocka_unit_test(literals_must_match),
        cmocka_unit_test(an_empty_input_is_the_end),        cmocka_unit_test(floats_are_single_unless_long),
        cmocka_unit_test(the_secure_ones_take_sizes),       cmocka_unit_test(scanf_leaves_the_rest_for_the_next_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
