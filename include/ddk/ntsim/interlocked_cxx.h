/*
 * Interlocked operations on what C++ takes for other types than LONG and LONG64, and Microsoft's compiler for the same: `long`, which has 64 bits here and is
 * therefore changed as a whole, and `long long`. Included by interlocked.h.
 */
#ifndef NTSIM_DDK_INTERLOCKED_CXX_H
#define NTSIM_DDK_INTERLOCKED_CXX_H

#include "interlocked.h"

#ifdef __cplusplus

/* Events and findings are of the line that calls. */
#define __NTSIM_INTERLOCKED static inline __attribute__((__always_inline__, __artificial__))
#define __NTSIM_OTHER(result, name, type)                                                                              \
    __NTSIM_INTERLOCKED result name(type volatile *Target)                                                             \
    {                                                                                                                  \
        return (result)name##64((LONG64 volatile *)Target);                                                            \
    }
#define __NTSIM_OTHER_VALUE(result, name, type)                                                                        \
    __NTSIM_INTERLOCKED result name(type volatile *Target, result Value)                                               \
    {                                                                                                                  \
        return (result)name##64((LONG64 volatile *)Target, Value);                                                     \
    }
#define __NTSIM_LONG_LONG(name)                                                                                        \
    __NTSIM_INTERLOCKED LONG64 name(long long volatile *Target)                                                        \
    {                                                                                                                  \
        return name((LONG64 volatile *)Target);                                                                        \
    }
#define __NTSIM_LONG_LONG_VALUE(name)                                                                                  \
    __NTSIM_INTERLOCKED LONG64 name(long long volatile *Target, LONG64 Value)                                          \
    {                                                                                                                  \
        return name((LONG64 volatile *)Target, Value);                                                                 \
    }

extern "C++" {
__NTSIM_OTHER(LONG, InterlockedIncrement, long)
__NTSIM_OTHER(LONG, InterlockedDecrement, long)
__NTSIM_OTHER_VALUE(LONG, InterlockedAdd, long)
__NTSIM_OTHER_VALUE(LONG, InterlockedExchange, long)
__NTSIM_OTHER_VALUE(LONG, InterlockedExchangeAdd, long)
__NTSIM_OTHER_VALUE(LONG, InterlockedAnd, long)
__NTSIM_OTHER_VALUE(LONG, InterlockedOr, long)
__NTSIM_OTHER_VALUE(LONG, InterlockedXor, long)
__NTSIM_INTERLOCKED LONG InterlockedCompareExchange(long volatile *Destination, LONG ExChange, LONG Comperand)
{
    return (LONG)InterlockedCompareExchange64((LONG64 volatile *)Destination, ExChange, Comperand);
}

__NTSIM_LONG_LONG(InterlockedIncrement64)
__NTSIM_LONG_LONG(InterlockedDecrement64)
__NTSIM_LONG_LONG_VALUE(InterlockedAdd64)
__NTSIM_LONG_LONG_VALUE(InterlockedExchange64)
__NTSIM_LONG_LONG_VALUE(InterlockedExchangeAdd64)
__NTSIM_LONG_LONG_VALUE(InterlockedAnd64)
__NTSIM_LONG_LONG_VALUE(InterlockedOr64)
__NTSIM_LONG_LONG_VALUE(InterlockedXor64)
__NTSIM_INTERLOCKED LONG64 InterlockedCompareExchange64(long long volatile *Destination, LONG64 ExChange, LONG64 Comperand)
{
    return InterlockedCompareExchange64((LONG64 volatile *)Destination, ExChange, Comperand);
}
}

#endif

#endif
