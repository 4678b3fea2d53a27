/*
 * Claims about modules. Argument: path of sample_module, which is built with
 *   -O0 -g -fshort-wchar -fno-builtin -fvisibility=hidden -fPIC, linked with -shared -nostdlib -Wl,-Bsymbolic
 * -Wl,-z,now -Wl,-z,norelro -Wl,-z,noseparate-code -Wl,-z,defs (and on AArch64 compiled with the check for division by
 * zero).
 */
#include "test.h"

#include <string.h>

static const char *path;

static struct host_module *open_sample(void)
{
    const char *error = NULL;
    struct host_module *module = host_module_open(path, &error);
    if (module == NULL)
        fail_msg("%s", error);
    return module;
}

static void *symbol(const char *name)
{
    return host_module_symbol(open_sample(), name);
}

static void an_exported_routine_can_be_called(void **state)
{
    (void)state;
    int (*next)(void) = (int (*)(void))(uintptr_t)symbol("sample_next");
    int first = next();
    assert_int_equal(next(), first + 1);
}

static void a_symbol_that_is_not_exported_is_not_found(void **state)
{
    (void)state;
    assert_null(symbol("add_one"));
    assert_null(symbol("nowhere"));
}

static void a_module_is_opened_once(void **state)
{
    (void)state;
    assert_ptr_equal(open_sample(), open_sample());
}

static void a_missing_file_is_told_in_a_clause(void **state)
{
    (void)state;
    const char *error = NULL;
    assert_null(host_module_open("/nonexistent/driver.so", &error));
    assert_string_equal(error, "no such file or directory");
}

static void a_file_that_is_no_module_is_told_without_its_path(void **state)
{
    (void)state;
    const char *error = NULL;
    assert_null(host_module_open("/etc/passwd", &error));
    assert_non_null(error);
    assert_null(strstr(error, "/etc/passwd"));
}

static bool covers(const struct host_segment *segment, const void *address)
{
    return (uintptr_t)address - (uintptr_t)segment->start < segment->size;
}

static const struct host_segment *segment_of(const struct host_segment *segments, size_t count, const void *address)
{
    for (size_t i = 0; i < count; i++)
        if (covers(&segments[i], address))
            return &segments[i];
    return NULL;
}

static void segments_cover_code_and_data_in_order(void **state)
{
    (void)state;
    struct host_segment segments[8];
    size_t count = host_module_segments(open_sample(), segments, 8);
    assert_in_range(count, 2, 8);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal((uintptr_t)segments[i].start % host_page_size(), 0);
        assert_int_equal(segments[i].size % host_page_size(), 0);
        assert_true(i == 0 || (char *)segments[i].start >= (char *)segments[i - 1].start + segments[i - 1].size);
    }
    int *(*counter)(void) = (int *(*)(void))(uintptr_t)symbol("sample_counter");
    assert_int_equal(segment_of(segments, count, (const void *)(uintptr_t)counter)->access, HOST_READ_EXECUTE);
    assert_int_equal(segment_of(segments, count, counter())->access, HOST_READ_WRITE);
}

static void fewer_segments_than_there_are_may_be_asked_for(void **state)
{
    (void)state;
    struct host_segment segment;
    assert_true(host_module_segments(open_sample(), &segment, 1) >= 2);
    assert_true(segment.size > 0);
}

/* "Unloading": all pages closed, other modules opened meanwhile, the program's exit afterwards. The last test, for the
 * pages stay closed. */
static void a_module_may_be_inaccessible_at_exit(void **state)
{
    (void)state;
    struct host_segment segments[8];
    size_t count = host_module_segments(open_sample(), segments, 8);
    for (size_t i = 0; i < count; i++)
        host_protect(segments[i].start, segments[i].size, HOST_NONE);
    struct host_symbol found;
    assert_true(host_symbol_named(open_sample(), "add_one", &found));
}

int main(int count, char **arguments)
{
    path = count > 1 ? arguments[1] : "sample_module.so";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exported_routine_can_be_called),
        cmocka_unit_test(a_symbol_that_is_not_exported_is_not_found),
        cmocka_unit_test(a_module_is_opened_once),
        cmocka_unit_test(a_missing_file_is_told_in_a_clause),
        cmocka_unit_test(a_file_that_is_no_module_is_told_without_its_path),
        cmocka_unit_test(segments_cover_code_and_data_in_order),
        cmocka_unit_test(fewer_segments_than_there_are_may_be_asked_for),
        cmocka_unit_test(a_module_may_be_inaccessible_at_exit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
