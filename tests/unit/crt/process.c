/*
 * The life of an application: how it starts, its heap and clock, how it ends.
 */
#include "under_test.h"

#include "../../../include/win32/crt/errno.h"
#include "../../../include/win32/crt/process.h"
#include "../../../include/win32/crt/stdio.h"
#include "../../../include/win32/crt/stdlib.h"
#include "../../../include/win32/crt/string.h"
#include "../../../include/win32/crt/assert.h"
#include "../../../include/win32/crt/time.h"

int ntsim_user_start(int argc, char **argv, wchar_t **wargv);
int under_test_main(int argc, char **argv);

static char order[8];

static void first_registered(void)
{
    strcat(order, "1");
}

static void second_registered(void)
{
    strcat(order, "2");
}

int under_test_main(int argc, char **argv)
{
    atexit(first_registered);
    atexit(second_registered);
    return argc == 2 && strcmp(argv[1], "x") == 0 ? 42 : 1;
}

static int reset(void **state)
{
    (void)state;
    imports_reset();
    order[0] = 0;
    return 0;
}

static void the_exit_code_is_mains_result(void **state)
{
    char *arguments[] = {(char *)"app", (char *)"x", NULL};
    (void)state;
    if (setjmp(imports.ended) == 0)
        ntsim_user_start(2, arguments, NULL);
    assert_int_equal(imports.status, 42);
}

static void exit_handlers_run_last_first(void **state)
{
    char *arguments[] = {(char *)"app", NULL};
    (void)state;
    if (setjmp(imports.ended) == 0)
        ntsim_user_start(1, arguments, NULL);
    assert_string_equal(order, "21");
}

static void _exit_runs_no_handlers(void **state)
{
    (void)state;
    atexit(first_registered);
    if (setjmp(imports.ended) == 0)
        _exit(9);
    assert_int_equal(imports.status, 9);
    assert_string_equal(order, "");
}

static void a_failed_assertion_says_where_and_ends_with_3(void **state)
{
    (void)state;
    if (setjmp(imports.ended) == 0)
        assert(1 + 1 == 3);
    assert_int_equal(imports.status, 3);
    assert_non_null(strstr(imports.error, "Assertion failed: 1 + 1 == 3, file "));
}

static void an_invalid_parameter_ends_the_process(void **state)
{
    char text[2];
    (void)state;
    if (setjmp(imports.ended) == 0)
        strcpy_s(text, sizeof text, "long");
    assert_int_equal(imports.status, 0xC0000417);
}

static void the_heap_is_win32s(void **state)
{
    (void)state;
    char *block = malloc(3), *zeros = calloc(3, 5);
    for (int i = 0; i < 15; i++)
        assert_int_equal(zeros[i], 0);
    strcpy(block, "ab");
    block = realloc(block, 100);
    assert_string_equal(block, "ab");
    assert_int_equal(_msize(block), 100);
    char *copy = _strdup(block);
    assert_string_equal(copy, "ab");
    assert_int_equal(imports.live_blocks, 3);
    free(block), free(zeros), free(copy), free(NULL);
    assert_int_equal(imports.live_blocks, 0);
    assert_null(realloc(malloc(1), 0));
    assert_int_equal(imports.live_blocks, 0);
}

static void a_full_heap_sets_errno(void **state)
{
    (void)state;
    imports.heap_limit = 10;
    errno = 0;
    assert_null(malloc(11));
    assert_int_equal(errno, ENOMEM);
    errno = 0;
    assert_null(calloc((size_t)-1 / 2, 3));
    assert_int_equal(errno, ENOMEM);
}

static void strtol_sets_errno(void **state)
{
    (void)state;
    errno = 0;
    strtol("99999999999", NULL, 10);
    assert_int_equal(errno, ERANGE);
}

static void time_is_the_virtual_clock(void **state)
{
    time_t seconds;
    (void)state;
    imports.now = 116444736000000000ull + 1234567890ull * 10000000 + 9999999;
    assert_int_equal(time(&seconds), 1234567890);
    assert_int_equal(seconds, 1234567890);
    clock_t start = clock();
    imports.now += 5 * 10000;
    assert_int_equal(clock() - start, 5);
}

static unsigned plus_one(void *argument)
{
    return *(unsigned *)argument + 1;
}

static void threads_are_win32s(void **state)
{
    unsigned argument = 6, id = 0;
    (void)state;
    assert_true(_beginthreadex(NULL, 0, plus_one, &argument, 0, &id) != 0);
    assert_int_equal(id, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_exit_code_is_mains_result, reset),
        cmocka_unit_test_setup(exit_handlers_run_last_first, reset),
        cmocka_unit_test_setup(_exit_runs_no_handlers, reset),
        cmocka_unit_test_setup(a_failed_assertion_says_where_and_ends_with_3, reset),
        cmocka_unit_test_setup(an_invalid_parameter_ends_the_process, reset),
        cmocka_unit_test_setup(the_heap_is_win32s, reset),
        cmocka_unit_test_setup(a_full_heap_sets_errno, reset),
        cmocka_unit_test_setup(strtol_sets_errno, reset),
        cmocka_unit_test_setup(time_is_the_virtual_clock, reset),
        cmocka_unit_test_setup(threads_are_win32s, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
