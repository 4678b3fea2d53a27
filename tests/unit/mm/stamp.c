/* Claims about stamps. */
#include "machine.h"

static uint64_t stamps[4];

static void stamp_pool(void)
{
    uint8_t *block = mm_pool_alloc(NonPagedPool, 100, TAG, true, SITE);
    stamps[0] = mm_stamp(block);
    stamps[1] = mm_stamp(block + 99);
    stamps[2] = mm_stamp(mm_pool_alloc(NonPagedPool, 100, TAG, true, SITE));
    mm_pool_free(block, TAG, SITE);
    stamps[3] = mm_stamp(block);
}

static void a_block_has_one_stamp_until_it_is_freed(void **state)
{
    (void)state;
    assert_quiet(stamp_pool);
    assert_true(stamps[0] != 0);
    assert_int_equal(stamps[0], stamps[1]);
    assert_true(stamps[0] != stamps[2]);
    assert_int_equal(stamps[3], 0);
}

static uint8_t *where;

static __attribute__((noinline)) void leave_local(void)
{
    volatile uint8_t local[64];
    local[0] = 1;
    where = (uint8_t *)(uintptr_t)local;
    stamps[1] = mm_stamp(where);
}

static void stamp_stack(void)
{
    int local = 0;
    stamps[0] = mm_stamp(&local);
    leave_local();
    stamps[2] = mm_stamp(where - 2048);
}

static void a_stack_is_valid_above_the_stack_pointer(void **state)
{
    (void)state;
    assert_quiet(stamp_stack);
    assert_true(stamps[0] != 0);
    assert_int_equal(stamps[0], stamps[1]);
    assert_int_equal(stamps[2], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_has_one_stamp_until_it_is_freed),
        cmocka_unit_test(a_stack_is_valid_above_the_stack_pointer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
