/*
 * assert: prints where, and ends the process with 3. No guard: NDEBUG may change between two inclusions.
 */
#include "../../ddk/ntsim/linkage.h"

#undef assert
#ifdef NDEBUG
#define assert(expression) ((void)0)
#else
EXTERN_C void _assert(const char *expression, const char *file, unsigned line) __attribute__((__noreturn__));
#define assert(expression) ((void)((expression) || (_assert(#expression, __FILE__, __LINE__), 0)))
#endif
#ifndef __cplusplus
#undef static_assert
#define static_assert _Static_assert
#endif
