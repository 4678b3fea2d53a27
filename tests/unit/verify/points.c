/*
 * Points of level 2: what is shared is learnt, offered from the moment that it is adopted, and keyed by function, kind and field; a schedule's text keeps the key.
 */
#include "watched.h"

#include "explore/schedule.h"
#include "verify/points.h"

#include <stdlib.h>

static unsigned asked, last_nth;
static uint32_t last_access;

static unsigned note(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)context, (void)options, (void)n;
    if (place->access) {
        asked++;
        last_access = place->access;
        last_nth = place->nth;
    }
    return 0;
}

static void touch(bool write)
{
    points_access((uintptr_t)shared, sizeof *shared, write, write ? 1 : 2); /* two places in code */
}

static void second_touches(void)
{
    touch(true);
}

static void both_touch(void)
{
    touch(true);
    touch(false);
    start_body(second_touches);
    LARGE_INTEGER soon = {.QuadPart = -10};
    ke_delay(KernelMode, FALSE, &soon);
    touch(true);
}

static void one_touches(void)
{
    touch(true);
    touch(false);
}

static void run_noting(fixture_body *body)
{
    asked = 0;
    choice_ask(note, NULL);
    run_watched(2, 2, body);
}

static void shared_memory_is_offered_once_adopted(void **state)
{
    (void)state;
    points_forget();
    run_noting(both_touch);
    assert_int_equal(asked, 0); /* a run is asked nothing because of what it did itself */
    assert_true(points_adopt());
    run_noting(both_touch);
    assert_int_equal(asked, 4);
    assert_int_equal(last_nth, 2); /* the first thread's second store */
    assert_string_equal(points_name(last_access), "@_~w~+0");
    assert_false(points_adopt());
}

static void memory_of_one_context_is_not(void **state)
{
    (void)state;
    points_forget();
    run_noting(one_touches);
    assert_false(points_adopt());
}

static void a_wanted_access_is_offered_at_once(void **state)
{
    (void)state;
    points_forget();
    points_want(points_named("@_~r~+0"));
    run_noting(one_touches);
    assert_int_equal(asked, 1);
}

static void a_schedule_keeps_the_key(void **state)
{
    (void)state;
    struct schedule made = {.processors = 2, .level = 2}, read;
    const char *error;
    struct choice_place place = {.kind = CHOICE_POINT, .context = LABEL_THREAD << 24 | 7, .access = points_named("@Bump~w~Total+4"), .nth = 3};
    schedule_add(&made, &(struct deviation){.place = place, .occurrence = 3, .move = {MOVE_PROCESSOR, 1}});
    char *text = schedule_print(&made);
    assert_non_null(strstr(text, ",7.@Bump~w~Total+4.-.3=P1,"));
    assert_true(schedule_parse(&read, text, &error));
    assert_int_equal(read.deviations[0].place.access, place.access);

    struct replay replay;
    struct choice_option options[] = {{MOVE_STAY, 0}, {MOVE_PROCESSOR, 1}};
    replay_start(&replay, &read);
    assert_int_equal(replay_answer(&replay, &(struct choice_place){.kind = CHOICE_POINT, .context = place.context, .access = place.access, .nth = 2}, options, 2), 0);
    assert_int_equal(replay_answer(&replay, &place, options, 2), 1);
    assert_null(replay_diverged(&replay));
    replay_end(&replay);
    schedule_free(&read);
    schedule_free(&made);
    free(text);
}

/* A place outside of every exported routine: the system's own. */
static void a_schedule_keeps_a_place_without_a_routine(void **state)
{
    (void)state;
    struct schedule made = {.processors = 1, .level = 1}, read;
    const char *error;
    schedule_add(&made, &(struct deviation){.place = {.context = LABEL_THREAD << 24 | 1}, .occurrence = 1, .move = {MOVE_TIME, 0}});
    char *text = schedule_print(&made);
    assert_true(schedule_parse(&read, text, &error));
    assert_int_equal(read.count, 1);
    schedule_free(&read);
    schedule_free(&made);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_memory_is_offered_once_adopted), cmocka_unit_test(memory_of_one_context_is_not),
        cmocka_unit_test(a_wanted_access_is_offered_at_once),    cmocka_unit_test(a_schedule_keeps_the_key),
        cmocka_unit_test(a_schedule_keeps_a_place_without_a_routine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
