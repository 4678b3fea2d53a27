/*
 * For tests of the module runtime: behind this header, memcpy, sprintf and the like are ours. The host's own are
 * reached through host.h's functions.
 */
#ifndef TESTS_UNIT_CRT_UNDER_TEST_H
#define TESTS_UNIT_CRT_UNDER_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "imports.h"
#include "rename.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#endif
