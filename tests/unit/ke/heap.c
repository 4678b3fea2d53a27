/* Claims about the heap of deadlines: more of them than it keeps near, in any order of arming and disarming. */
#include "ke/state.h"

#include "arena/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MANY = 6 * KE_NEAR };

static struct ke_heap heap;
static struct ke_due *dues;
static uint64_t sequence, seed;

static uint32_t below(uint32_t limit)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % limit;
}

static int begin(void **state)
{
    (void)state;
    assert_true(arena_open());
    heap = (struct ke_heap){0};
    dues = calloc(MANY, sizeof *dues);
    sequence = seed = 0;
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(dues);
    return 0;
}

static void arm(struct ke_due *due, uint64_t time)
{
    due->time_100ns = time;
    due->sequence = sequence++;
    ke_heap_add(&heap, due);
    assert_int_not_equal(due->ticket, 0);
}

static bool in_order(const struct ke_due *earlier, const struct ke_due *later)
{
    return earlier->time_100ns < later->time_100ns || (earlier->time_100ns == later->time_100ns && earlier->sequence < later->sequence);
}

static struct ke_due *take_first(void)
{
    struct ke_due *first = ke_heap_first(&heap);
    ke_heap_remove(&heap, first);
    assert_int_equal(first->ticket, 0);
    return first;
}

/* What is left comes out in order, to the last. */
static void takes_all(uint32_t expected)
{
    assert_int_equal(heap.count, expected);
    struct ke_due *last = expected ? take_first() : NULL;
    for (uint32_t i = 1; i < expected; i++) {
        struct ke_due *next = take_first();
        assert_true(in_order(last, next));
        last = next;
    }
    assert_null(ke_heap_first(&heap));
    assert_int_equal(heap.count, 0);
}

static uint32_t visited(void)
{
    uint32_t at = 0, count = 0;
    for (struct ke_due *due; (due = ke_heap_next(&heap, &at));) {
        assert_int_not_equal(due->ticket, 0);
        count++;
    }
    return count;
}

static void random_times_come_in_order(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < MANY; i++)
        arm(&dues[i], below(1000000)); /* some are equal */
    assert_int_equal(visited(), MANY);
    takes_all(MANY);
}

static void equal_times_come_in_the_order_of_arming(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < MANY; i++)
        arm(&dues[i], 7);
    assert_int_equal(visited(), MANY);
    takes_all(MANY);
}

static void later_and_later_and_earlier_and_earlier(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < MANY / 2; i++)
        arm(&dues[i], 1000000 + i);
    for (uint32_t i = MANY / 2; i < MANY; i++)
        arm(&dues[i], 1000000 - i);
    takes_all(MANY);
}

static void what_is_disarmed_does_not_come(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < MANY; i++)
        arm(&dues[i], below(1000000));
    for (uint32_t i = 0; i < MANY; i += 2)
        ke_heap_remove(&heap, &dues[i]);
    assert_int_equal(visited(), MANY / 2);
    takes_all(MANY / 2);
}

/* Time goes on: nothing is armed before what came out, as in a run. */
static void arming_and_disarming_while_time_goes_on(void **state)
{
    (void)state;
    uint64_t now = 0;
    for (uint32_t i = 0; i < 20 * MANY; i++) {
        struct ke_due *due = &dues[below(MANY)];
        if (due->ticket)
            ke_heap_remove(&heap, due);
        if (below(8))
            arm(due, now + below(1 << below(24)));
        if (below(3) == 0 && heap.count) {
            struct ke_due *first = take_first();
            assert_true(first->time_100ns >= now);
            now = first->time_100ns;
        }
    }
    assert_int_equal(visited(), heap.count);
    assert_true(heap.far_room <= 4 * MANY); /* places of what was disarmed are used again */
    takes_all(heap.count);
}

/* None is near, and one far away. */
static void the_last_one_comes_however_far_it_is(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < MANY; i++)
        arm(&dues[i], 1000 + i);
    for (uint32_t i = 0; i < MANY - 1; i++)
        ke_heap_remove(&heap, &dues[i]);
    assert_ptr_equal(ke_heap_first(&heap), &dues[MANY - 1]);
    takes_all(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_times_come_in_order, begin, end),
        cmocka_unit_test_setup_teardown(equal_times_come_in_the_order_of_arming, begin, end),
        cmocka_unit_test_setup_teardown(later_and_later_and_earlier_and_earlier, begin, end),
        cmocka_unit_test_setup_teardown(what_is_disarmed_does_not_come, begin, end),
        cmocka_unit_test_setup_teardown(arming_and_disarming_while_time_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(the_last_one_comes_however_far_it_is, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
