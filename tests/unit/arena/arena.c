/* Claims about marks and segments. */
#include "test.h"

#include <string.h>

static void growing_gives_consecutive_memory(void **state)
{
    (void)state;
    uint8_t *first = arena_grow(ARENA_NONPAGED, 32), *second = arena_grow(ARENA_NONPAGED, 4096);
    assert_ptr_equal(first, arena_start(ARENA_NONPAGED));
    assert_ptr_equal(second, first + 32);
    memset(first, 1, 32 + 4096);
    assert_int_equal(arena_used(ARENA_NONPAGED), 32 + 4096);
}

static void an_address_tells_its_segment(void **state)
{
    (void)state;
    for (int segment = 0; segment < ARENA_SEGMENTS; segment++) {
        assert_int_equal(arena_of(arena_start((enum arena_segment)segment)), segment);
        assert_int_equal(arena_of(arena_start((enum arena_segment)segment) + ARENA_SEGMENT_SIZE - 1), segment);
    }
    assert_false(arena_holds(arena_base - 1));
    assert_false(arena_holds(arena_base + ARENA_SEGMENTS * ARENA_SEGMENT_SIZE));
    assert_false(arena_holds(NULL));
    assert_false(arena_holds(state));
}

static void large_growth_is_accessible_to_its_end(void **state)
{
    (void)state;
    uint8_t *memory = arena_grow(ARENA_PAGED, (size_t)3 << 20);
    memory[0] = memory[((size_t)3 << 20) - 1] = 1;
}

static void a_segment_ends(void **state)
{
    (void)state;
    assert_non_null(arena_grow(ARENA_DEVICE, ARENA_SEGMENT_SIZE - 16));
    assert_null(arena_grow(ARENA_DEVICE, 32));
    assert_non_null(arena_grow(ARENA_DEVICE, 16));
}

static void user_memory_is_seen_at_its_alias(void **state)
{
    (void)state;
    uint8_t *memory = arena_grow(ARENA_USER, (size_t)2 << 20);
    uint8_t *alias = arena_start(ARENA_ALIAS) + (memory - arena_start(ARENA_USER));
    for (size_t at = 0; at < (size_t)2 << 20; at += 300000) {
        memory[at] = (uint8_t)(at / 300000 + 1);
        assert_int_equal(alias[at], at / 300000 + 1);
    }
    assert_int_equal(arena_used(ARENA_ALIAS), (size_t)2 << 20);
}

static void clearing_starts_again_at_the_same_place(void **state)
{
    (void)state;
    uint8_t *first = arena_grow(ARENA_STACKS, 65536);
    void *block = sim_alloc(100);
    arena_clear();
    assert_int_equal(arena_used(ARENA_STACKS), 0);
    assert_ptr_equal(arena_grow(ARENA_STACKS, 65536), first);
    assert_ptr_equal(sim_alloc(100), block);
}

static void clearing_makes_the_shadow_of_pools_zero(void **state)
{
    (void)state;
    arena_grow(ARENA_NONPAGED, 4096);
    arena_grow(ARENA_PAGED, 4096);
    uint8_t *shadow = arena_start(ARENA_SHADOW), *paged = shadow + (ARENA_SEGMENT_SIZE >> 4);
    memset(shadow, 16, 256);
    memset(paged, 16, 256);
    arena_clear();
    for (int i = 0; i < 256; i++)
        assert_true(shadow[i] == 0 && paged[i] == 0);
}

static void the_whole_shadow_can_be_read(void **state)
{
    (void)state;
    const uint8_t *shadow = arena_start(ARENA_SHADOW);
    assert_int_equal(shadow[2 * (ARENA_SEGMENT_SIZE >> 4) - 1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(growing_gives_consecutive_memory),        arena_test(an_address_tells_its_segment),
        arena_test(large_growth_is_accessible_to_its_end),   arena_test(a_segment_ends),
        arena_test(user_memory_is_seen_at_its_alias),        arena_test(clearing_starts_again_at_the_same_place),
        arena_test(clearing_makes_the_shadow_of_pools_zero), arena_test(the_whole_shadow_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
