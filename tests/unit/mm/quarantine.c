/* Claims about freed blocks. */
#include "machine.h"

static uint8_t *first, *again;
static struct mm_block seen;
static size_t used_before, used_after;

static void free_and_allocate(void)
{
    first = mm_pool_alloc(NonPagedPool, 64, TAG, false, SITE);
    mm_pool_free(first, TAG, SITE + 1);
    again = mm_pool_alloc(NonPagedPool, 64, TAG, false, SITE);
    mm_block_at(first, &seen);
}

static void a_freed_block_is_not_used_again_at_once(void **state)
{
    (void)state;
    assert_quiet(free_and_allocate);
    assert_ptr_not_equal(first, again);
    assert_false(seen.live);
    assert_int_equal(seen.freed_by, SITE + 1);
}

static void churn(void)
{
    for (int i = 0; i < 20000; i++) {
        mm_pool_free(mm_pool_alloc(NonPagedPool, 64, TAG, false, SITE), TAG, SITE);
        if (i == 10000)
            used_before = arena_used(ARENA_NONPAGED);
    }
    used_after = arena_used(ARENA_NONPAGED);
}

static void in_the_end_memory_is_used_again(void **state)
{
    (void)state;
    assert_quiet(churn);
    assert_int_equal(used_before, used_after);
    assert_true(used_after < (size_t)1 << 20);
}

static void write_late(void)
{
    first = mm_pool_alloc(NonPagedPool, 64, TAG, false, SITE);
    mm_pool_free(first, TAG, SITE + 1);
    first[10] = 0;
    for (int i = 0; i < 2000; i++)
        mm_pool_free(mm_pool_alloc(NonPagedPool, 64, TAG, false, SITE), TAG, SITE);
}

static void a_late_write_without_hooks_is_found_when_the_block_leaves(void **state)
{
    (void)state;
    assert_bugcheck(write_late, DRIVER_CAUGHT_MODIFYING_FREED_POOL, (ULONG_PTR)first + 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_freed_block_is_not_used_again_at_once),
        cmocka_unit_test(in_the_end_memory_is_used_again),
        cmocka_unit_test(a_late_write_without_hooks_is_found_when_the_block_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
