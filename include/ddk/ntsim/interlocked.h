/*
 * Interlocked operations. On Windows these are intrinsics; here they are exports of the simulator, each of them a
 * scheduling point and an acquire-release edge. Results: Increment, Decrement, Add give the new value; Exchange,
 * ExchangeAdd, CompareExchange, And, Or, Xor the old one.
 */
#ifndef NTSIM_DDK_INTERLOCKED_H
#define NTSIM_DDK_INTERLOCKED_H

#include "../ntdef.h"

EXTERN_C_START

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
BOOLEAN InterlockedBitTestAndComplement(LONG volatile *Base, LONG Bit);
BOOLEAN InterlockedBitTestAndSet64(LONG64 volatile *Base, LONG64 Bit);
BOOLEAN InterlockedBitTestAndReset64(LONG64 volatile *Base, LONG64 Bit);
BOOLEAN InterlockedBitTestAndComplement64(LONG64 volatile *Base, LONG64 Bit);

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
SHORT InterlockedExchange16(SHORT volatile *Target, SHORT Value);
SHORT InterlockedExchangeAdd16(SHORT volatile *Addend, SHORT Value);
SHORT InterlockedAnd16(SHORT volatile *Destination, SHORT Value);
SHORT InterlockedOr16(SHORT volatile *Destination, SHORT Value);
SHORT InterlockedXor16(SHORT volatile *Destination, SHORT Value);

CHAR InterlockedExchange8(CHAR volatile *Target, CHAR Value);
CHAR InterlockedExchangeAdd8(CHAR volatile *Addend, CHAR Value);
CHAR InterlockedAnd8(CHAR volatile *Destination, CHAR Value);
CHAR InterlockedOr8(CHAR volatile *Destination, CHAR Value);
CHAR InterlockedXor8(CHAR volatile *Destination, CHAR Value);

/* 16 bytes, aligned to 16: the low half first. */
UCHAR InterlockedCompareExchange128(LONG64 volatile *Destination, LONG64 ExchangeHigh, LONG64 ExchangeLow,
                                    LONG64 *ComparandResult);

PVOID InterlockedExchangePointer(PVOID volatile *Target, PVOID Value);
PVOID InterlockedCompareExchangePointer(PVOID volatile *Destination, PVOID Exchange, PVOID Comperand);

/* Memory order is sequentially consistent here, so the weaker variants are the same operations. */
#define InterlockedIncrementAcquire              InterlockedIncrement
#define InterlockedIncrementRelease              InterlockedIncrement
#define InterlockedIncrementNoFence              InterlockedIncrement
#define InterlockedDecrementAcquire              InterlockedDecrement
#define InterlockedDecrementRelease              InterlockedDecrement
#define InterlockedDecrementNoFence              InterlockedDecrement
#define InterlockedAddAcquire                    InterlockedAdd
#define InterlockedAddRelease                    InterlockedAdd
#define InterlockedAddNoFence                    InterlockedAdd
#define InterlockedExchangeAcquire               InterlockedExchange
#define InterlockedExchangeRelease               InterlockedExchange
#define InterlockedExchangeNoFence               InterlockedExchange
#define InterlockedExchangeAddAcquire            InterlockedExchangeAdd
#define InterlockedExchangeAddRelease            InterlockedExchangeAdd
#define InterlockedExchangeAddNoFence            InterlockedExchangeAdd
#define InterlockedCompareExchangeAcquire        InterlockedCompareExchange
#define InterlockedCompareExchangeRelease        InterlockedCompareExchange
#define InterlockedCompareExchangeNoFence        InterlockedCompareExchange
#define InterlockedAndAcquire                    InterlockedAnd
#define InterlockedAndRelease                    InterlockedAnd
#define InterlockedAndNoFence                    InterlockedAnd
#define InterlockedOrAcquire                     InterlockedOr
#define InterlockedOrRelease                     InterlockedOr
#define InterlockedOrNoFence                     InterlockedOr
#define InterlockedXorAcquire                    InterlockedXor
#define InterlockedXorRelease                    InterlockedXor
#define InterlockedXorNoFence                    InterlockedXor
#define InterlockedIncrementAcquire64            InterlockedIncrement64
#define InterlockedIncrementRelease64            InterlockedIncrement64
#define InterlockedIncrementNoFence64            InterlockedIncrement64
#define InterlockedDecrementAcquire64            InterlockedDecrement64
#define InterlockedDecrementRelease64            InterlockedDecrement64
#define InterlockedDecrementNoFence64            InterlockedDecrement64
#define InterlockedAddAcquire64                  InterlockedAdd64
#define InterlockedAddRelease64                  InterlockedAdd64
#define InterlockedAddNoFence64                  InterlockedAdd64
#define InterlockedExchangeAcquire64             InterlockedExchange64
#define InterlockedExchangeRelease64             InterlockedExchange64
#define InterlockedExchangeNoFence64             InterlockedExchange64
#define InterlockedExchangeAddAcquire64          InterlockedExchangeAdd64
#define InterlockedExchangeAddRelease64          InterlockedExchangeAdd64
#define InterlockedExchangeAddNoFence64          InterlockedExchangeAdd64
#define InterlockedCompareExchangeAcquire64      InterlockedCompareExchange64
#define InterlockedCompareExchangeRelease64      InterlockedCompareExchange64
#define InterlockedCompareExchangeNoFence64      InterlockedCompareExchange64
#define InterlockedAndAcquire64                  InterlockedAnd64
#define InterlockedAndRelease64                  InterlockedAnd64
#define InterlockedAndNoFence64                  InterlockedAnd64
#define InterlockedOrAcquire64                   InterlockedOr64
#define InterlockedOrRelease64                   InterlockedOr64
#define InterlockedOrNoFence64                   InterlockedOr64
#define InterlockedXorAcquire64                  InterlockedXor64
#define InterlockedXorRelease64                  InterlockedXor64
#define InterlockedXorNoFence64                  InterlockedXor64
#define InterlockedIncrementAcquire16            InterlockedIncrement16
#define InterlockedIncrementRelease16            InterlockedIncrement16
#define InterlockedIncrementNoFence16            InterlockedIncrement16
#define InterlockedDecrementAcquire16            InterlockedDecrement16
#define InterlockedDecrementRelease16            InterlockedDecrement16
#define InterlockedDecrementNoFence16            InterlockedDecrement16
#define InterlockedCompareExchangeAcquire16      InterlockedCompareExchange16
#define InterlockedCompareExchangeRelease16      InterlockedCompareExchange16
#define InterlockedCompareExchangeNoFence16      InterlockedCompareExchange16
#define InterlockedExchangePointerAcquire        InterlockedExchangePointer
#define InterlockedExchangePointerRelease        InterlockedExchangePointer
#define InterlockedExchangePointerNoFence        InterlockedExchangePointer
#define InterlockedCompareExchangePointerAcquire InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerRelease InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerNoFence InterlockedCompareExchangePointer
#define InterlockedBitTestAndSetAcquire          InterlockedBitTestAndSet
#define InterlockedBitTestAndSetRelease          InterlockedBitTestAndSet
#define InterlockedBitTestAndSetNoFence          InterlockedBitTestAndSet
#define InterlockedBitTestAndResetAcquire        InterlockedBitTestAndReset
#define InterlockedBitTestAndResetRelease        InterlockedBitTestAndReset
#define InterlockedBitTestAndResetNoFence        InterlockedBitTestAndReset

#define _InterlockedIncrement              InterlockedIncrement
#define _InterlockedDecrement              InterlockedDecrement
#define _InterlockedAdd                    InterlockedAdd
#define _InterlockedExchange               InterlockedExchange
#define _InterlockedExchangeAdd            InterlockedExchangeAdd
#define _InterlockedCompareExchange        InterlockedCompareExchange
#define _InterlockedAnd                    InterlockedAnd
#define _InterlockedOr                     InterlockedOr
#define _InterlockedXor                    InterlockedXor
#define _InterlockedIncrement64            InterlockedIncrement64
#define _InterlockedDecrement64            InterlockedDecrement64
#define _InlineInterlockedAdd64            InterlockedAdd64
#define _InterlockedAdd64                  InterlockedAdd64
#define _InterlockedExchange64             InterlockedExchange64
#define _InterlockedExchangeAdd64          InterlockedExchangeAdd64
#define _InterlockedCompareExchange64      InterlockedCompareExchange64
#define _InterlockedAnd64                  InterlockedAnd64
#define _InterlockedOr64                   InterlockedOr64
#define _InterlockedXor64                  InterlockedXor64
#define _InterlockedIncrement16            InterlockedIncrement16
#define _InterlockedDecrement16            InterlockedDecrement16
#define _InterlockedCompareExchange16      InterlockedCompareExchange16
#define _InterlockedExchange16             InterlockedExchange16
#define _InterlockedExchangeAdd16          InterlockedExchangeAdd16
#define _InterlockedAnd16                  InterlockedAnd16
#define _InterlockedOr16                   InterlockedOr16
#define _InterlockedXor16                  InterlockedXor16
#define _InterlockedExchange8              InterlockedExchange8
#define _InterlockedExchangeAdd8           InterlockedExchangeAdd8
#define _InterlockedAnd8                   InterlockedAnd8
#define _InterlockedOr8                    InterlockedOr8
#define _InterlockedXor8                   InterlockedXor8
#define _InterlockedCompareExchange128     InterlockedCompareExchange128
#define _InterlockedExchangePointer        InterlockedExchangePointer
#define _InterlockedCompareExchangePointer InterlockedCompareExchangePointer
#define _interlockedbittestandset          InterlockedBitTestAndSet
#define _interlockedbittestandreset        InterlockedBitTestAndReset
#define _interlockedbittestandset64        InterlockedBitTestAndSet64
#define _interlockedbittestandreset64      InterlockedBitTestAndReset64
#define InterlockedExchangeAddSizeT(a, b) InterlockedExchangeAdd64((LONG64 volatile *)(a), (LONG64)(b))
#define InterlockedIncrementSizeT(a)      InterlockedIncrement64((LONG64 volatile *)(a))
#define InterlockedDecrementSizeT(a)      InterlockedDecrement64((LONG64 volatile *)(a))
#define InterlockedExchangeAddPtr(a, b)   InterlockedExchangeAdd64((LONG64 volatile *)(a), (LONG64)(b))

/* Plain volatile accesses, which the hooks see. */
#define ReadAcquire(Source)                      (*(LONG const volatile *)(Source))
#define ReadNoFence(Source)                      (*(LONG const volatile *)(Source))
#define ReadRaw(Source)                          (*(LONG const volatile *)(Source))
#define ReadAcquire8(Source)                     (*(CHAR const volatile *)(Source))
#define ReadNoFence8(Source)                     (*(CHAR const volatile *)(Source))
#define ReadRaw8(Source)                         (*(CHAR const volatile *)(Source))
#define ReadAcquire16(Source)                    (*(SHORT const volatile *)(Source))
#define ReadNoFence16(Source)                    (*(SHORT const volatile *)(Source))
#define ReadRaw16(Source)                        (*(SHORT const volatile *)(Source))
#define ReadAcquire64(Source)                    (*(LONG64 const volatile *)(Source))
#define ReadNoFence64(Source)                    (*(LONG64 const volatile *)(Source))
#define ReadRaw64(Source)                        (*(LONG64 const volatile *)(Source))
#define ReadUCharAcquire(Source)                 (*(UCHAR const volatile *)(Source))
#define ReadUCharNoFence(Source)                 (*(UCHAR const volatile *)(Source))
#define ReadUCharRaw(Source)                     (*(UCHAR const volatile *)(Source))
#define ReadUShortAcquire(Source)                (*(USHORT const volatile *)(Source))
#define ReadUShortNoFence(Source)                (*(USHORT const volatile *)(Source))
#define ReadUShortRaw(Source)                    (*(USHORT const volatile *)(Source))
#define ReadULongAcquire(Source)                 (*(ULONG const volatile *)(Source))
#define ReadULongNoFence(Source)                 (*(ULONG const volatile *)(Source))
#define ReadULongRaw(Source)                     (*(ULONG const volatile *)(Source))
#define ReadULong64Acquire(Source)               (*(ULONG64 const volatile *)(Source))
#define ReadULong64NoFence(Source)               (*(ULONG64 const volatile *)(Source))
#define ReadULong64Raw(Source)                   (*(ULONG64 const volatile *)(Source))
#define ReadULongPtrAcquire(Source)              (*(ULONG_PTR const volatile *)(Source))
#define ReadULongPtrNoFence(Source)              (*(ULONG_PTR const volatile *)(Source))
#define ReadULongPtrRaw(Source)                  (*(ULONG_PTR const volatile *)(Source))
#define ReadLongPtrAcquire(Source)               (*(LONG_PTR const volatile *)(Source))
#define ReadLongPtrNoFence(Source)               (*(LONG_PTR const volatile *)(Source))
#define ReadLongPtrRaw(Source)                   (*(LONG_PTR const volatile *)(Source))
#define ReadSizeTAcquire(Source)                 (*(SIZE_T const volatile *)(Source))
#define ReadSizeTNoFence(Source)                 (*(SIZE_T const volatile *)(Source))
#define ReadSizeTRaw(Source)                     (*(SIZE_T const volatile *)(Source))
#define ReadPointerAcquire(Source)               (*(PVOID const volatile *)(Source))
#define ReadPointerNoFence(Source)               (*(PVOID const volatile *)(Source))
#define ReadPointerRaw(Source)                   (*(PVOID const volatile *)(Source))
#define ReadBooleanAcquire(Source)               (*(BOOLEAN const volatile *)(Source))
#define ReadBooleanNoFence(Source)               (*(BOOLEAN const volatile *)(Source))
#define ReadBooleanRaw(Source)                   (*(BOOLEAN const volatile *)(Source))
#define WriteRelease(Destination, Value)         (*(LONG volatile *)(Destination) = (Value))
#define WriteNoFence(Destination, Value)         (*(LONG volatile *)(Destination) = (Value))
#define WriteRaw(Destination, Value)             (*(LONG volatile *)(Destination) = (Value))
#define WriteRelease8(Destination, Value)        (*(CHAR volatile *)(Destination) = (Value))
#define WriteNoFence8(Destination, Value)        (*(CHAR volatile *)(Destination) = (Value))
#define WriteRaw8(Destination, Value)            (*(CHAR volatile *)(Destination) = (Value))
#define WriteRelease16(Destination, Value)       (*(SHORT volatile *)(Destination) = (Value))
#define WriteNoFence16(Destination, Value)       (*(SHORT volatile *)(Destination) = (Value))
#define WriteRaw16(Destination, Value)           (*(SHORT volatile *)(Destination) = (Value))
#define WriteRelease64(Destination, Value)       (*(LONG64 volatile *)(Destination) = (Value))
#define WriteNoFence64(Destination, Value)       (*(LONG64 volatile *)(Destination) = (Value))
#define WriteRaw64(Destination, Value)           (*(LONG64 volatile *)(Destination) = (Value))
#define WriteUCharRelease(Destination, Value)    (*(UCHAR volatile *)(Destination) = (Value))
#define WriteUCharNoFence(Destination, Value)    (*(UCHAR volatile *)(Destination) = (Value))
#define WriteUCharRaw(Destination, Value)        (*(UCHAR volatile *)(Destination) = (Value))
#define WriteUShortRelease(Destination, Value)   (*(USHORT volatile *)(Destination) = (Value))
#define WriteUShortNoFence(Destination, Value)   (*(USHORT volatile *)(Destination) = (Value))
#define WriteUShortRaw(Destination, Value)       (*(USHORT volatile *)(Destination) = (Value))
#define WriteULongRelease(Destination, Value)    (*(ULONG volatile *)(Destination) = (Value))
#define WriteULongNoFence(Destination, Value)    (*(ULONG volatile *)(Destination) = (Value))
#define WriteULongRaw(Destination, Value)        (*(ULONG volatile *)(Destination) = (Value))
#define WriteULong64Release(Destination, Value)  (*(ULONG64 volatile *)(Destination) = (Value))
#define WriteULong64NoFence(Destination, Value)  (*(ULONG64 volatile *)(Destination) = (Value))
#define WriteULong64Raw(Destination, Value)      (*(ULONG64 volatile *)(Destination) = (Value))
#define WriteULongPtrRelease(Destination, Value) (*(ULONG_PTR volatile *)(Destination) = (Value))
#define WriteULongPtrNoFence(Destination, Value) (*(ULONG_PTR volatile *)(Destination) = (Value))
#define WriteULongPtrRaw(Destination, Value)     (*(ULONG_PTR volatile *)(Destination) = (Value))
#define WriteLongPtrRelease(Destination, Value)  (*(LONG_PTR volatile *)(Destination) = (Value))
#define WriteLongPtrNoFence(Destination, Value)  (*(LONG_PTR volatile *)(Destination) = (Value))
#define WriteLongPtrRaw(Destination, Value)      (*(LONG_PTR volatile *)(Destination) = (Value))
#define WriteSizeTRelease(Destination, Value)    (*(SIZE_T volatile *)(Destination) = (Value))
#define WriteSizeTNoFence(Destination, Value)    (*(SIZE_T volatile *)(Destination) = (Value))
#define WriteSizeTRaw(Destination, Value)        (*(SIZE_T volatile *)(Destination) = (Value))
#define WritePointerRelease(Destination, Value)  (*(PVOID volatile *)(Destination) = (Value))
#define WritePointerNoFence(Destination, Value)  (*(PVOID volatile *)(Destination) = (Value))
#define WritePointerRaw(Destination, Value)      (*(PVOID volatile *)(Destination) = (Value))
#define WriteBooleanRelease(Destination, Value)  (*(BOOLEAN volatile *)(Destination) = (Value))
#define WriteBooleanNoFence(Destination, Value)  (*(BOOLEAN volatile *)(Destination) = (Value))
#define WriteBooleanRaw(Destination, Value)      (*(BOOLEAN volatile *)(Destination) = (Value))

EXTERN_C_END

#ifdef __cplusplus
#include "interlocked_cxx.h"
#endif

#endif
