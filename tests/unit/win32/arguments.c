/* Claims about command lines: words as Microsoft's C runtime makes them. */
#include "../machine_fixture.h"

#include "win32/private.h"

static char line[256];
static const char *words[8];

static int split(const char *text, int room)
{
    memset(words, 0, sizeof words);
    snprintf(line, sizeof line, "%s", text);
    return win32_split_arguments(line, words, room);
}

static void words_are_parted_by_blanks(void **state)
{
    (void)state;
    assert_int_equal(split("tool.exe one\ttwo  three ", 8), 4);
    assert_string_equal(words[0], "tool.exe");
    assert_string_equal(words[1], "one");
    assert_string_equal(words[2], "two");
    assert_string_equal(words[3], "three");
}

static void the_name_ends_at_its_quote_and_keeps_backslashes(void **state)
{
    (void)state;
    assert_int_equal(split("\"C:\\my tools\\\\t.exe\" x", 8), 2);
    assert_string_equal(words[0], "C:\\my tools\\\\t.exe");
    assert_string_equal(words[1], "x");
    assert_int_equal(split("", 8), 1);
    assert_string_equal(words[0], "");
}

static void quotes_hold_blanks_together_and_may_stand_inside_a_word(void **state)
{
    (void)state;
    assert_int_equal(split("t \"a b\" c\" d\"e \"\"", 8), 4);
    assert_string_equal(words[1], "a b");
    assert_string_equal(words[2], "c de");
    assert_string_equal(words[3], "");
}

static void backslashes_count_only_before_a_quote(void **state)
{
    (void)state;
    assert_int_equal(split("t a\\\\b d\"e f\"g h", 8), 4);
    assert_string_equal(words[1], "a\\\\b");
    assert_string_equal(words[2], "de fg");
    assert_int_equal(split("t a\\\\\\\"b c d", 8), 4);
    assert_string_equal(words[1], "a\\\"b");
    assert_int_equal(split("t a\\\\\\\\\"b c\" d e", 8), 4);
    assert_string_equal(words[1], "a\\\\b c");
    assert_int_equal(split("t \"a\"\"b\" c", 8), 3);
    assert_string_equal(words[1], "a\"b");
}

static void more_words_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    assert_int_equal(split("t 1 2 3", 4), 4);
    assert_int_equal(split("t 1 2 3 4", 4), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_parted_by_blanks),
        cmocka_unit_test(the_name_ends_at_its_quote_and_keeps_backslashes),
        cmocka_unit_test(quotes_hold_blanks_together_and_may_stand_inside_a_word),
        cmocka_unit_test(backslashes_count_only_before_a_quote),
        cmocka_unit_test(more_words_than_there_is_room_for_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
