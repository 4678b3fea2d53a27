/* Claims about allocating and freeing pool. */
#include "machine.h"

static uint8_t *kept[8];
static struct mm_block seen;
static unsigned count;

static void *get(SIZE_T size)
{
    return mm_pool_alloc(NonPagedPool, size, TAG, false, SITE);
}

static void allocate_some(void)
{
    kept[0] = get(1);
    kept[1] = mm_pool_alloc(PagedPool, 100, TAG, true, SITE);
    kept[2] = get(PAGE_SIZE);
    kept[3] = get(PAGE_SIZE + 1);
    kept[4] = get(0);
    memset(kept[1], 7, 100);
    memset(kept[3], 7, PAGE_SIZE + 1);
}

static void blocks_are_aligned_and_in_their_pool(void **state)
{
    (void)state;
    assert_quiet(allocate_some);
    for (int i = 0; i < 5; i++)
        assert_int_equal((uintptr_t)kept[i] % 16, 0);
    assert_int_equal(arena_of(kept[0]), ARENA_NONPAGED);
    assert_int_equal(arena_of(kept[1]), ARENA_PAGED);
    assert_int_equal((uintptr_t)kept[2] % PAGE_SIZE, 0);
    assert_int_equal((uintptr_t)kept[3] % PAGE_SIZE, 0);
    assert_non_null(kept[4]);
}

static void allocate_all_sizes(void)
{
    for (SIZE_T size = 0; size < 300000; size = size * 9 / 8 + 1) {
        uint8_t *block = get(size), *other = get(size);
        memset(block, 1, size);
        memset(other, 2, size);
        mm_pool_free(block, TAG, SITE);
        mm_pool_free(other, 0, SITE);
    }
}

static void blocks_of_all_sizes_can_be_filled_and_freed(void **state)
{
    (void)state;
    assert_quiet(allocate_all_sizes);
}

static bool found_alike;

/* Whether it is small, a page, or long. */
static void look_inside(void)
{
    static const SIZE_T sizes[] = {16, 1000, PAGE_SIZE - 1, PAGE_SIZE, 3 * PAGE_SIZE + 5, 100 * PAGE_SIZE, 48, 17 * PAGE_SIZE};
    uint8_t *blocks[8];
    struct mm_block block;
    for (int i = 0; i < 8; i++)
        blocks[i] = get(sizes[i]);
    for (int i = 0; i < 8; i++)
        for (SIZE_T at = 0; at < sizes[i]; at += 13)
            found_alike = found_alike && mm_block_at(blocks[i] + at, &block) && block.start == blocks[i] && block.size == sizes[i];
}

static void every_address_leads_to_its_block(void **state)
{
    (void)state;
    found_alike = true;
    assert_quiet(look_inside);
    assert_true(found_alike);
}

static void look_at_content(void)
{
    uint8_t *zero = mm_pool_alloc(NonPagedPool, 64, TAG, true, SITE), *fresh = get(64);
    for (int i = 0; i < 64; i++)
        count += zero[i] == 0 && fresh[i] == fresh[0] && fresh[i] != 0;
}

static void content_is_zero_or_a_pattern(void **state)
{
    (void)state;
    count = 0;
    assert_quiet(look_at_content);
    assert_int_equal(count, 64);
}

static void look_up(void)
{
    kept[0] = get(40);
    ke_time_pass(5);
    mm_block_at(kept[0] + 39, &seen);
}

static void a_block_is_found_from_within(void **state)
{
    (void)state;
    assert_quiet(look_up);
    assert_ptr_equal(seen.start, kept[0]);
    assert_int_equal(seen.size, 40);
    assert_int_equal(seen.tag, TAG);
    assert_int_equal(seen.allocated_by, SITE);
    assert_true(seen.live);
}

static void free_twice(void)
{
    uint8_t *block = get(40);
    mm_pool_free(block, TAG, SITE);
    mm_pool_free(block, TAG, SITE + 1);
}

static void freeing_twice_is_a_bug_check(void **state)
{
    (void)state;
    assert_bugcheck(free_twice, BAD_POOL_CALLER, 0x07);
    assert_int_equal(ke_end()->blame.armed_by, SITE);
    assert_non_null(strstr(ke_end()->text, "freed by"));
}

static void free_the_middle(void)
{
    mm_pool_free((uint8_t *)get(400) + 32, 0, SITE);
}

static void free_a_local(void)
{
    int local;
    mm_pool_free(&local, 0, SITE);
}

static void free_null(void)
{
    mm_pool_free(NULL, 0, SITE);
}

static void freeing_what_is_no_block_is_a_bug_check(void **state)
{
    (void)state;
    assert_bugcheck(free_the_middle, BAD_POOL_CALLER, 0x46);
    assert_bugcheck(free_a_local, BAD_POOL_CALLER, 0x42);
    assert_bugcheck(free_null, BAD_POOL_CALLER, 0x40);
}

static void free_with_another_tag(void)
{
    mm_pool_free(get(40), TAG + 1, SITE);
}

static void freeing_with_another_tag_is_a_bug_check(void **state)
{
    (void)state;
    assert_bugcheck(free_with_another_tag, BAD_POOL_CALLER, 0x0A);
}

static void free_an_object(void)
{
    mm_pool_free(mm_object_alloc(100, TAG), 0, SITE);
}

static void objects_of_the_system_are_not_freed_as_pool(void **state)
{
    (void)state;
    assert_bugcheck(free_an_object, BAD_POOL_CALLER, 0x46);
}

static void allocate_paged_too_high(void)
{
    ke_raise(DISPATCH_LEVEL);
    mm_pool_alloc(PagedPool, 16, TAG, false, SITE);
}

static void free_paged_too_high(void)
{
    void *block = mm_pool_alloc(PagedPool, 16, TAG, false, SITE);
    ke_raise(DISPATCH_LEVEL);
    mm_pool_free(block, TAG, SITE);
}

static void pool_above_its_irql_is_a_bug_check(void **state)
{
    (void)state;
    assert_bugcheck(allocate_paged_too_high, BAD_POOL_CALLER, 0x08);
    assert_bugcheck(free_paged_too_high, BAD_POOL_CALLER, 0x09);
}

static void overrun(void)
{
    uint8_t *block = get(40);
    block[40] = 0;
    mm_pool_free(block, TAG, SITE);
}

static void underrun(void)
{
    uint8_t *block = get(40);
    block[-1] = 0;
    mm_pool_free(block, TAG, SITE);
}

static void damage_without_hooks_is_found_at_free(void **state)
{
    (void)state;
    assert_bugcheck(overrun, BAD_POOL_HEADER, 0x21);
    assert_bugcheck(underrun, DRIVER_CORRUPTED_EXPOOL, 0);
}

static void count_leak(void *context, const struct mm_block *block)
{
    kept[count++] = block->start;
    *(SIZE_T *)context += block->size;
}

static SIZE_T leaked;

static void leak(void)
{
    kept[5] = get(10);
    mm_pool_free(get(20), TAG, SITE);
    kept[6] = mm_pool_alloc(PagedPool, 30, TAG, false, SITE);
    kept[7] = get(5000);
    mm_object_alloc(50, TAG);
    mm_block_at(kept[5], &seen);
    mm_pool_visit(seen.image, count_leak, &leaked);
}

static void leaks_are_told_in_order_of_allocation(void **state)
{
    (void)state;
    count = 0;
    leaked = 0;
    assert_quiet(leak);
    assert_int_equal(leaked,
                     10 + 30 + 5000 + (seen.image == 0 ? 50 : 0)); /* image 0 has the system's objects as well */
    for (int i = 0; i < 3; i++)
        assert_ptr_equal(kept[i], kept[5 + i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_and_in_their_pool),
        cmocka_unit_test(blocks_of_all_sizes_can_be_filled_and_freed),
        cmocka_unit_test(every_address_leads_to_its_block),
        cmocka_unit_test(content_is_zero_or_a_pattern),
        cmocka_unit_test(a_block_is_found_from_within),
        cmocka_unit_test(freeing_twice_is_a_bug_check),
        cmocka_unit_test(freeing_what_is_no_block_is_a_bug_check),
        cmocka_unit_test(freeing_with_another_tag_is_a_bug_check),
        cmocka_unit_test(objects_of_the_system_are_not_freed_as_pool),
        cmocka_unit_test(pool_above_its_irql_is_a_bug_check),
        cmocka_unit_test(damage_without_hooks_is_found_at_free),
        cmocka_unit_test(leaks_are_told_in_order_of_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
