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

struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

/* The machine's zone is UTC: localtime is gmtime. Both share one result, as asctime and ctime do. */
struct tm *gmtime(const time_t *time);
struct tm *localtime(const time_t *time);
int gmtime_s(struct tm *result, const time_t *time);
int localtime_s(struct tm *result, const time_t *time);
time_t mktime(struct tm *tm);
char *asctime(const struct tm *tm);
char *ctime(const time_t *time);
int asctime_s(char *buffer, size_t size, const struct tm *tm);
int ctime_s(char *buffer, size_t size, const time_t *time);
/* In the C locale. */
size_t strftime(char *buffer, size_t size, const char *format, const struct tm *tm);

/* Seconds since 1970. */
time_t time(time_t *result);
double difftime(time_t end, time_t start);
/* Milliseconds of the virtual clock since the process first asked. */
clock_t clock(void);

EXTERN_C_END

#endif
