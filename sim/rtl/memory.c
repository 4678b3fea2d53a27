/*
 * Memory routines that are functions and not macros.
 */
#include "rtl/rtl.h"

#include "mm/mm.h"

#include <string.h>

/* WDK: RtlCompareMemory. How many bytes are equal from the start. */
SIZE_T RtlCompareMemory(const VOID *Source1, const VOID *Source2, SIZE_T Length)
{
    ddi_enter(RtlCompareMemory, NULL);
    mm_touch(Source1, Length, MM_READ, gate_.site);
    mm_touch(Source2, Length, MM_READ, gate_.site);
    const uint8_t *left = Source1, *right = Source2;
    SIZE_T equal = 0;
    while (equal < Length && left[equal] == right[equal])
        equal++;
    return equal;
}

/* WDK: RtlPrefetchMemoryNonTemporal. There is no cache to fetch into. */
VOID RtlPrefetchMemoryNonTemporal(PVOID Source, SIZE_T Length)
{
    ddi_enter(RtlPrefetchMemoryNonTemporal, NULL);
    (void)Source, (void)Length;
}

/* WDK: RtlCompareMemoryUlong. How many bytes hold the pattern from the start; only whole ULONGs count. */
SIZE_T RtlCompareMemoryUlong(PVOID Source, SIZE_T Length, ULONG Pattern)
{
    ddi_enter(RtlCompareMemoryUlong, NULL);
    mm_touch(Source, Length, MM_READ, gate_.site);
    const ULONG *at = Source;
    SIZE_T equal = 0;
    while (equal + sizeof(ULONG) <= Length && at[equal / sizeof(ULONG)] == Pattern)
        equal += sizeof(ULONG);
    return equal;
}

/* WDK: RtlSecureZeroMemory. */
PVOID RtlSecureZeroMemory(PVOID ptr, SIZE_T cnt)
{
    ddi_enter(RtlSecureZeroMemory, NULL);
    mm_touch(ptr, cnt, MM_WRITE, gate_.site);
    return memset(ptr, 0, cnt);
}

/* WDK: RtlIsZeroMemory. */
BOOLEAN RtlIsZeroMemory(PVOID Buffer, SIZE_T Length)
{
    ddi_enter(RtlIsZeroMemory, NULL);
    mm_touch(Buffer, Length, MM_READ, gate_.site);
    const uint8_t *at = Buffer;
    while (Length && *at == 0)
        at++, Length--;
    return Length == 0;
}
