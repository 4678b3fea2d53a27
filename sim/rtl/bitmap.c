/*
 * Bitmaps in the caller's memory, bit 0 the lowest of the first ULONG. Searches go once around, beginning at the hint.
 */
#include "rtl/rtl.h"

#include <string.h>

#define NONE 0xFFFFFFFFu

static bool bit_at(const RTL_BITMAP *map, ULONG bit)
{
    return map->Buffer[bit / 32] >> bit % 32 & 1;
}

static void put_bit(PRTL_BITMAP map, ULONG bit, bool set)
{
    if (set)
        map->Buffer[bit / 32] |= 1u << bit % 32;
    else
        map->Buffer[bit / 32] &= ~(1u << bit % 32);
}

static void put_run(PRTL_BITMAP map, ULONG start, ULONG count, bool set)
{
    for (ULONG i = 0; i < count; i++)
        put_bit(map, start + i, set);
}

static bool run_is(const RTL_BITMAP *map, ULONG start, ULONG count, bool set)
{
    if (count == 0 || start >= map->SizeOfBitMap || count > map->SizeOfBitMap - start)
        return false;
    for (ULONG i = 0; i < count; i++)
        if (bit_at(map, start + i) != set)
            return false;
    return true;
}

/* Length of the run of equal bits at `start`. */
static ULONG run_length(const RTL_BITMAP *map, ULONG start, bool set)
{
    ULONG n = 0;
    while (start + n < map->SizeOfBitMap && bit_at(map, start + n) == set)
        n++;
    return n;
}

static ULONG find_between(const RTL_BITMAP *map, ULONG count, ULONG from, ULONG to, bool set)
{
    while (from < to) {
        ULONG run = run_length(map, from, set);
        if (run >= count)
            return from;
        from += run + 1;
    }
    return NONE;
}

static ULONG find(const RTL_BITMAP *map, ULONG count, ULONG hint, bool set)
{
    if (hint >= map->SizeOfBitMap)
        hint = 0;
    if (count == 0)
        return hint & ~7u;
    ULONG found = find_between(map, count, hint, map->SizeOfBitMap, set);
    return found != NONE || hint == 0 ? found : find_between(map, count, 0, hint, set);
}

static ULONG count_of(const RTL_BITMAP *map, bool set)
{
    ULONG n = 0;
    for (ULONG bit = 0; bit < map->SizeOfBitMap; bit++)
        n += bit_at(map, bit) == set;
    return n;
}

/* WDK: RtlInitializeBitMap. The bits are left as they are. */
VOID RtlInitializeBitMap(PRTL_BITMAP BitMapHeader, PULONG BitMapBuffer, ULONG SizeOfBitMap)
{
    ddi_enter(RtlInitializeBitMap, NULL);
    BitMapHeader->SizeOfBitMap = SizeOfBitMap;
    BitMapHeader->Buffer = BitMapBuffer;
}

/* WDK: RtlClearAllBits. */
VOID RtlClearAllBits(PRTL_BITMAP BitMapHeader)
{
    ddi_enter(RtlClearAllBits, NULL);
    memset(BitMapHeader->Buffer, 0, (BitMapHeader->SizeOfBitMap + 31) / 32 * 4);
}

/* WDK: RtlSetAllBits. */
VOID RtlSetAllBits(PRTL_BITMAP BitMapHeader)
{
    ddi_enter(RtlSetAllBits, NULL);
    memset(BitMapHeader->Buffer, 0xFF, (BitMapHeader->SizeOfBitMap + 31) / 32 * 4);
}

/* WDK: RtlClearBit. */
VOID RtlClearBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    ddi_enter(RtlClearBit, NULL);
    put_bit(BitMapHeader, BitNumber, false);
}

/* WDK: RtlSetBit. */
VOID RtlSetBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    ddi_enter(RtlSetBit, NULL);
    put_bit(BitMapHeader, BitNumber, true);
}

/* WDK: RtlTestBit. */
BOOLEAN RtlTestBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    ddi_enter(RtlTestBit, NULL);
    return bit_at(BitMapHeader, BitNumber);
}

/* WDK: RtlClearBits. */
VOID RtlClearBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToClear)
{
    ddi_enter(RtlClearBits, NULL);
    put_run(BitMapHeader, StartingIndex, NumberToClear, false);
}

/* WDK: RtlSetBits. */
VOID RtlSetBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToSet)
{
    ddi_enter(RtlSetBits, NULL);
    put_run(BitMapHeader, StartingIndex, NumberToSet, true);
}

/* WDK: RtlAreBitsClear. An empty or overhanging range is not. */
BOOLEAN RtlAreBitsClear(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
    ddi_enter(RtlAreBitsClear, NULL);
    return run_is(BitMapHeader, StartingIndex, Length, false);
}

/* WDK: RtlAreBitsSet. */
BOOLEAN RtlAreBitsSet(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
    ddi_enter(RtlAreBitsSet, NULL);
    return run_is(BitMapHeader, StartingIndex, Length, true);
}

/* WDK: RtlFindClearBits. 0xFFFFFFFF: there is no such run. */
ULONG RtlFindClearBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    ddi_enter(RtlFindClearBits, NULL);
    return find(BitMapHeader, NumberToFind, HintIndex, false);
}

/* WDK: RtlFindSetBits. */
ULONG RtlFindSetBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    ddi_enter(RtlFindSetBits, NULL);
    return find(BitMapHeader, NumberToFind, HintIndex, true);
}

/* WDK: RtlFindClearBitsAndSet. */
ULONG RtlFindClearBitsAndSet(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    ddi_enter(RtlFindClearBitsAndSet, NULL);
    ULONG found = find(BitMapHeader, NumberToFind, HintIndex, false);
    if (found != NONE)
        put_run(BitMapHeader, found, NumberToFind, true);
    return found;
}

/* WDK: RtlFindSetBitsAndClear. */
ULONG RtlFindSetBitsAndClear(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    ddi_enter(RtlFindSetBitsAndClear, NULL);
    ULONG found = find(BitMapHeader, NumberToFind, HintIndex, true);
    if (found != NONE)
        put_run(BitMapHeader, found, NumberToFind, false);
    return found;
}

/* WDK: RtlNumberOfClearBits. */
ULONG RtlNumberOfClearBits(PRTL_BITMAP BitMapHeader)
{
    ddi_enter(RtlNumberOfClearBits, NULL);
    return count_of(BitMapHeader, false);
}

/* WDK: RtlNumberOfSetBits. */
ULONG RtlNumberOfSetBits(PRTL_BITMAP BitMapHeader)
{
    ddi_enter(RtlNumberOfSetBits, NULL);
    return count_of(BitMapHeader, true);
}

/* WDK: RtlFindLongestRunClear. The first of the longest; its length, 0 when no bit is clear. */
ULONG RtlFindLongestRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
    ddi_enter(RtlFindLongestRunClear, NULL);
    ULONG best = 0;
    *StartingIndex = 0;
    for (ULONG at = 0; at < BitMapHeader->SizeOfBitMap;) {
        ULONG run = run_length(BitMapHeader, at, false);
        if (run > best) {
            best = run;
            *StartingIndex = at;
        }
        at += run + 1;
    }
    return best;
}

/* WDK: RtlFindFirstRunClear. */
ULONG RtlFindFirstRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
    ddi_enter(RtlFindFirstRunClear, NULL);
    ULONG set = run_length(BitMapHeader, 0, true);
    *StartingIndex = set;
    return set < BitMapHeader->SizeOfBitMap ? run_length(BitMapHeader, set, false) : 0;
}

/* WDK: RtlFindMostSignificantBit. -1 for 0. */
CCHAR RtlFindMostSignificantBit(ULONGLONG Set)
{
    ddi_enter(RtlFindMostSignificantBit, NULL);
    return (CCHAR)(Set ? 63 - __builtin_clzll(Set) : -1);
}

/* WDK: RtlFindLeastSignificantBit. */
CCHAR RtlFindLeastSignificantBit(ULONGLONG Set)
{
    ddi_enter(RtlFindLeastSignificantBit, NULL);
    return (CCHAR)(Set ? __builtin_ctzll(Set) : -1);
}

/* WDK: RtlFindNextForwardRunClear. */
ULONG RtlFindNextForwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex, PULONG StartingRunIndex)
{
    ddi_enter(RtlFindNextForwardRunClear, NULL);
    ULONG start = FromIndex + run_length(BitMapHeader, FromIndex, true);
    *StartingRunIndex = start;
    return start < BitMapHeader->SizeOfBitMap ? run_length(BitMapHeader, start, false) : 0;
}

/* WDK: RtlFindLastBackwardRunClear. The run that ends at FromIndex or last before it. */
ULONG RtlFindLastBackwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex, PULONG StartingRunIndex)
{
    ddi_enter(RtlFindLastBackwardRunClear, NULL);
    ULONG end = FromIndex + 1;
    while (end > 0 && bit_at(BitMapHeader, end - 1))
        end--;
    ULONG start = end;
    while (start > 0 && !bit_at(BitMapHeader, start - 1))
        start--;
    *StartingRunIndex = start;
    return end - start;
}

/* WDK: RtlNumberOfSetBitsUlongPtr. */
ULONG RtlNumberOfSetBitsUlongPtr(ULONG_PTR Target)
{
    ddi_enter(RtlNumberOfSetBitsUlongPtr, NULL);
    return (ULONG)__builtin_popcountll(Target);
}
