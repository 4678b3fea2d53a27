/*
 * The C heap: the process heap of Win32.
 */
#ifndef NTSIM_WIN32_MALLOC_H
#define NTSIM_WIN32_MALLOC_H

#include <stddef.h>

#include "../../ddk/ntsim/linkage.h"

EXTERN_C_START

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
size_t _msize(void *block);
#define _alloca __builtin_alloca
#define alloca  __builtin_alloca

EXTERN_C_END

#endif
