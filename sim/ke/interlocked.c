/*
 * Interlocked operations: on Windows intrinsics, here exports, because each is a scheduling point. One host thread runs everything, so plain arithmetic is atomic.
 */
#include "ke/fault.h"
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

static void (*touch)(const volatile void *address, size_t size, uintptr_t site); /* NULL: the kernel runs without mm, in its own tests */

void ke_on_touch(void (*check)(const volatile void *address, size_t size, uintptr_t site))
{
    touch = check;
}

void ke_touch(const volatile void *address, size_t size, uintptr_t site)
{
    enum arena_segment segment = arena_of((const void *)address);
    if (touch && (segment == ARENA_NONPAGED || segment == ARENA_PAGED))
        touch(address, size, site);
}

/* On Windows these are instructions of the driver: what it may not touch faults in its name. Behind the gate, because others may have moved there. */
static inline void operate(const volatile void *target, size_t size, uintptr_t site)
{
    ke_sync_atomic(target, size, site);
    if (touch)
        touch(target, size, site);
    footprint_write(target, size);
}

/* WDK: InterlockedIncrement and its family; results as documented: new value for Increment, Decrement, Add; old value for all others. */
#define NEW_VALUE(name, type, expression)                                                                                                                  \
    {                                                                                                                                                      \
        ddi_enter(name, NULL);                                                                                                                             \
        operate(target, sizeof *target, gate_.site);                                                                                                       \
        return *target = (type)(expression);                                                                                                               \
    }
#define OLD_VALUE(name, type, expression)                                                                                                                  \
    {                                                                                                                                                      \
        ddi_enter(name, NULL);                                                                                                                             \
        operate(target, sizeof *target, gate_.site);                                                                                                       \
        type old = *target;                                                                                                                                \
        *target = (type)(expression);                                                                                                                      \
        return old;                                                                                                                                        \
    }
#define FAMILY(suffix, type, wide)                                                                                                                         \
    type InterlockedIncrement##suffix(type volatile *target) NEW_VALUE(InterlockedIncrement##suffix, type, (wide)*target + 1)                              \
    type InterlockedDecrement##suffix(type volatile *target) NEW_VALUE(InterlockedDecrement##suffix, type, (wide)*target - 1)                              \
    type InterlockedAdd##suffix(type volatile *target, type value) NEW_VALUE(InterlockedAdd##suffix, type, (wide)*target + (wide)value)                    \
    type InterlockedExchange##suffix(type volatile *target, type value) OLD_VALUE(InterlockedExchange##suffix, type, value)                                \
    type InterlockedExchangeAdd##suffix(type volatile *target, type value) OLD_VALUE(InterlockedExchangeAdd##suffix, type, (wide)old + (wide)value)        \
    type InterlockedCompareExchange##suffix(type volatile *target, type exchange, type comperand)                                                          \
        OLD_VALUE(InterlockedCompareExchange##suffix, type, old == comperand ? exchange : old)                                                             \
    type InterlockedAnd##suffix(type volatile *target, type value) OLD_VALUE(InterlockedAnd##suffix, type, old & value)                                    \
    type InterlockedOr##suffix(type volatile *target, type value) OLD_VALUE(InterlockedOr##suffix, type, old | value)                                      \
    type InterlockedXor##suffix(type volatile *target, type value) OLD_VALUE(InterlockedXor##suffix, type, old ^ value)

FAMILY(, LONG, ULONG)
FAMILY(64, LONG64, ULONG64)

/* Of the narrow ones Windows has some. */
#define NARROW(suffix, type)                                                                                                                               \
    type InterlockedExchange##suffix(type volatile *target, type value) OLD_VALUE(InterlockedExchange##suffix, type, value)                                \
    type InterlockedExchangeAdd##suffix(type volatile *target, type value) OLD_VALUE(InterlockedExchangeAdd##suffix, type, old + value)                    \
    type InterlockedAnd##suffix(type volatile *target, type value) OLD_VALUE(InterlockedAnd##suffix, type, old & value)                                    \
    type InterlockedOr##suffix(type volatile *target, type value) OLD_VALUE(InterlockedOr##suffix, type, old | value)                                      \
    type InterlockedXor##suffix(type volatile *target, type value) OLD_VALUE(InterlockedXor##suffix, type, old ^ value)

NARROW(8, CHAR)
NARROW(16, SHORT)

SHORT InterlockedIncrement16(SHORT volatile *target) NEW_VALUE(InterlockedIncrement16, SHORT, *target + 1)
SHORT InterlockedDecrement16(SHORT volatile *target) NEW_VALUE(InterlockedDecrement16, SHORT, *target - 1)
SHORT InterlockedCompareExchange16(SHORT volatile *target, SHORT exchange, SHORT comperand)
    OLD_VALUE(InterlockedCompareExchange16, SHORT, old == comperand ? exchange : old)

PVOID InterlockedExchangePointer(PVOID volatile *target, PVOID value) OLD_VALUE(InterlockedExchangePointer, PVOID, value)
PVOID InterlockedCompareExchangePointer(PVOID volatile *target, PVOID exchange, PVOID comperand)
    OLD_VALUE(InterlockedCompareExchangePointer, PVOID, old == comperand ? exchange : old)

#define BIT_TEST(name, type, wide, expression)                                                                                                             \
    BOOLEAN name(type volatile *Base, type Bit)                                                                                                            \
    {                                                                                                                                                      \
        ddi_enter(name, NULL);                                                                                                                             \
        type volatile *word = Base + Bit / (type)(sizeof(type) * 8);                                                                                       \
        operate(word, sizeof *word, gate_.site);                                                                                                           \
        wide old = (wide)*word, bit = (wide)1 << (Bit & (type)(sizeof(type) * 8 - 1));                                                                     \
        *word = (type)(expression);                                                                                                                        \
        return (old & bit) != 0;                                                                                                                           \
    }

/* WDK: InterlockedBitTestAndSet and its like: the bit as it was. Bits are numbered on over the words that follow. */
BIT_TEST(InterlockedBitTestAndSet, LONG, ULONG, old | bit)
BIT_TEST(InterlockedBitTestAndReset, LONG, ULONG, old & ~bit)
BIT_TEST(InterlockedBitTestAndComplement, LONG, ULONG, old ^ bit)
BIT_TEST(InterlockedBitTestAndSet64, LONG64, ULONG64, old | bit)
BIT_TEST(InterlockedBitTestAndReset64, LONG64, ULONG64, old & ~bit)
BIT_TEST(InterlockedBitTestAndComplement64, LONG64, ULONG64, old ^ bit)

/* The processor wants 16 bytes aligned. */
static void check_aligned_16(const volatile void *address)
{
    if ((uintptr_t)address & 15)
        ke_raise_status(STATUS_ACCESS_VIOLATION, (uintptr_t)address, true);
}

/* WDK (intrinsic): InterlockedCompareExchange128. 1: it was equal; else *ComparandResult is what was there. */
UCHAR InterlockedCompareExchange128(LONG64 volatile *Destination, LONG64 ExchangeHigh, LONG64 ExchangeLow, LONG64 *ComparandResult)
{
    ddi_enter(InterlockedCompareExchange128, NULL);
    check_aligned_16(Destination);
    operate(Destination, 16, gate_.site);
    ke_touch(ComparandResult, 16, gate_.site);
    LONG64 low = Destination[0], high = Destination[1];
    bool equal = low == ComparandResult[0] && high == ComparandResult[1];
    if (equal)
        Destination[0] = ExchangeLow, Destination[1] = ExchangeHigh;
    ComparandResult[0] = low, ComparandResult[1] = high;
    return equal;
}
