/*
 * What compilers of C++ call behind an application's source: operator new, destructors of global objects, guards of static locals.
 */
#include "under_test.h"

#include "../../../include/win32/crt/stdio.h"
#include "../../../include/win32/crt/stdlib.h"
#include "../../../include/win32/crt/string.h"

void *_Znwm(size_t size);
void _ZdlPvm(void *block, size_t size);
void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
int __cxa_atexit(void (*destructor)(void *), void *object, void *module);
int __cxa_guard_acquire(unsigned char *guard);
void __cxa_guard_release(unsigned char *guard);
int __cxa_pure_virtual(void);
int ntsim_user_start(int argc, char **argv, wchar_t **wargv);
int under_test__Z5wmainiPKPKw(int argc, const wchar_t *const *argv);

static char order[256];
static unsigned char guard[8];

static void plain(void)
{
    strcat(order, "p");
}

static void destroy(void *object)
{
    strcat(order, object);
}

/* The application of these tests: wmain in one of its forms of C++. */
int under_test__Z5wmainiPKPKw(int argc, const wchar_t *const *argv)
{
    (void)argv;
    for (int i = 0; i < 100; i++)
        __cxa_atexit(destroy, (char *)(i == 0 ? "0" : i == 99 ? "9" : ""), NULL);
    atexit(plain);
    __cxa_atexit(destroy, (char *)"z", NULL);
    return argc;
}

static int reset(void **state)
{
    (void)state;
    imports_reset();
    order[0] = 0;
    memset(guard, 0, sizeof guard);
    return 0;
}

static void wmain_of_cxx_is_found_and_what_was_registered_runs_last_first(void **state)
{
    wchar_t *arguments[] = {NULL};
    (void)state;
    if (setjmp(imports.ended) == 0)
        ntsim_user_start(7, NULL, arguments);
    assert_int_equal(imports.status, 7);
    assert_string_equal(order, "zp90");
}

static void new_is_of_the_heap_and_ends_the_process_when_it_is_full(void **state)
{
    (void)state;
    void *(*volatile operator_new)(size_t) = _Znwm; /* clang knows the names, and leaves out what comes to nothing */
    void *block = operator_new(40);
    assert_int_equal(imports.live_blocks, 1);
    _ZdlPvm(block, 40);
    assert_int_equal(imports.live_blocks, 0);
    imports.heap_limit = 100;
    void *(*volatile operator_new_nothrow)(size_t, const void *) = _ZnwmRKSt9nothrow_t;
    assert_null(operator_new_nothrow(101, NULL));
    if (setjmp(imports.ended) == 0)
        operator_new(101);
    assert_int_equal(imports.status, 3);
    assert_non_null(strstr(imports.error, "out of memory"));
}

static void others_construct_it(void)
{
    if (imports.slept == 3)
        __cxa_guard_release(guard);
}

static void a_static_local_is_constructed_once_and_others_wait(void **state)
{
    (void)state;
    assert_int_equal(__cxa_guard_acquire(guard), 1);
    imports.while_asleep = others_construct_it;
    assert_int_equal(__cxa_guard_acquire(guard), 0);
    assert_int_equal(imports.slept, 3);
    assert_int_equal(guard[0], 1); /* compiled code looks at the first byte itself */
    assert_int_equal(__cxa_guard_acquire(guard), 0);
}

static void a_pure_virtual_call_ends_the_process(void **state)
{
    (void)state;
    if (setjmp(imports.ended) == 0)
        __cxa_pure_virtual();
    assert_int_equal(imports.status, 3);
    assert_non_null(strstr(imports.error, "R6025"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(wmain_of_cxx_is_found_and_what_was_registered_runs_last_first, reset),
        cmocka_unit_test_setup(new_is_of_the_heap_and_ends_the_process_when_it_is_full, reset),
        cmocka_unit_test_setup(a_static_local_is_constructed_once_and_others_wait, reset),
        cmocka_unit_test_setup(a_pure_virtual_call_ends_the_process, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
