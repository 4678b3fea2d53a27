/* The includes that CMocka wants, in its order, and an empty arena before each test. */
#ifndef NTSIM_TESTS_ARENA_TEST_H
#define NTSIM_TESTS_ARENA_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena/arena.h"

static inline int empty_arena(void **state)
{
    (void)state;
    return arena_open() ? 0 : 1;
}

#define arena_test(name) cmocka_unit_test_setup(name, empty_arena)

#endif
