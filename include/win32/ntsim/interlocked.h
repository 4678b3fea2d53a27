/*
 * Interlocked operations, done in place so that a bad pointer faults at the application's own line. Before each of them others may move: __ntsim_point.
 */
#ifndef NTSIM_WIN32_INTERLOCKED_H
#define NTSIM_WIN32_INTERLOCKED_H

#include "base.h"

EXTERN_C_START

void __ntsim_point(void);

#define __NTSIM_ATOMIC(operation, type, target, value)                                                                 \
    (__ntsim_point(), operation((type volatile *)(target), (type)(value), __ATOMIC_SEQ_CST))

/* GNU statement expression: the value compared with is replaced by the one found. */
#define __NTSIM_COMPARE_EXCHANGE(type, target, exchange, comperand)                                                    \
    __extension__({                                                                                                    \
        type __ntsim_old = (type)(comperand);                                                                          \
        __ntsim_point();                                                                                               \
        __atomic_compare_exchange_n((type volatile *)(target), &__ntsim_old, (type)(exchange), 0, __ATOMIC_SEQ_CST,    \
                                    __ATOMIC_SEQ_CST);                                                                 \
        __ntsim_old;                                                                                                   \
    })

#define InterlockedIncrement(Addend) __NTSIM_ATOMIC(__atomic_add_fetch, LONG, Addend, 1)
#define InterlockedDecrement(Addend) __NTSIM_ATOMIC(__atomic_sub_fetch, LONG, Addend, 1)
#define InterlockedAdd(Addend, Value) __NTSIM_ATOMIC(__atomic_add_fetch, LONG, Addend, Value)
#define InterlockedExchange(Target, Value) __NTSIM_ATOMIC(__atomic_exchange_n, LONG, Target, Value)
#define InterlockedExchangeAdd(Addend, Value) __NTSIM_ATOMIC(__atomic_fetch_add, LONG, Addend, Value)
#define InterlockedAnd(Destination, Value) __NTSIM_ATOMIC(__atomic_fetch_and, LONG, Destination, Value)
#define InterlockedOr(Destination, Value) __NTSIM_ATOMIC(__atomic_fetch_or, LONG, Destination, Value)
#define InterlockedXor(Destination, Value) __NTSIM_ATOMIC(__atomic_fetch_xor, LONG, Destination, Value)
#define InterlockedCompareExchange(Destination, Exchange, Comperand)                                                   \
    __NTSIM_COMPARE_EXCHANGE(LONG, Destination, Exchange, Comperand)

#define InterlockedIncrement64(Addend) __NTSIM_ATOMIC(__atomic_add_fetch, LONG64, Addend, 1)
#define InterlockedDecrement64(Addend) __NTSIM_ATOMIC(__atomic_sub_fetch, LONG64, Addend, 1)
#define InterlockedExchange64(Target, Value) __NTSIM_ATOMIC(__atomic_exchange_n, LONG64, Target, Value)
#define InterlockedExchangeAdd64(Addend, Value) __NTSIM_ATOMIC(__atomic_fetch_add, LONG64, Addend, Value)
#define InterlockedCompareExchange64(Destination, Exchange, Comperand)                                                 \
    __NTSIM_COMPARE_EXCHANGE(LONG64, Destination, Exchange, Comperand)

#define InterlockedExchangePointer(Target, Value) __NTSIM_ATOMIC(__atomic_exchange_n, PVOID, Target, Value)
#define InterlockedCompareExchangePointer(Destination, Exchange, Comperand)                                            \
    __NTSIM_COMPARE_EXCHANGE(PVOID, Destination, Exchange, Comperand)

#define MemoryBarrier() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define YieldProcessor() __ntsim_point()

EXTERN_C_END

#endif
