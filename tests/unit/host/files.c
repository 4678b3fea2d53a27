/* Claims about files. Everything happens in a fresh folder, which is emptied at the end. */
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/ntsim-files-XXXXXX";
static char names[256];

static const char *in_folder(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void collect(void *context, const char *name)
{
    strncat(context, name, 100);
    strcat(context, " ");
}

static const char *listing(void)
{
    names[0] = 0;
    assert_true(host_folder_visit(folder, collect, names));
    return names;
}

static void remove_each(void *context, const char *name)
{
    (void)context;
    remove(in_folder(name));
}

static int empty_folder(void **state)
{
    (void)state;
    host_folder_visit(folder, remove_each, NULL);
    return 0;
}

static void assert_content(const char *name, const char *wanted)
{
    size_t size;
    const char *error = NULL;
    char *data = host_file_read(in_folder(name), &size, &error);
    assert_non_null(data);
    assert_int_equal(size, strlen(wanted));
    assert_string_equal(data, wanted);
    free(data);
}

static void write_to(const char *name, const char *text)
{
    const char *error = NULL;
    assert_true(host_file_write(in_folder(name), text, strlen(text), &error));
}

static void what_was_written_is_read_and_nothing_else_is_left(void **state)
{
    (void)state;
    write_to("report", "first");
    write_to("report", "second, longer");
    assert_content("report", "second, longer");
    assert_string_equal(listing(), "report ");
}

static void an_empty_file_is_read_as_an_empty_string(void **state)
{
    (void)state;
    write_to("empty", "");
    assert_content("empty", "");
}

static void a_large_file_is_read_whole(void **state)
{
    (void)state;
    enum { LARGE = 1000 * 1000 };
    char *text = malloc(LARGE + 1);
    memset(text, 'x', LARGE);
    text[LARGE] = 0;
    write_to("large", text);
    assert_content("large", text);
    free(text);
}

static void a_file_that_is_replaced_keeps_its_mode_and_links(void **state)
{
    (void)state;
    struct stat status;
    write_to("real", "old");
    assert_int_equal(chmod(in_folder("real"), 0600), 0);
    assert_int_equal(symlink("real", in_folder("link")), 0);
    write_to("link", "new");
    assert_content("real", "new");
    assert_int_equal(lstat(in_folder("link"), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(in_folder("real"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void a_missing_folder_is_told(void **state)
{
    (void)state;
    const char *error = NULL;
    assert_false(host_file_write(in_folder("missing/report"), "x", 1, &error));
    assert_string_equal(error, "no such file or directory");
}

static void a_folder_is_not_written_over(void **state)
{
    (void)state;
    const char *error = NULL;
    assert_false(host_file_write(folder, "x", 1, &error));
    assert_string_equal(error, "illegal operation on a directory");
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    const char *error = NULL;
    if (!host_file_exists("/dev/full"))
        skip();
    assert_false(host_file_write("/dev/full", "x", 1, &error));
    assert_string_equal(error, "no space left on device");
    assert_true(host_file_exists("/dev/full"));
}

static void a_device_is_written_to_directly(void **state)
{
    (void)state;
    struct stat status;
    const char *error = NULL;
    assert_true(host_file_write("/dev/null", "x", 1, &error));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void a_failed_write_keeps_the_old_file_and_leaves_nothing_beside(void **state)
{
    (void)state;
    const struct rlimit small = {.rlim_cur = 4, .rlim_max = RLIM_INFINITY};
    struct rlimit before;
    const char *error = NULL;
    write_to("report", "old");
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    bool written = host_file_write(in_folder("report"), "too long", 8, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(written);
    assert_string_equal(error, "file too large");
    assert_content("report", "old");
    assert_string_equal(listing(), "report ");
}

static void reading_what_is_not_there_is_told(void **state)
{
    (void)state;
    size_t size;
    const char *error = NULL;
    assert_null(host_file_read(in_folder("missing"), &size, &error));
    assert_string_equal(error, "no such file or directory");
    assert_null(host_file_read(folder, &size, &error));
    assert_string_equal(error, "illegal operation on a directory");
}

static void a_file_exists_once_written(void **state)
{
    (void)state;
    assert_false(host_file_exists(in_folder("report")));
    write_to("report", "x");
    assert_true(host_file_exists(in_folder("report")));
}

static void names_are_visited_in_byte_order(void **state)
{
    (void)state;
    write_to("b", "");
    write_to("a", "");
    write_to("B", "");
    write_to("_", "");
    assert_string_equal(listing(), "B _ a b ");
    assert_false(host_folder_visit(in_folder("missing"), collect, names));
}

static void the_program_folder_holds_the_program(void **state)
{
    (void)state;
    const char *program = host_program_folder();
    assert_true(host_file_exists(program));
    assert_int_not_equal(program[strlen(program) - 1], '/');
}

static void the_clock_does_not_go_back(void **state)
{
    (void)state;
    uint64_t before = host_clock_ns();
    assert_true(host_clock_ns() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_was_written_is_read_and_nothing_else_is_left, empty_folder),
        cmocka_unit_test_teardown(an_empty_file_is_read_as_an_empty_string, empty_folder),
        cmocka_unit_test_teardown(a_large_file_is_read_whole, empty_folder),
        cmocka_unit_test_teardown(a_file_that_is_replaced_keeps_its_mode_and_links, empty_folder),
        cmocka_unit_test_teardown(a_missing_folder_is_told, empty_folder),
        cmocka_unit_test_teardown(a_folder_is_not_written_over, empty_folder),
        cmocka_unit_test_teardown(a_full_disk_is_told, empty_folder),
        cmocka_unit_test_teardown(a_device_is_written_to_directly, empty_folder),
        cmocka_unit_test_teardown(a_failed_write_keeps_the_old_file_and_leaves_nothing_beside, empty_folder),
        cmocka_unit_test_teardown(reading_what_is_not_there_is_told, empty_folder),
        cmocka_unit_test_teardown(a_file_exists_once_written, empty_folder),
        cmocka_unit_test_teardown(names_are_visited_in_byte_order, empty_folder),
        cmocka_unit_test_teardown(the_program_folder_holds_the_program, empty_folder),
        cmocka_unit_test_teardown(the_clock_does_not_go_back, empty_folder),
    };
    if (mkdtemp(folder) == NULL)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove(folder);
    return failed;
}
