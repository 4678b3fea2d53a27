/* Claims about schedules as text. */
#include "explore/schedule.h"

#include "ddi/ddi.h"
#include "ke/ke.h"
#include "verify/points.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define THREAD(n) ((uint32_t)LABEL_THREAD << 24 | (n))

static struct schedule parsed(const char *text)
{
    struct schedule schedule;
    const char *error = NULL;
    if (!schedule_parse(&schedule, text, &error))
        fail_msg("%s: %s", text, error);
    return schedule;
}

static char *with(const struct deviation *deviations, size_t count)
{
    struct schedule schedule = {.scenario = "a_race", .processors = 2, .level = 1, .driver_hash = 0x1f2e3d4c};
    for (size_t i = 0; i < count; i++)
        schedule_add(&schedule, &deviations[i]);
    char *text = schedule_print(&schedule);
    schedule_free(&schedule);
    return text;
}

static const struct deviation samples[] = {
    {.place = {.kind = CHOICE_POINT, .context = THREAD(3), .routine = DDI_KeSetEvent, .leaving = true, .object = (uint32_t)LABEL_EVENT << 24 | 2}, .occurrence = 1,
     .move = {MOVE_PROCESSOR, 1}},
    {.place = {.kind = CHOICE_POINT, .context = THREAD(4), .routine = DDI_KeSetEvent}, .occurrence = 12, .move = {MOVE_TIME, 0}},
    {.place = {.kind = CHOICE_PROCESSOR, .context = THREAD(5)}, .occurrence = 2, .move = {MOVE_PROCESSOR, 0}},
    {.place = {.kind = CHOICE_THREAD, .context = THREAD(5)}, .occurrence = 3, .move = {MOVE_THREAD, THREAD(9)}},
    {.place = {.kind = CHOICE_POINT, .context = THREAD(6)}, .occurrence = 1, .move = {MOVE_INTERRUPT, 16}},
    {.place = {.kind = CHOICE_POINT, .context = THREAD(6)}, .occurrence = 2, .move = {MOVE_DPC, 0}},
    {.place = {.kind = CHOICE_ALLOCATION, .context = THREAD(6)}, .occurrence = 3, .move = {MOVE_FAIL, 0}},
    {.place = {.kind = CHOICE_POINT, .context = THREAD(6)}, .occurrence = 4, .move = {MOVE_CLOCK, 1}},
    {.place = {.kind = CHOICE_POINT, .context = THREAD(6)}, .occurrence = 5, .move = {MOVE_PULL, 2}},
    {.place = {.kind = CHOICE_POINT, .context = THREAD(6)}, .occurrence = 6, .move = {MOVE_INTERRUPT_THERE, 17}},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static void what_is_printed_is_read_back_and_printed_alike(void **state)
{
    (void)state;
    char *text = with(samples, SAMPLES);
    assert_non_null(strstr(text, "NTS1:v=0.1,s=a_race,p=2,l=1,d=1f2e3d4c,3.KeSetEvent!.E2.1=P1,4.KeSetEvent.-.12=t,5.-processor.-.2=P0,5.-thread.-.3=T9,"
                                 "6.-.-.1=I16,6.-.-.2=D,6.-.-.3=F,6.-.-.4=C1,6.-.-.5=U2,6.-.-.6=J17,c="));
    struct schedule schedule = parsed(text);
    assert_int_equal(schedule.count, SAMPLES);
    assert_string_equal(schedule.scenario, "a_race");
    for (size_t i = 0; i < SAMPLES; i++) {
        const struct deviation *a = &samples[i], *b = &schedule.deviations[i];
        assert_memory_equal(&a->place, &b->place, sizeof a->place);
        assert_int_equal(a->occurrence, b->occurrence);
        assert_int_equal(a->move.kind, b->move.kind);
        assert_int_equal(a->move.value, b->move.value);
    }
    char *again = schedule_print(&schedule);
    assert_string_equal(text, again);
    schedule_free(&schedule);
    free(again);
    free(text);
}

static void no_scenario_is_a_dash(void **state)
{
    (void)state;
    struct schedule none = {.processors = 32, .level = 2};
    char *text = schedule_print(&none);
    assert_non_null(strstr(text, ",s=-,p=32,l=2,"));
    struct schedule schedule = parsed(text);
    assert_string_equal(schedule.scenario, "");
    assert_int_equal(schedule.count, 0);
    free(text);
}

/* The text with this inside, and a check sum that is right. */
static void refuses(const char *body)
{
    char text[256];
    struct schedule schedule;
    const char *error = NULL;
    uint32_t sum = 2166136261u;
    int n = snprintf(text, sizeof text, "NTS1:%s", body);
    for (int i = 0; i < n; i++)
        sum = (sum ^ (unsigned char)text[i]) * 16777619u;
    snprintf(text + n, sizeof text - (size_t)n, ",c=%08x", sum);
    if (schedule_parse(&schedule, text, &error))
        fail_msg("%s was read", text);
    assert_non_null(error);
}

#define HEAD "v=0.1,s=a,p=2,l=1,d=00000000"

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    refuses("v=0.1,s=a,p=2");
    refuses("v=0.1,s=a,p=33,l=1,d=00000000");
    refuses("v=0.1,s=a,p=2,l=3,d=00000000");
    refuses(HEAD ",");
    refuses(HEAD ",x.KeSetEvent.E2.1=P1");
    refuses(HEAD ",3.KeNobodyKnows.E2.1=P1");
    refuses(HEAD ",3.KeSetEvent.?2.1=P1");
    refuses(HEAD ",3.KeSetEvent.E.1=P1");
    refuses(HEAD ",3.KeSetEvent.E2=P1");
    refuses(HEAD ",3.KeSetEvent.E2.1=Z");
    refuses(HEAD ",3.KeSetEvent.E2.1=P");
    refuses(HEAD ",3.KeSetEvent.E2.1=P1x");
    refuses(HEAD ",3.KeSetEvent.E2.4294967296=P1");
}

static void every_cut_and_every_change_is_noticed(void **state)
{
    (void)state;
    char *text = with(samples, SAMPLES);
    struct schedule schedule;
    const char *error;
    for (size_t n = strlen(text), i = 0; i < n; i++) {
        char kept = text[i];
        text[i] = 0;
        assert_false(schedule_parse(&schedule, text, &error));
        text[i] = kept == '1' ? '2' : '1';
        assert_false(schedule_parse(&schedule, text, &error));
        text[i] = kept;
    }
    schedule = parsed(text);
    schedule_free(&schedule);
    free(text);
}

/* --- replaying ---------------------------------------------------------------------------------------------------------------------------------------- */

static void a_deviation_is_taken_at_its_occurrence_and_missed_otherwise(void **state)
{
    (void)state;
    const struct choice_option options[] = {{MOVE_STAY, 0}, {MOVE_DPC, 0}, {MOVE_PROCESSOR, 1}};
    struct schedule schedule = {0};
    struct deviation third = samples[0];
    struct replay replay;
    third.occurrence = 3;
    schedule_add(&schedule, &third);
    replay_start(&replay, &schedule);
    struct choice_place other = third.place;
    other.leaving = false;
    for (unsigned i = 1; i <= 5; i++) {
        assert_int_equal(replay_answer(&replay, &other, options, 3), 0);
        assert_int_equal(replay_answer(&replay, &third.place, options, 3), i == 3 ? 2 : 0);
        assert_true((replay_diverged(&replay) == NULL) == (i >= 3));
    }
    replay_end(&replay);
    replay_start(&replay, &schedule);
    for (unsigned i = 1; i <= 5; i++)
        assert_int_equal(replay_answer(&replay, &third.place, options, 2), 0); /* the move is not offered */
    assert_ptr_equal(replay_diverged(&replay), &schedule.deviations[0]);
    replay_end(&replay);
    schedule_free(&schedule);
}

static void occurrences_are_counted_for_many_places_and_anew_where_the_search_begins(void **state)
{
    (void)state;
    struct schedule none = {0};
    struct replay replay;
    struct choice_place place = {.kind = CHOICE_POINT, .routine = DDI_KeSetEvent};
    replay_start(&replay, &none);
    for (uint32_t pass = 1; pass <= 3; pass++)
        for (uint32_t i = 0; i < 1000; i++) {
            place.context = THREAD(i % 10);
            place.object = i;
            assert_int_equal(replay_count(&replay, &place), pass);
        }
    replay_pause(&replay);
    assert_int_equal(replay_count(&replay, &place), 1);
    place.access = 1;
    place.nth = 77;
    assert_int_equal(replay_count(&replay, &place), 77); /* level 2 brings its own count */
    replay_end(&replay);
}

/* A choice before the search's beginning has the same key as the one that is meant. */
static void nothing_deviates_before_the_pause_at_which_the_search_began(void **state)
{
    (void)state;
    struct schedule schedule = {.processors = 2, .level = 1, .beginning = 2};
    schedule_add(&schedule, &samples[0]);
    char *text = schedule_print(&schedule);
    assert_non_null(strstr(text, ",d=00000000,b=2,3.KeSetEvent!"));
    schedule_free(&schedule);
    schedule = parsed(text);
    assert_int_equal(schedule.beginning, 2);
    const struct choice_option options[] = {{MOVE_STAY, 0}, {MOVE_PROCESSOR, 1}};
    struct replay replay;
    replay_start_at_boot(&replay, &schedule);
    assert_int_equal(replay_answer(&replay, &samples[0].place, options, 2), 0);
    replay_pause(&replay);
    assert_int_equal(replay_answer(&replay, &samples[0].place, options, 2), 0);
    replay_pause(&replay);
    assert_int_equal(replay_answer(&replay, &samples[0].place, options, 2), 1);
    replay_end(&replay);
    schedule_free(&schedule);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_is_read_back_and_printed_alike),
        cmocka_unit_test(no_scenario_is_a_dash),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(every_cut_and_every_change_is_noticed),
        cmocka_unit_test(a_deviation_is_taken_at_its_occurrence_and_missed_otherwise),
        cmocka_unit_test(occurrences_are_counted_for_many_places_and_anew_where_the_search_begins),
        cmocka_unit_test(nothing_deviates_before_the_pause_at_which_the_search_began),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
