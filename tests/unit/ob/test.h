/*
 * A small machine for tests of objects, threads and the run-time library: everything up to ps, one processor, one system thread that runs the test's body.
 * Bodies run on a simulated stack, where CMocka must not jump out: they note the first claim that fails, and the host side asserts.
 */
#ifndef NTSIM_TEST_UNIT_OB_TEST_H
#define NTSIM_TEST_UNIT_OB_TEST_H

#include "event/event.h"
#include "image/image.h"
#include "ke/end.h"
#include "mm/mm.h"
#include "ob/ob.h"
#include "ps/ps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

void ke_boot(uint32_t processors);

static char test_failed[512];

/* Inside a body. */
#define claim(expression)                                                                                                                            \
    do {                                                                                                                                             \
        if (!(expression) && !test_failed[0])                                                                                                        \
            snprintf(test_failed, sizeof test_failed, "%s:%d: %s", __FILE__, __LINE__, #expression);                                                 \
    } while (0)

static void test_thread(void *context)
{
    void (*const *body)(void) = context;
    (*body)();
    ke_pause();
}

/* Boots, runs the body on a system thread, and comes back when it has returned or a bug check ended the run. */
static void run_machine(void (*body)(void))
{
    test_failed[0] = 0;
    assert_true(arena_open());
    arena_clear();
    event_boot();
    image_boot();
    ke_boot(1);
    mm_boot();
    ob_boot();
    ps_boot();
    ps_system_thread(ps_system_process(), test_thread, &body, "test");
    ke_run();
    if (test_failed[0])
        fail_msg("%s", test_failed);
}

/* The body must return. */
static inline void run_body(void (*body)(void))
{
    run_machine(body);
    if (ke_end()->decided)
        fail_msg("the run ended with bug check 0x%X %s", ke_end()->code, ke_end()->text);
}

/* The body must end in this bug check. */
static inline void run_body_to_bugcheck(void (*body)(void), ULONG code)
{
    run_machine(body);
    assert_true(ke_end()->decided);
    assert_int_equal(ke_end()->code, code);
}

static inline UNICODE_STRING wide(const WCHAR *text)
{
    size_t chars = 0;
    while (text[chars])
        chars++;
    return (UNICODE_STRING){(USHORT)(chars * sizeof(WCHAR)), (USHORT)((chars + 1) * sizeof(WCHAR)), (PWSTR)text};
}

static inline bool is_wide(const WCHAR *text, const WCHAR *expected)
{
    while (*text && *text == *expected)
        text++, expected++;
    return *text == *expected;
}

#endif
