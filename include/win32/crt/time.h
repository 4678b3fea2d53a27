/*
 * Time in seconds, from the machine's virtual clock.
 */
#ifndef NTSIM_WIN32_TIME_H
#define NTSIM_WIN32_TIME_H

#include <stddef.h>

#include "../../ddk/ntsim/linkage.h"

EXTERN_C_START

typedef long long time_t, __time64_t;
typedef int clock_t;
#define CLOCKS_PER_SEC 1000

/* Seconds since 1970. */
time_t time(time_t *result);
double difftime(time_t end, time_t start);
/* Milliseconds of the virtual clock since the process first asked. */
clock_t clock(void);

EXTERN_C_END

#endif
