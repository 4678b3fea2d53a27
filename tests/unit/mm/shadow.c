/* Claims about the shadow, against a byte-by-byte model. */
#include "machine.h"

#include "mm/shadow.h"

static uint8_t *place;

static int fresh(void **state)
{
    (void)state;
    if (!arena_open())
        return 1;
    place = (uint8_t *)arena_grow(ARENA_PAGED, 4096) + 64;
    return 0;
}

static void every_byte_of_a_live_block_may_be_touched_and_no_other(void **state)
{
    (void)state;
    for (size_t size = 0; size < 100; size++) {
        shadow_live(place, size, 128);
        for (size_t at = 0; at < 128; at++)
            for (size_t width = 1; width <= 16; width *= 2)
                assert_int_equal(shadow_allows(place + at, width), at + width <= size);
    }
}

static void a_range_names_its_first_bad_byte(void **state)
{
    (void)state;
    const void *bad = NULL;
    shadow_live(place, 1003, 1024);
    assert_true(shadow_allows_range(place, 1003, &bad));
    assert_true(shadow_allows_range(place + 5, 900, &bad));
    assert_false(shadow_allows_range(place + 3, 1001, &bad));
    assert_ptr_equal(bad, place + 1003);
    assert_false(shadow_allows_range(place + 1010, 2, &bad));
    assert_ptr_equal(bad, place + 1010);
}

static void freed_memory_may_not_be_touched(void **state)
{
    (void)state;
    shadow_live(place, 64, 80);
    shadow_set(place, 64, SHADOW_FREED);
    for (size_t at = 0; at < 64; at++)
        assert_false(shadow_allows(place + at, 1));
}

static void a_block_is_found_by_the_header_in_front(void **state)
{
    (void)state;
    shadow_set(place - 64, 64, SHADOW_HEADER);
    shadow_live(place, 100, 128);
    assert_ptr_equal(shadow_block_of(place), place);
    assert_ptr_equal(shadow_block_of(place + 99), place);
    assert_ptr_equal(shadow_block_of(place + 127), place);
    assert_ptr_equal(shadow_block_of(place - 1), place);
    assert_null(shadow_block_of(place + 200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_byte_of_a_live_block_may_be_touched_and_no_other, fresh),
        cmocka_unit_test_setup(a_range_names_its_first_bad_byte, fresh),
        cmocka_unit_test_setup(freed_memory_may_not_be_touched, fresh),
        cmocka_unit_test_setup(a_block_is_found_by_the_header_in_front, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
