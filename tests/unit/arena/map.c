/* Claims about the hash table. */
#include "test.h"

#include "arena/map.h"

static void *value_of(uint64_t key)
{
    return (void *)(uintptr_t)(key * 3 + 1);
}

static void an_empty_map_has_nothing(void **state)
{
    (void)state;
    struct map map = {0};
    assert_null(map_get(&map, 0));
    map_set(&map, 5, NULL);
    assert_null(map_get(&map, 5));
}

static void setting_again_replaces(void **state)
{
    (void)state;
    struct map map = {0};
    map_set(&map, 7, &map);
    map_set(&map, 7, state);
    assert_ptr_equal(map_get(&map, 7), state);
    assert_int_equal(map.used, 1);
}

static void key_zero_is_a_key(void **state)
{
    (void)state;
    struct map map = {0};
    map_set(&map, 0, &map);
    assert_ptr_equal(map_get(&map, 0), &map);
    map_set(&map, 0, NULL);
    assert_null(map_get(&map, 0));
}

/* Against an array, with a fixed sequence of keys that collide often. */
static void agree_with_an_array(struct map map, unsigned shift)
{
    enum { KEYS = 512 };
    void *model[KEYS] = {0};
    uint32_t random = 1;
    for (int step = 0; step < 100000; step++) {
        random = random * 1664525 + 1013904223;
        uint64_t key = random >> 16 & (KEYS - 1);
        model[key] = random >> 30 ? value_of(random) : NULL;
        map_set(&map, key << shift, model[key]);
        uint64_t other = random >> 7 & (KEYS - 1);
        assert_ptr_equal(map_get(&map, other << shift), model[other]);
    }
    size_t used = 0;
    for (uint64_t key = 0; key < KEYS; key++) {
        assert_ptr_equal(map_get(&map, key << shift), model[key]);
        used += model[key] != NULL;
    }
    assert_int_equal(map.used, used);
}

static void many_sets_and_removals_agree_with_an_array(void **state)
{
    (void)state;
    agree_with_an_array((struct map){0}, 4);
}

static void so_they_do_where_neighbours_are_kept_near(void **state)
{
    (void)state;
    agree_with_an_array((struct map){.near = true}, 4);
    agree_with_an_array((struct map){.near = true}, 6);
    agree_with_an_array((struct map){.near = true}, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(an_empty_map_has_nothing),
        arena_test(setting_again_replaces),
        arena_test(key_zero_is_a_key),
        arena_test(many_sets_and_removals_agree_with_an_array),
        arena_test(so_they_do_where_neighbours_are_kept_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
