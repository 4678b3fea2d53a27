/*
 * Commands: what is no view, what is no argument; and every view has something to say of a machine in which nothing has happened.
 */
#include "test.h"

static void what_is_no_view_is_said(void **state)
{
    (void)state;
    assert_false(lab_check("!nothing", said));
    assert_true(says("there is no view !nothing"));
    assert_false(lab_check("", said));
    assert_false(lab_check("!drvobj", said));
    assert_true(says("needs an argument"));
    assert_false(lab_check("!irql 0 1", said));
    assert_true(says("nothing behind it"));
    assert_false(lab_check("!timer 3", said));
    assert_true(lab_check("!DRVOBJ x 7", said));
    assert_true(lab_check("analyze -v", said));
}

static void tidy_table(void **state)
{
    (void)state;
    const struct lab_view *views;
    size_t n = lab_views(&views);
    for (size_t i = 0; i < n; i++) {
        assert_true(views[i].least <= views[i].most && views[i].help[0] && views[i].show);
        assert_true(i == 0 || strcmp(views[i - 1].name, views[i].name) < 0);
    }
    assert_int_equal(lab_event_named("image_free"), EV_IMAGE_FREE);
    assert_int_equal(lab_event_named("no_such"), EV_KINDS);
}

/* Those that need an argument get the root of the namespace, which is no driver. */
static void show_every_view(void)
{
    const struct lab_view *views;
    size_t n = lab_views(&views);
    for (size_t i = 0; i < n; i++) {
        char command[64];
        snprintf(command, sizeof command, "%s%s", views[i].name, views[i].least ? " \\" : "");
        bool shown = look(command);
        claim(shown || (views[i].least && said[0]));
        claim(!shown || seen.used > 0);
    }
}
TEST(every_view_answers_on_an_empty_machine, show_every_view)

static void ask_nonsense(void)
{
    claim(!look("!drvobj nobody") && says("there is no \\Driver\\nobody"));
    claim(!look("!devobj \\Driver") && says("is no Device object"));
    claim(!look("!object V77") && says("there is nothing called V77"));
    claim(!look("!irp 0x1234") && says("is no IRP"));
    claim(!look("!object 0xdeadbeefdeadbeef") && says("is no object"));
    claim(!look("!pool 0x10") && says("is in no pool"));
    claim(!look("!irql 9") && says("there is no processor 9"));
    claim(!look("!handle zz") && says("zz is no handle"));
    claim(!look("!irpfind color 3") && says("knows no criterion color"));
    claim(!look("!locks 0x10") && says("is no resource"));
    claim(!look("!drvobj x 0xfffff") && says("are no flags"));
    claim(seen.used == 0); /* nothing half shown */
}
TEST(what_means_nothing_is_said_in_a_sentence, ask_nonsense)

static uint64_t hash_before, count_before;
static uint64_t used_before;

static void show_all_twice(void)
{
    hash_before = event_state->hash;
    count_before = event_state->count;
    used_before = arena_used(ARENA_PRIVATE);
    show_every_view();
    show_every_view();
    claim(hash_before == event_state->hash && count_before == event_state->count);
    claim(used_before == arena_used(ARENA_PRIVATE));
}
TEST(views_change_nothing, show_all_twice)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_view_is_said), cmocka_unit_test(tidy_table), cmocka_unit_test(every_view_answers_on_an_empty_machine),
        cmocka_unit_test(what_means_nothing_is_said_in_a_sentence), cmocka_unit_test(views_change_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
