/* Claims about arithmetic that does not wrap. WDK: ntintsafe.h. */
#include "../ob/test.h"

#include <ntintsafe.h>

static void sums_that_fit_are_sums(void **state)
{
    (void)state;
    ULONG ulong;
    USHORT ushort;
    LONG slong;
    SIZE_T size;
    assert_int_equal(RtlULongAdd(0xFFFFFFFEu, 1, &ulong), STATUS_SUCCESS);
    assert_int_equal(ulong, 0xFFFFFFFFu);
    assert_int_equal(RtlUShortMult(255, 257, &ushort), STATUS_SUCCESS);
    assert_int_equal(ushort, 65535);
    assert_int_equal(RtlLongSub(-0x7FFFFFFF, 1, &slong), STATUS_SUCCESS);
    assert_true(slong == (LONG)0x80000000);
    assert_int_equal(RtlSizeTMult((SIZE_T)1 << 32, 3, &size), STATUS_SUCCESS);
    assert_true(size == (SIZE_T)3 << 32);
}

static void results_that_do_not_fit_are_errors_and_all_ones(void **state)
{
    (void)state;
    ULONG ulong = 5;
    USHORT ushort = 5;
    LONG slong = 5;
    ULONGLONG ulonglong = 5;
    UCHAR byte = 5;
    assert_int_equal(RtlULongAdd(0xFFFFFFFFu, 1, &ulong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(ulong, 0xFFFFFFFFu);
    assert_int_equal(RtlULongSub(1, 2, &ulong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(RtlULongMult(65536, 65536, &ulong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(RtlUShortAdd(65535, 1, &ushort), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(ushort, 65535);
    assert_int_equal(RtlLongMult(0x40000000, 2, &slong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(RtlULongLongSub(0, 1, &ulonglong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(RtlULongToUChar(256, &byte), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(byte, 255);
}

static void conversions_look_at_the_value_not_at_the_bits(void **state)
{
    (void)state;
    ULONG ulong;
    USHORT ushort;
    LONG slong;
    ULONGLONG ulonglong;
    assert_int_equal(RtlULongLongToULong(0xFFFFFFFFull, &ulong), STATUS_SUCCESS);
    assert_int_equal(RtlULongLongToULong(0x100000000ull, &ulong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(RtlULongToUShort(65535, &ushort), STATUS_SUCCESS);
    assert_int_equal(RtlULongToLong(0x80000000u, &slong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(RtlLongToULongLong(-1, &ulonglong), STATUS_INTEGER_OVERFLOW);
    assert_int_equal(RtlLongToULongLong(7, &ulonglong), STATUS_SUCCESS);
    assert_true(ulonglong == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_that_fit_are_sums),
        cmocka_unit_test(results_that_do_not_fit_are_errors_and_all_ones),
        cmocka_unit_test(conversions_look_at_the_value_not_at_the_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
