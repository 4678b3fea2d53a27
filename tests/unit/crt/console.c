/*
 * The standard streams: what leaves through WriteFile, what comes through ReadFile.
 */
#include "under_test.h"

#include "../../../include/win32/crt/conio.h"
#include "../../../include/win32/crt/stdio.h"
#include "../../../include/win32/crt/string.h"
#include "../../../include/win32/crt/errno.h"

static int reset(void **state)
{
    (void)state;
    imports_reset();
    clearerr(stdin);
    return 0;
}

static void a_call_of_printf_is_one_write(void **state)
{
    (void)state;
    assert_int_equal(printf("%s %d %.2f\n", "abc", 42, 1.5), 12);
    assert_string_equal(imports.output, "abc 42 1.50\n");
    assert_int_equal(imports.writes, 1);
}

static void long_texts_leave_in_several(void **state)
{
    (void)state;
    assert_int_equal(printf("%600d", 7), 600);
    assert_int_equal(imports.output_size, 600);
    assert_int_equal(imports.output[599], '7');
}

static void each_stream_has_its_handle(void **state)
{
    (void)state;
    fprintf(stderr, "to %s", "stderr");
    fprintf(stdout, "to %s", "stdout");
    assert_string_equal(imports.error, "to stderr");
    assert_string_equal(imports.output, "to stdout");
}

static void lines_and_characters_are_put(void **state)
{
    (void)state;
    puts("one");
    fputs("two", stdout);
    assert_int_equal(putchar('!'), '!');
    fwrite("xyz", 1, 2, stdout);
    assert_int_equal(fflush(stdout), 0);
    assert_string_equal(imports.output, "one\ntwo!xy");
}

static void wide_output_leaves_as_utf8(void **state)
{
    (void)state;
    assert_int_equal(wprintf(L"%s %S %c|", L"\xE9\x20AC", "n", L'w'), 7);
    fputws(L"\xD834\xDD1E\xD834", stdout);
    _putws(L"\xDD1Ez");
    assert_string_equal(imports.output, "\xC3\xA9\xE2\x82\xAC n w|\xF0\x9D\x84\x9E\xEF\xBF\xBD\xEF\xBF\xBDz\n");
}

static void lines_are_read_with_or_without_their_end(void **state)
{
    char line[8];
    (void)state;
    imports.input = "ab\r\ncd\nlonger than eight\nend";
    assert_string_equal(fgets(line, sizeof line, stdin), "ab\n");
    assert_string_equal(gets(line), "cd");
    assert_string_equal(fgets(line, sizeof line, stdin), "longer ");
    while (getchar() != '\n')
        ;
    assert_string_equal(gets_s(line, sizeof line), "end");
    assert_null(fgets(line, sizeof line, stdin));
    assert_true(feof(stdin));
    assert_int_equal(getchar(), EOF);
}

static void control_z_ends_the_input(void **state)
{
    (void)state;
    imports.input = "a\x1A"
                    "b";
    assert_int_equal(getchar(), 'a');
    assert_int_equal(getchar(), EOF);
    assert_int_equal(getchar(), EOF);
}

static void gets_s_refuses_a_line_that_does_not_fit(void **state)
{
    char line[4];
    (void)state;
    imports.input = "abc\nabcd\n";
    assert_string_equal(gets_s(line, sizeof line), "abc");
    if (setjmp(imports.ended) == 0) {
        gets_s(line, sizeof line);
        fail();
    }
    assert_int_equal(imports.status, 0xC0000417);
    assert_int_equal(line[0], 0);
    assert_int_equal(getchar(), EOF);
}

static void a_character_can_be_put_back(void **state)
{
    (void)state;
    imports.input = "xy";
    assert_int_equal(getchar(), 'x');
    assert_int_equal(ungetc('q', stdin), 'q');
    assert_int_equal(ungetc('r', stdin), EOF);
    assert_int_equal(getchar(), 'q');
    assert_int_equal(getchar(), 'y');
}

static void keys_come_one_by_one(void **state)
{
    (void)state;
    assert_false(_kbhit());
    imports.input = "k\n";
    assert_true(_kbhit());
    assert_int_equal(_getche(), 'k');
    assert_int_equal(_getch(), '\r');
    assert_string_equal(imports.output, "k");
    assert_false(_kbhit());
}

static void perror_names_the_error(void **state)
{
    (void)state;
    errno = ENOMEM;
    perror("malloc");
    assert_string_equal(imports.error, "malloc: Not enough space\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_call_of_printf_is_one_write, reset),
        cmocka_unit_test_setup(long_texts_leave_in_several, reset),
        cmocka_unit_test_setup(each_stream_has_its_handle, reset),
        cmocka_unit_test_setup(lines_and_characters_are_put, reset),
        cmocka_unit_test_setup(wide_output_leaves_as_utf8, reset),
        cmocka_unit_test_setup(lines_are_read_with_or_without_their_end, reset),
        cmocka_unit_test_setup(control_z_ends_the_input, reset),
        cmocka_unit_test_setup(gets_s_refuses_a_line_that_does_not_fit, reset),
        cmocka_unit_test_setup(a_character_can_be_put_back, reset),
        cmocka_unit_test_setup(keys_come_one_by_one, reset),
        cmocka_unit_test_setup(perror_names_the_error, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
