/*
 * Interlocked operations. On Windows these are intrinsics; here they are exports of the simulator, each of them a
 * scheduling point and an acquire-release edge. Results: Increment, Decrement, Add give the new value; Exchange,
 * ExchangeAdd, CompareExchange, And, Or, Xor the old one.
 */
#ifndef NTSIM_DDK_INTERLOCKED_H
#define NTSIM_DDK_INTERLOCKED_H

#include "../ntdef.h"

LONG InterlockedIncrement(LONG volatile *Addend);
LONG InterlockedDecrement(LONG volatile *Addend);
LONG InterlockedAdd(LONG volatile *Addend, LONG Value);
LONG InterlockedExchange(LONG volatile *Target, LONG Value);
LONG InterlockedExchangeAdd(LONG volatile *Addend, LONG Value);
LONG InterlockedCompareExchange(LONG volatile *Destination, LONG ExChange, LONG Comperand);
LONG InterlockedAnd(LONG volatile *Destination, LONG Value);
LONG InterlockedOr(LONG volatile *Destination, LONG Value);
LONG InterlockedXor(LONG volatile *Destination, LONG Value);
BOOLEAN InterlockedBitTestAndSet(LONG volatile *Base, LONG Bit);
BOOLEAN InterlockedBitTestAndReset(LONG volatile *Base, LONG Bit);

LONG64 InterlockedIncrement64(LONG64 volatile *Addend);
LONG64 InterlockedDecrement64(LONG64 volatile *Addend);
LONG64 InterlockedAdd64(LONG64 volatile *Addend, LONG64 Value);
LONG64 InterlockedExchange64(LONG64 volatile *Target, LONG64 Value);
LONG64 InterlockedExchangeAdd64(LONG64 volatile *Addend, LONG64 Value);
LONG64 InterlockedCompareExchange64(LONG64 volatile *Destination, LONG64 ExChange, LONG64 Comperand);
LONG64 InterlockedAnd64(LONG64 volatile *Destination, LONG64 Value);
LONG64 InterlockedOr64(LONG64 volatile *Destination, LONG64 Value);
LONG64 InterlockedXor64(LONG64 volatile *Destination, LONG64 Value);

SHORT InterlockedIncrement16(SHORT volatile *Addend);
SHORT InterlockedDecrement16(SHORT volatile *Addend);
SHORT InterlockedCompareExchange16(SHORT volatile *Destination, SHORT ExChange, SHORT Comperand);

PVOID InterlockedExchangePointer(PVOID volatile *Target, PVOID Value);
PVOID InterlockedCompareExchangePointer(PVOID volatile *Destination, PVOID Exchange, PVOID Comperand);

/* Memory order is sequentially consistent here, so the weaker variants are the same operations. */
#define InterlockedIncrementAcquire              InterlockedIncrement
#define InterlockedIncrementRelease              InterlockedIncrement
#define InterlockedIncrementNoFence              InterlockedIncrement
#define InterlockedDecrementAcquire              InterlockedDecrement
#define InterlockedDecrementRelease              InterlockedDecrement
#define InterlockedDecrementNoFence              InterlockedDecrement
#define InterlockedExchangeNoFence               InterlockedExchange
#define InterlockedExchangeAcquire               InterlockedExchange
#define InterlockedExchangeAddNoFence            InterlockedExchangeAdd
#define InterlockedCompareExchangeAcquire        InterlockedCompareExchange
#define InterlockedCompareExchangeRelease        InterlockedCompareExchange
#define InterlockedCompareExchangeNoFence        InterlockedCompareExchange
#define InterlockedExchangePointerNoFence        InterlockedExchangePointer
#define InterlockedCompareExchangePointerAcquire InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerRelease InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerNoFence InterlockedCompareExchangePointer
#define InterlockedAndNoFence                    InterlockedAnd
#define InterlockedOrNoFence                     InterlockedOr

#define _InterlockedIncrement             InterlockedIncrement
#define _InterlockedDecrement             InterlockedDecrement
#define _InterlockedExchange              InterlockedExchange
#define _InterlockedExchangeAdd           InterlockedExchangeAdd
#define _InterlockedCompareExchange       InterlockedCompareExchange
#define _InterlockedAnd                   InterlockedAnd
#define _InterlockedOr                    InterlockedOr
#define _InterlockedXor                   InterlockedXor
#define _InterlockedIncrement64           InterlockedIncrement64
#define _InterlockedDecrement64           InterlockedDecrement64
#define _InterlockedExchange64            InterlockedExchange64
#define _InterlockedExchangeAdd64         InterlockedExchangeAdd64
#define _InterlockedCompareExchange64     InterlockedCompareExchange64
#define InterlockedExchangeAddSizeT(a, b) InterlockedExchangeAdd64((LONG64 volatile *)(a), (LONG64)(b))
#define InterlockedIncrementSizeT(a)      InterlockedIncrement64((LONG64 volatile *)(a))
#define InterlockedDecrementSizeT(a)      InterlockedDecrement64((LONG64 volatile *)(a))
#define InterlockedExchangeAddPtr(a, b)   InterlockedExchangeAdd64((LONG64 volatile *)(a), (LONG64)(b))

/* Plain volatile accesses, which the hooks see. */
#define ReadAcquire(Source)                     (*(LONG const volatile *)(Source))
#define ReadNoFence(Source)                     (*(LONG const volatile *)(Source))
#define ReadRaw(Source)                         (*(LONG const volatile *)(Source))
#define ReadULongAcquire(Source)                (*(ULONG const volatile *)(Source))
#define ReadULongNoFence(Source)                (*(ULONG const volatile *)(Source))
#define ReadPointerAcquire(Source)              (*(PVOID const volatile *)(Source))
#define ReadPointerNoFence(Source)              (*(PVOID const volatile *)(Source))
#define WriteRelease(Destination, Value)        (*(LONG volatile *)(Destination) = (Value))
#define WriteNoFence(Destination, Value)        (*(LONG volatile *)(Destination) = (Value))
#define WriteRaw(Destination, Value)            (*(LONG volatile *)(Destination) = (Value))
#define WriteULongRelease(Destination, Value)   (*(ULONG volatile *)(Destination) = (Value))
#define WriteULongNoFence(Destination, Value)   (*(ULONG volatile *)(Destination) = (Value))
#define WritePointerRelease(Destination, Value) (*(PVOID volatile *)(Destination) = (Value))

#endif
