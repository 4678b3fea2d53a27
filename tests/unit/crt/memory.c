/*
 * memcpy and its kin, and that the hooks are told before memory is touched.
 */
#include "under_test.h"

#include "../../../include/ddk/crt/string.h"

void *__tsan_memcpy(void *destination, const void *source, size_t count);
void *__tsan_memset(void *destination, int value, size_t count);

static unsigned char bytes[256];

static void count_up(void)
{
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
}

static void overlapping_moves_keep_the_source_as_it_was(void **state)
{
    (void)state;
    for (size_t size = 0; size < 40; size++)
        for (size_t from = 0; from < 24; from++)
            for (size_t to = 0; to < 24; to++) {
                count_up();
                assert_ptr_equal(memmove(bytes + 64 + to, bytes + 64 + from, size), bytes + 64 + to);
                for (size_t i = 0; i < sizeof bytes; i++) {
                    bool moved = i >= 64 + to && i < 64 + to + size;
                    assert_int_equal(bytes[i], moved ? i - to + from : i);
                }
            }
}

static void memcpy_may_overlap_as_on_windows(void **state)
{
    (void)state;
    count_up();
    imports_reset();
    memcpy(bytes + 1, bytes, 100);
    assert_int_equal(imports.overlaps, 1);
    assert_int_equal(bytes[100], 99);
    assert_int_equal(bytes[1], 0);
    memcpy(bytes, bytes + 100, 100);
    memcpy(bytes, bytes, 100);
    memmove(bytes, bytes + 1, 100);
    assert_int_equal(imports.overlaps, 1); /* side by side, onto itself, and by the function that may */
}

static void memset_fills_exactly(void **state)
{
    (void)state;
    for (size_t size = 0; size < 40; size++) {
        count_up();
        memset(bytes + 3, 0x1AB, size);
        for (size_t i = 0; i < 64; i++)
            assert_int_equal(bytes[i], i >= 3 && i < 3 + size ? 0xAB : i);
    }
}

static void memcmp_orders_by_unsigned_bytes(void **state)
{
    (void)state;
    assert_int_equal(memcmp("abc", "abd", 2), 0);
    assert_int_equal(memcmp("abc", "abd", 3), -1);
    assert_int_equal(memcmp("\xFF", "\x01", 1), 1);
    assert_int_equal(_memicmp("aBc", "AbC", 3), 0);
}

static void memchr_stops_at_the_first(void **state)
{
    (void)state;
    count_up();
    imports_reset();
    assert_ptr_equal(memchr(bytes, 7, sizeof bytes), bytes + 7);
    assert_true(imports_told(bytes, 8, false));
    assert_null(memchr(bytes, 9, 9));
}

static void hooks_hear_of_whole_ranges(void **state)
{
    (void)state;
    imports_reset();
    memcpy(bytes, bytes + 100, 33);
    memset(bytes + 50, 0, 17);
    assert_true(imports_told(bytes + 100, 33, false));
    assert_true(imports_told(bytes, 33, true));
    assert_true(imports_told(bytes + 50, 17, true));
    assert_int_equal(imports.range_count, 3);
}

static void nothing_is_told_of_empty_ranges(void **state)
{
    (void)state;
    imports_reset();
    memcpy(NULL, NULL, 0);
    memset(NULL, 0, 0);
    assert_int_equal(memcmp(NULL, NULL, 0), 0);
    assert_int_equal(imports.range_count, 0);
}

static void the_compilers_own_names_are_hooked_too(void **state)
{
    (void)state;
    imports_reset();
    __tsan_memcpy(bytes, bytes + 9, 9);
    __tsan_memset(bytes, 0, 5);
    assert_true(imports_told(bytes, 9, true));
    assert_true(imports_told(bytes, 5, true));
}

static void bounded_copies_refuse_and_clear(void **state)
{
    (void)state;
    count_up();
    assert_int_equal(memcpy_s(bytes, 4, "abcdef", 6), ERANGE);
    assert_int_equal(bytes[0] | bytes[1] | bytes[2] | bytes[3], 0);
    assert_int_equal(bytes[4], 4);
    assert_int_equal(memcpy_s(bytes, 4, "abcd", 4), 0);
    assert_int_equal(bytes[3], 'd');
    assert_int_equal(memcpy_s(NULL, 4, "abcd", 4), EINVAL);
    assert_int_equal(memmove_s(bytes, 2, bytes + 1, 3), ERANGE);
    assert_int_equal(memmove_s(bytes, 4, bytes + 1, 3), 0);
    assert_int_equal(bytes[0], 'b');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlapping_moves_keep_the_source_as_it_was),
        cmocka_unit_test(memcpy_may_overlap_as_on_windows),
        cmocka_unit_test(memset_fills_exactly),
        cmocka_unit_test(memcmp_orders_by_unsigned_bytes),
        cmocka_unit_test(memchr_stops_at_the_first),
        cmocka_unit_test(hooks_hear_of_whole_ranges),
        cmocka_unit_test(nothing_is_told_of_empty_ranges),
        cmocka_unit_test(the_compilers_own_names_are_hooked_too),
        cmocka_unit_test(bounded_copies_refuse_and_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
