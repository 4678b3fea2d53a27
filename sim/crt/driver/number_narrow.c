/*
 * atoi, strtol, _itoa and their kin, narrow: number_body.h, and absolute values.
 */
#include <stdlib.h>

#define UNIT         char
#define STRTO(type)  strto##type
#define _STRTO(type) _strto##type
#define ATOI         atoi
#define ATOL         atol
#define ATOI64       _atoi64
#define ITOA(type)   _##type##toa

#include "number_body.h"

long long strtoll(const char *string, char **end, int radix)
{
    return _strtoi64(string, end, radix);
}

unsigned long long strtoull(const char *string, char **end, int radix)
{
    return _strtoui64(string, end, radix);
}

/* The least value is its own absolute value, as on Windows. */
int abs(int value)
{
    return (int)(value < 0 ? 0u - (unsigned)value : (unsigned)value);
}

long labs(long value)
{
    return abs((int)value);
}

long long _abs64(long long value)
{
    return (long long)(value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value);
}

long long llabs(long long value)
{
    return _abs64(value);
}
