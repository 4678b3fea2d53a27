/*
 * Numbers, sorting, pseudo-random numbers, as the NT kernel offers them to drivers. A `long` is clamped to 32 bits,
 * Windows's width.
 */
#ifndef NTSIM_DDK_STDLIB_H
#define NTSIM_DDK_STDLIB_H

#include "../ntsim/crt_types.h"

EXTERN_C_START

#define RAND_MAX 0x7fff

int abs(int value);
long labs(long value);
long long _abs64(long long value);
long long llabs(long long value);

int atoi(const char *string);
long atol(const char *string);
long long _atoi64(const char *string);
long strtol(const char *string, char **end, int radix);
unsigned long strtoul(const char *string, char **end, int radix);
long long _strtoi64(const char *string, char **end, int radix);
unsigned long long _strtoui64(const char *string, char **end, int radix);
long long strtoll(const char *string, char **end, int radix);
unsigned long long strtoull(const char *string, char **end, int radix);

char *_itoa(int value, char *buffer, int radix);
char *_ltoa(long value, char *buffer, int radix);
char *_ultoa(unsigned long value, char *buffer, int radix);
char *_i64toa(long long value, char *buffer, int radix);
char *_ui64toa(unsigned long long value, char *buffer, int radix);

int rand(void);
void srand(unsigned seed);

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *first, const void *second));
void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *key, const void *element));

EXTERN_C_END

#include "wchar.h"

#endif
