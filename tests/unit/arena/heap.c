/* Claims about the private heap. */
#include "test.h"

#include <string.h>

static void a_block_is_zero_even_where_another_was(void **state)
{
    (void)state;
    uint8_t *block = sim_alloc(200);
    memset(block, 0xFF, 200);
    sim_free(block, 200);
    const uint8_t *again = sim_alloc(200);
    assert_ptr_equal(again, block);
    for (int i = 0; i < 200; i++)
        assert_int_equal(again[i], 0);
}

static void the_last_freed_of_a_class_comes_first(void **state)
{
    (void)state;
    void *first = sim_alloc(64), *second = sim_alloc(60);
    sim_free(first, 64);
    sim_free(second, 60);
    assert_ptr_equal(sim_alloc(50), second);
    assert_ptr_equal(sim_alloc(64), first);
}

static void blocks_of_all_sizes_are_apart(void **state)
{
    (void)state;
    const uint8_t *end = NULL;
    for (size_t size = 0; size < 100000; size = size * 17 / 16 + 1) {
        uint8_t *block = sim_alloc(size);
        assert_int_equal((uintptr_t)block % 16, 0);
        assert_true(block >= end);
        memset(block, 1, size);
        end = block + size;
    }
}

static void at_most_a_quarter_is_wasted(void **state)
{
    (void)state;
    for (size_t size = 512; size < (size_t)1 << 20; size = size * 9 / 8) {
        size_t before = arena_used(ARENA_PRIVATE);
        sim_alloc(size);
        size_t taken = arena_used(ARENA_PRIVATE) - before;
        assert_true(taken >= size && taken <= size + size / 4 + 16);
    }
}

static void freeing_nothing_does_nothing(void **state)
{
    (void)state;
    sim_free(NULL, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_block_is_zero_even_where_another_was), arena_test(the_last_freed_of_a_class_comes_first),
        arena_test(blocks_of_all_sizes_are_apart),          arena_test(at_most_a_quarter_is_wasted),
        arena_test(freeing_nothing_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
