/*
 * Random numbers from the caller's seed alone: a run can be repeated. The documentation names a Lehmer generator, modulus 2^31 - 1, results below it.
 */
#include "rtl/rtl.h"

#define MODULUS 0x7FFFFFFFu
#define MULTIPLIER 0x7FFFFFEDu
#define INCREMENT 0x7FFFFFC3u

static ULONG advance(PULONG seed)
{
    *seed = (ULONG)(((ULONGLONG)MULTIPLIER * *seed + INCREMENT) % MODULUS);
    return *seed;
}

/* WDK: RtlRandom. NT shuffles through a table of its own; here the seed is all there is. */
ULONG RtlRandom(PULONG Seed)
{
    ddi_enter(RtlRandom, NULL);
    return advance(Seed);
}

/* WDK: RtlRandomEx. */
ULONG RtlRandomEx(PULONG Seed)
{
    ddi_enter(RtlRandomEx, NULL);
    return advance(Seed);
}
