/*
 * What every header of the C runtime starts with.
 */
#ifndef NTSIM_DDK_CRT_TYPES_H
#define NTSIM_DDK_CRT_TYPES_H

#include <stddef.h>

#include "linkage.h"

_Static_assert(sizeof(wchar_t) == 2, "compile drivers and applications with -fshort-wchar");

typedef int errno_t;
typedef unsigned short wint_t;
typedef unsigned short wctype_t;

#ifndef EINVAL
#define EINVAL 22
#endif
#ifndef ERANGE
#define ERANGE 34
#endif
#ifndef STRUNCATE
#define STRUNCATE 80
#endif

/* As a count: as much as fits. */
#define _TRUNCATE ((size_t)-1)

#endif
