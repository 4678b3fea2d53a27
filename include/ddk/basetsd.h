/* Explicit-width and pointer-width types, and the conversions between handles, pointers and 32-bit numbers. */
#ifndef NTSIM_DDK_BASETSD_H
#define NTSIM_DDK_BASETSD_H

#include "ntsim/types.h"

#define HandleToULong(h)    ((ULONG)(ULONG_PTR)(h))
#define HandleToUlong(h)    HandleToULong(h)
#define HandleToLong(h)     ((LONG)(LONG_PTR)(h))
#define ULongToHandle(ul)   ((HANDLE)(ULONG_PTR)(ul))
#define UlongToHandle(ul)   ULongToHandle(ul)
#define LongToHandle(l)     ((HANDLE)(LONG_PTR)(l))
#define PtrToUlong(p)       ((ULONG)(ULONG_PTR)(p))
#define PtrToULong(p)       PtrToUlong(p)
#define PtrToLong(p)        ((LONG)(LONG_PTR)(p))
#define PtrToUint(p)        ((UINT)(UINT_PTR)(p))
#define PtrToInt(p)         ((INT)(INT_PTR)(p))
#define PtrToUshort(p)      ((USHORT)(ULONG_PTR)(p))
#define PtrToShort(p)       ((SHORT)(LONG_PTR)(p))
#define UlongToPtr(ul)      ((PVOID)(ULONG_PTR)(ULONG)(ul))
#define ULongToPtr(ul)      UlongToPtr(ul)
#define LongToPtr(l)        ((PVOID)(LONG_PTR)(LONG)(l))
#define UIntToPtr(ui)       ((PVOID)(UINT_PTR)(UINT)(ui))
#define IntToPtr(i)         ((PVOID)(INT_PTR)(INT)(i))
#define Ptr64ToPtr(p)       ((PVOID)(p))
#define PtrToPtr64(p)       ((PVOID)(p))
#define HandleToHandle64(h) ((PVOID)(h))
#define Handle64ToHandle(h) ((HANDLE)(h))

#endif
