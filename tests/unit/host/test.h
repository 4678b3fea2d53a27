/* The includes that CMocka wants, in its order, and the address where tests of the host layer may reserve. */
#ifndef NTSIM_TESTS_HOST_TEST_H
#define NTSIM_TESTS_HOST_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host.h"

#define ARENA ((char *)0x200000000000)
enum { KIB64 = 64 * 1024 };

/* Fresh committed memory at ARENA + offset. */
static inline char *fresh(size_t offset, size_t size)
{
    char *memory = host_reserve(ARENA + offset, size);
    assert_non_null(memory);
    assert_true(host_commit(memory, size));
    return memory;
}

#endif
