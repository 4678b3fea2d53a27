/* Claims about coverage: hand-made choices are counted as what they are; parts put together in any order, and sent, give the same as the whole; the estimate is that of Good and Turing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "explore/coverage.h"

#include <stdlib.h>
#include <string.h>

static const struct choice_option options[] = {{MOVE_STAY, 0}, {MOVE_PROCESSOR, 1}, {MOVE_INTERRUPT, 5}};

static void at(struct watch *watch, uint32_t context, uint16_t routine, uint32_t object, unsigned n, unsigned answer)
{
    const struct choice_place place = {.kind = CHOICE_POINT, .context = context, .routine = routine, .object = object};
    watch_choice(watch, &place, options, n, answer);
}

static void sites_and_interrupts_are_counted_where_there_was_a_choice(void **state)
{
    (void)state;
    struct watch watch = {0};
    watch_run(&watch);
    at(&watch, 1, 7, 0, 1, 0); /* none */
    at(&watch, 1, 7, 3, 2, 0);
    at(&watch, 1, 7, 4, 2, 1); /* another object is another site */
    at(&watch, 1, 7, 4, 3, 0);
    at(&watch, 1, 8, 4, 3, 2);
    watch_run_done(&watch);
    struct coverage_figures figures = coverage_figures(&watch.seen);
    assert_int_equal(figures.sites, 3);
    assert_int_equal(figures.preempted, 2);
    assert_int_equal(figures.interrupts, 2);
    assert_int_equal(figures.taken, 1);
    watch_free(&watch);
}

static void a_pair_is_ordered_and_of_two_contexts_at_one_object(void **state)
{
    (void)state;
    struct watch watch = {0};
    watch_run(&watch);
    at(&watch, 1, 7, 3, 2, 0);
    at(&watch, 1, 8, 3, 2, 0); /* its own */
    at(&watch, 2, 9, 4, 2, 0); /* another object */
    assert_int_equal(coverage_figures(&watch.seen).pairs, 0);
    at(&watch, 2, 9, 3, 2, 0);
    struct coverage_figures figures = coverage_figures(&watch.seen);
    assert_int_equal(figures.pairs, 1);
    assert_int_equal(figures.pairs_possible, 2);
    at(&watch, 1, 8, 3, 2, 0); /* the reverse */
    figures = coverage_figures(&watch.seen);
    assert_int_equal(figures.pairs, 2);
    assert_int_equal(figures.pairs_possible, 2);
    watch_run(&watch); /* the run before has left nothing */
    at(&watch, 2, 7, 3, 2, 0);
    assert_int_equal(coverage_figures(&watch.seen).pairs, 2);
    watch_free(&watch);
}

/* Contexts 1 and 2 at these objects, the first of them first or not. */
static void run_of(struct watch *watch, uint32_t first_object, uint32_t second_object, bool swapped)
{
    watch_run(watch);
    for (int i = 0; i < 2; i++)
        at(watch, (i == 1) != swapped ? 2 : 1, 7, (i == 1) != swapped ? second_object : first_object, 2, 0);
    watch_run_done(watch);
}

static void the_order_of_independent_steps_is_no_order(void **state)
{
    (void)state;
    struct watch watch = {0};
    run_of(&watch, 3, 4, false);
    run_of(&watch, 3, 4, true);
    struct coverage_figures figures = coverage_figures(&watch.seen);
    assert_int_equal(figures.orders, 1);
    assert_int_equal(figures.once, 0);
    run_of(&watch, 3, 3, false);
    run_of(&watch, 3, 3, true);
    figures = coverage_figures(&watch.seen);
    assert_int_equal(figures.orders, 3);
    assert_int_equal(figures.once, 2);
    assert_true(figures.unseen == 0.5); /* two of four runs */
    watch_free(&watch);
}

/* Spread over all bits; numbers below 8,000 come twice in 20,000. */
static uint64_t order_of(unsigned run)
{
    uint64_t value = (run % 12000 + 1) * UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ (value >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
    return value ^ (value >> 32);
}

static void fill(struct coverage *coverage, unsigned from, unsigned to)
{
    for (unsigned run = from; run < to; run++) {
        coverage_add(coverage, COVERAGE_SITES, run % 40 + 1);
        coverage_add_run(coverage, order_of(run));
    }
}

static void assert_alike(const struct coverage *left, const struct coverage *right)
{
    assert_int_equal(left->runs, right->runs);
    assert_int_equal(left->shift, right->shift);
    for (enum coverage_set which = 0; which < COVERAGE_SETS; which++) {
        char *a = coverage_print(left, which), *b = coverage_print(right, which);
        assert_string_equal(a, b);
        free(a);
        free(b);
    }
}

static void parts_in_any_order_are_the_whole(void **state)
{
    (void)state;
    static const unsigned borders[] = {0, 100, 5000, 5001, 20000};
    struct coverage whole = {0}, forward = {0}, backward = {0};
    fill(&whole, 0, 20000);
    for (int i = 0; i < 4; i++) {
        struct coverage part = {0}, other = {0};
        fill(&part, borders[i], borders[i + 1]);
        coverage_merge(&forward, &part);
        fill(&other, borders[3 - i], borders[4 - i]);
        coverage_merge(&backward, &other);
        coverage_free(&part);
        coverage_free(&other);
    }
    assert_alike(&forward, &whole);
    assert_alike(&backward, &whole);
    coverage_free(&whole);
    coverage_free(&forward);
    coverage_free(&backward);
}

/* 12,000 orders, of which 4,000 came once, are estimated from at most 4,096. */
static void many_orders_are_estimated_from_few(void **state)
{
    (void)state;
    struct coverage coverage = {0};
    fill(&coverage, 0, 20000);
    struct coverage_figures figures = coverage_figures(&coverage);
    assert_true(figures.about);
    assert_in_range(coverage.sets[COVERAGE_ORDERS].used, 1000, 4096);
    assert_in_range(figures.orders, 11000, 13000);
    assert_in_range(figures.once, 3600, 4400);
    coverage_free(&coverage);
}

static void what_is_sent_or_printed_arrives(void **state)
{
    (void)state;
    struct coverage sent = {0}, arrived = {0}, read = {0};
    fill(&sent, 0, 20000);
    size_t size = coverage_flat_size(&sent);
    char *flat = malloc(size);
    assert_non_null(flat);
    coverage_flatten(&sent, flat);
    assert_false(coverage_merge_flat(&arrived, flat, size - 8));
    assert_int_equal(arrived.runs, 0);
    assert_true(coverage_merge_flat(&arrived, flat, size));
    assert_alike(&arrived, &sent);
    read.runs = sent.runs;
    read.shift = sent.shift;
    for (enum coverage_set which = 0; which < COVERAGE_SETS; which++) {
        char *text = coverage_print(&sent, which);
        assert_true(coverage_parse(&read, which, text));
        free(text);
    }
    assert_alike(&read, &sent);
    assert_false(coverage_parse(&read, COVERAGE_SITES, "0123"));
    assert_false(coverage_parse(&read, COVERAGE_SITES, "0123456789abcdeg"));
    assert_false(coverage_parse(&read, COVERAGE_SITES, NULL));
    free(flat);
    coverage_free(&sent);
    coverage_free(&arrived);
    coverage_free(&read);
}

static void before_the_first_run_everything_is_unseen(void **state)
{
    (void)state;
    struct coverage none = {0};
    assert_true(coverage_figures(&none).unseen == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_and_interrupts_are_counted_where_there_was_a_choice),
        cmocka_unit_test(a_pair_is_ordered_and_of_two_contexts_at_one_object),
        cmocka_unit_test(the_order_of_independent_steps_is_no_order),
        cmocka_unit_test(parts_in_any_order_are_the_whole),
        cmocka_unit_test(many_orders_are_estimated_from_few),
        cmocka_unit_test(what_is_sent_or_printed_arrives),
        cmocka_unit_test(before_the_first_run_everything_is_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
