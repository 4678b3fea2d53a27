/*
 * Memory routines that are functions and not macros.
 */
#include "rtl/rtl.h"

#include <string.h>

/* WDK: RtlCompareMemory. How many bytes are equal from the start. */
SIZE_T RtlCompareMemory(const VOID *Source1, const VOID *Source2, SIZE_T Length)
{
    ddi_enter(RtlCompareMemory, NULL);
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
