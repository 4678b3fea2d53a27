/* Claims about going back. */
#include "test.h"

#include <string.h>

static void bytes_below_the_marks_come_back(void **state)
{
    (void)state;
    static const enum arena_segment segments[] = {ARENA_PRIVATE, ARENA_NONPAGED, ARENA_PAGED};
    uint8_t *memory[3];
    for (int i = 0; i < 3; i++)
        memset(memory[i] = arena_grow(segments[i], 8192), i + 1, 8192);
    struct arena_snapshot *snapshot = arena_snapshot_take();
    for (int i = 0; i < 3; i++)
        memset(memory[i], 0xEE, 8192);
    arena_snapshot_restore(snapshot);
    for (int i = 0; i < 3; i++)
        assert_true(memory[i][0] == i + 1 && memory[i][8191] == i + 1);
    arena_snapshot_free(snapshot);
}

static void the_marks_come_back(void **state)
{
    (void)state;
    arena_grow(ARENA_STACKS, 4096);
    size_t private = arena_used(ARENA_PRIVATE);
    struct arena_snapshot *snapshot = arena_snapshot_take();
    arena_grow(ARENA_STACKS, 4096);
    arena_grow(ARENA_NONPAGED, 4096);
    sim_alloc(1000);
    arena_snapshot_restore(snapshot);
    assert_int_equal(arena_used(ARENA_STACKS), 4096);
    assert_int_equal(arena_used(ARENA_NONPAGED), 0);
    assert_int_equal(arena_used(ARENA_PRIVATE), private);
    arena_snapshot_free(snapshot);
}

static void the_heap_goes_on_as_it_did(void **state)
{
    (void)state;
    void *kept = sim_alloc(48);
    sim_free(kept, 48);
    struct arena_snapshot *snapshot = arena_snapshot_take();
    void *first = sim_alloc(48), *second = sim_alloc(48), *third = sim_alloc(5000);
    arena_snapshot_restore(snapshot);
    assert_ptr_equal(sim_alloc(48), first);
    assert_ptr_equal(sim_alloc(48), second);
    assert_ptr_equal(sim_alloc(5000), third);
    arena_snapshot_free(snapshot);
}

static void the_shadow_comes_back_and_is_zero_beyond(void **state)
{
    (void)state;
    uint8_t *shadow = arena_start(ARENA_SHADOW);
    arena_grow(ARENA_NONPAGED, 64);
    memcpy(shadow, "\x10\x10\x05\xF0", 4);
    struct arena_snapshot *snapshot = arena_snapshot_take();
    arena_grow(ARENA_NONPAGED, 64);
    memset(shadow, 0xF1, 8);
    arena_snapshot_restore(snapshot);
    assert_memory_equal(shadow, "\x10\x10\x05\xF0\0\0\0\0", 8);
    arena_snapshot_free(snapshot);
}

static void one_snapshot_serves_many_times(void **state)
{
    (void)state;
    uint32_t *counter = sim_alloc(sizeof *counter);
    struct arena_snapshot *snapshot = arena_snapshot_take();
    for (int i = 0; i < 100; i++) {
        arena_snapshot_restore(snapshot);
        assert_int_equal(*counter, 0);
        *counter = 1;
        arena_grow(ARENA_PAGED, (size_t)16 * (size_t)i);
    }
    arena_snapshot_free(snapshot);
}

static void an_older_snapshot_follows_a_newer_one(void **state)
{
    (void)state;
    uint32_t *counter = sim_alloc(sizeof *counter);
    struct arena_snapshot *older = arena_snapshot_take();
    *counter = 1;
    uint32_t *more = sim_alloc(70000);
    more[17000] = 17;
    struct arena_snapshot *newer = arena_snapshot_take();
    arena_snapshot_restore(older);
    assert_int_equal(*counter, 0);
    memset(sim_alloc(70000), 1, 70000);
    arena_snapshot_restore(newer);
    assert_int_equal(*counter, 1);
    assert_int_equal(more[17000], 17);
    arena_snapshot_free(older);
    arena_snapshot_free(newer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(bytes_below_the_marks_come_back), arena_test(the_marks_come_back),
        arena_test(the_heap_goes_on_as_it_did),      arena_test(the_shadow_comes_back_and_is_zero_beyond),
        arena_test(one_snapshot_serves_many_times),  arena_test(an_older_snapshot_follows_a_newer_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
