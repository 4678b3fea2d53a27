/* Claims about asking another program one question: its first line, or nothing; and nothing is left of it. */
#include "test.h"

#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool ask(const char *script, char *line, size_t room)
{
    const char *const arguments[] = {"sh", "-c", script, NULL};
    return host__tool_answer((char *const *)(uintptr_t)arguments, line, room);
}

static void the_first_line_is_the_answer(void **state)
{
    (void)state;
    char line[64];
    assert_true(ask("echo one two; echo three", line, sizeof line));
    assert_string_equal(line, "one two");
    assert_true(ask("printf unended", line, sizeof line));
    assert_string_equal(line, "unended");
}

static void a_program_that_fails_says_nothing(void **state)
{
    (void)state;
    char line[64];
    assert_false(ask("echo one; exit 1", line, sizeof line));
    assert_false(ask("echo one; kill -KILL $$", line, sizeof line));
    assert_false(ask("exit 0", line, sizeof line));
    assert_false(ask("echo; echo two", line, sizeof line));
}

static void a_program_that_is_not_there_is_no_error(void **state)
{
    (void)state;
    char line[64], program[] = "no-such-program-anywhere";
    char *const arguments[] = {program, NULL};
    assert_false(host__tool_answer(arguments, line, sizeof line));
}

static void a_long_answer_is_cut_and_the_program_not_stopped(void **state)
{
    (void)state;
    char line[8];
    assert_true(ask("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done", line, sizeof line));
    assert_string_equal(line, "0123456");
}

static void the_program_reads_nothing_of_ours(void **state)
{
    (void)state;
    char line[64];
    assert_true(ask("read word && echo read || echo nothing", line, sizeof line));
    assert_string_equal(line, "nothing");
}

/* Also with a standard descriptor closed: the pipe then gets its number. */
static void every_descriptor_may_be_free(void **state)
{
    (void)state;
    for (int closed = 0; closed < 3; closed++) {
        char line[64];
        int kept = fcntl(closed, F_DUPFD, 10);
        close(closed);
        bool good = ask("echo one", line, sizeof line);
        dup2(kept, closed);
        close(kept);
        assert_true(good);
        assert_string_equal(line, "one");
    }
}

static void no_child_and_no_descriptor_is_left(void **state)
{
    (void)state;
    char line[64];
    int before = dup(2);
    close(before);
    ask("echo one", line, sizeof line);
    ask("exit 1", line, sizeof line);
    int after = dup(2);
    close(after);
    assert_int_equal(after, before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_is_the_answer),
        cmocka_unit_test(a_program_that_fails_says_nothing),
        cmocka_unit_test(a_program_that_is_not_there_is_no_error),
        cmocka_unit_test(a_long_answer_is_cut_and_the_program_not_stopped),
        cmocka_unit_test(the_program_reads_nothing_of_ours),
        cmocka_unit_test(every_descriptor_may_be_free),
        cmocka_unit_test(no_child_and_no_descriptor_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
