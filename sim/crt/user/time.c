/*
 * The virtual clock, in seconds since 1970 and in milliseconds since the first look.
 */
#include <time.h>

#include "win32.h"

enum { TICKS_PER_SECOND = 10000000, TICKS_PER_MILLISECOND = 10000 };

static unsigned long long now(void)
{
    struct filetime time = {0, 0};
    GetSystemTimeAsFileTime(&time);
    return (unsigned long long)time.high << 32 | time.low;
}

time_t time(time_t *result)
{
    const unsigned long long year_1970 = 116444736000000000ull;
    time_t seconds = (time_t)((now() - year_1970) / TICKS_PER_SECOND);
    if (result != NULL)
        *result = seconds;
    return seconds;
}

double difftime(time_t end, time_t start)
{
    return (double)(end - start);
}

clock_t clock(void)
{
    static unsigned long long first;
    unsigned long long ticks = now();
    if (first == 0)
        first = ticks;
    return (clock_t)((ticks - first) / TICKS_PER_MILLISECOND);
}
