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

SHORT InterlockedIncrement16(SHORT volatile *target) NEW_VALUE(InterlockedIncrement16, SHORT, *target + 1)
SHORT InterlockedDecrement16(SHORT volatile *target) NEW_VALUE(InterlockedDecrement16, SHORT, *target - 1)
SHORT InterlockedCompareExchange16(SHORT volatile *target, SHORT exchange, SHORT comperand)
    OLD_VALUE(InterlockedCompareExchange16, SHORT, old == comperand ? exchange : old)

PVOID InterlockedExchangePointer(PVOID volatile *target, PVOID value) OLD_VALUE(InterlockedExchangePointer, PVOID, value)
PVOID InterlockedCompareExchangePointer(PVOID volatile *target, PVOID exchange, PVOID comperand)
    OLD_VALUE(InterlockedCompareExchangePointer, PVOID, old == comperand ? exchange : old)

/* WDK: InterlockedBitTestAndSet. */
BOOLEAN InterlockedBitTestAndSet(LONG volatile *Base, LONG Bit)
{
    ddi_enter(InterlockedBitTestAndSet, NULL);
    LONG volatile *word = Base + (Bit >> 5);
    operate(word, sizeof *word, gate_.site);
    LONG old = *word;
    *word = (LONG)((ULONG)old | 1u << (Bit & 31));
    return (BOOLEAN)((ULONG)old >> (Bit & 31) & 1);
}

/* WDK: InterlockedBitTestAndReset. */
BOOLEAN InterlockedBitTestAndReset(LONG volatile *Base, LONG Bit)
{
    ddi_enter(InterlockedBitTestAndReset, NULL);
    LONG volatile *word = Base + (Bit >> 5);
    operate(word, sizeof *word, gate_.site);
    LONG old = *word;
    *word = (LONG)((ULONG)old & ~(1u << (Bit & 31)));
    return (BOOLEAN)((ULONG)old >> (Bit & 31) & 1);
}
