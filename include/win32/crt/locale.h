/*
 * There is one locale, "C".
 */
#ifndef NTSIM_WIN32_LOCALE_H
#define NTSIM_WIN32_LOCALE_H

#include "../../ddk/ntsim/linkage.h"

EXTERN_C_START

#define LC_ALL      0
#define LC_COLLATE  1
#define LC_CTYPE    2
#define LC_MONETARY 3
#define LC_NUMERIC  4
#define LC_TIME     5
#define LC_MIN      LC_ALL
#define LC_MAX      LC_TIME

/* NULL: no such locale. */
char *setlocale(int category, const char *locale);

EXTERN_C_END

#endif
