/*
 * Arithmetic that does not wrap (WDK: ntintsafe.h): RtlULongAdd(a, b, &sum), RtlSizeTMult(...), RtlULongToUShort(a, &b), and so on for every type.
 * STATUS_INTEGER_OVERFLOW: the result does not fit, and is all ones. Any IRQL.
 */
#ifndef NTSIM_DDK_NTINTSAFE_H
#define NTSIM_DDK_NTINTSAFE_H

#include "ntdef.h"
#include "ntstatus.h"

#ifndef ULONG_MAX /* where limits.h is not: the limits of Windows' types, whose long has 32 bits */
#define SHRT_MIN  (-32768)
#define SHRT_MAX  32767
#define USHRT_MAX 0xffff
#define INT_MIN   (-2147483647 - 1)
#define INT_MAX   2147483647
#define UINT_MAX  0xffffffffu
#define LONG_MIN  INT_MIN
#define LONG_MAX  INT_MAX
#define ULONG_MAX UINT_MAX
#endif

#define NTSIM_INTSAFE_OPERATION(name, type, operation, builtin)                          \
    static inline NTSTATUS Rtl##name##operation(type Left, type Right, type *pResult)    \
    {                                                                                    \
        if (!builtin(Left, Right, pResult))                                              \
            return STATUS_SUCCESS;                                                       \
        *pResult = (type)-1;                                                             \
        return STATUS_INTEGER_OVERFLOW;                                                  \
    }
#define NTSIM_INTSAFE_ARITHMETIC(name, type)                             \
    NTSIM_INTSAFE_OPERATION(name, type, Add, __builtin_add_overflow)     \
    NTSIM_INTSAFE_OPERATION(name, type, Sub, __builtin_sub_overflow)     \
    NTSIM_INTSAFE_OPERATION(name, type, Mult, __builtin_mul_overflow)

/* Adding nothing to it tells whether a value fits another type. */
#define NTSIM_INTSAFE_CONVERSION(from, from_type, to, to_type)                           \
    static inline NTSTATUS Rtl##from##To##to(from_type Operand, to_type *pResult)        \
    {                                                                                    \
        if (!__builtin_add_overflow(Operand, (from_type)0, pResult))                     \
            return STATUS_SUCCESS;                                                       \
        *pResult = (to_type)-1;                                                          \
        return STATUS_INTEGER_OVERFLOW;                                                  \
    }

NTSIM_INTSAFE_ARITHMETIC(Int8, signed char)
NTSIM_INTSAFE_ARITHMETIC(UInt8, unsigned char)
NTSIM_INTSAFE_ARITHMETIC(UChar, unsigned char)
NTSIM_INTSAFE_ARITHMETIC(Byte, unsigned char)
NTSIM_INTSAFE_ARITHMETIC(Short, SHORT)
NTSIM_INTSAFE_ARITHMETIC(UShort, USHORT)
NTSIM_INTSAFE_ARITHMETIC(Word, USHORT)
NTSIM_INTSAFE_ARITHMETIC(Int, INT)
NTSIM_INTSAFE_ARITHMETIC(UInt, UINT)
NTSIM_INTSAFE_ARITHMETIC(Long, LONG)
NTSIM_INTSAFE_ARITHMETIC(ULong, ULONG)
NTSIM_INTSAFE_ARITHMETIC(DWord, ULONG)
NTSIM_INTSAFE_ARITHMETIC(IntPtr, INT_PTR)
NTSIM_INTSAFE_ARITHMETIC(UIntPtr, UINT_PTR)
NTSIM_INTSAFE_ARITHMETIC(LongPtr, LONG_PTR)
NTSIM_INTSAFE_ARITHMETIC(ULongPtr, ULONG_PTR)
NTSIM_INTSAFE_ARITHMETIC(DWordPtr, ULONG_PTR)
NTSIM_INTSAFE_ARITHMETIC(LongLong, LONGLONG)
NTSIM_INTSAFE_ARITHMETIC(ULongLong, ULONGLONG)
NTSIM_INTSAFE_ARITHMETIC(SizeT, SIZE_T)
NTSIM_INTSAFE_ARITHMETIC(SIZET, SIZE_T)
NTSIM_INTSAFE_ARITHMETIC(PtrdiffT, LONG_PTR)
NTSIM_INTSAFE_ARITHMETIC(SSIZET, SSIZE_T)

/* From one type to each: the list is written once. */
#define NTSIM_INTSAFE_FROM(from, type) \
    NTSIM_INTSAFE_CONVERSION(from, type, Char, CHAR) \
    NTSIM_INTSAFE_CONVERSION(from, type, Int8, signed char) \
    NTSIM_INTSAFE_CONVERSION(from, type, UInt8, unsigned char) \
    NTSIM_INTSAFE_CONVERSION(from, type, UChar, unsigned char) \
    NTSIM_INTSAFE_CONVERSION(from, type, Byte, unsigned char) \
    NTSIM_INTSAFE_CONVERSION(from, type, Short, SHORT) \
    NTSIM_INTSAFE_CONVERSION(from, type, UShort, USHORT) \
    NTSIM_INTSAFE_CONVERSION(from, type, Word, USHORT) \
    NTSIM_INTSAFE_CONVERSION(from, type, Int, INT) \
    NTSIM_INTSAFE_CONVERSION(from, type, UInt, UINT) \
    NTSIM_INTSAFE_CONVERSION(from, type, Long, LONG) \
    NTSIM_INTSAFE_CONVERSION(from, type, ULong, ULONG) \
    NTSIM_INTSAFE_CONVERSION(from, type, DWord, ULONG) \
    NTSIM_INTSAFE_CONVERSION(from, type, IntPtr, INT_PTR) \
    NTSIM_INTSAFE_CONVERSION(from, type, UIntPtr, UINT_PTR) \
    NTSIM_INTSAFE_CONVERSION(from, type, LongPtr, LONG_PTR) \
    NTSIM_INTSAFE_CONVERSION(from, type, ULongPtr, ULONG_PTR) \
    NTSIM_INTSAFE_CONVERSION(from, type, DWordPtr, ULONG_PTR) \
    NTSIM_INTSAFE_CONVERSION(from, type, LongLong, LONGLONG) \
    NTSIM_INTSAFE_CONVERSION(from, type, ULongLong, ULONGLONG) \
    NTSIM_INTSAFE_CONVERSION(from, type, SizeT, SIZE_T) \
    NTSIM_INTSAFE_CONVERSION(from, type, SIZET, SIZE_T) \
    NTSIM_INTSAFE_CONVERSION(from, type, PtrdiffT, LONG_PTR) \
    NTSIM_INTSAFE_CONVERSION(from, type, SSIZET, SSIZE_T)

NTSIM_INTSAFE_FROM(Char, CHAR)
NTSIM_INTSAFE_FROM(Int8, signed char)
NTSIM_INTSAFE_FROM(UInt8, unsigned char)
NTSIM_INTSAFE_FROM(UChar, unsigned char)
NTSIM_INTSAFE_FROM(Byte, unsigned char)
NTSIM_INTSAFE_FROM(Short, SHORT)
NTSIM_INTSAFE_FROM(UShort, USHORT)
NTSIM_INTSAFE_FROM(Word, USHORT)
NTSIM_INTSAFE_FROM(Int, INT)
NTSIM_INTSAFE_FROM(UInt, UINT)
NTSIM_INTSAFE_FROM(Long, LONG)
NTSIM_INTSAFE_FROM(ULong, ULONG)
NTSIM_INTSAFE_FROM(DWord, ULONG)
NTSIM_INTSAFE_FROM(IntPtr, INT_PTR)
NTSIM_INTSAFE_FROM(UIntPtr, UINT_PTR)
NTSIM_INTSAFE_FROM(LongPtr, LONG_PTR)
NTSIM_INTSAFE_FROM(ULongPtr, ULONG_PTR)
NTSIM_INTSAFE_FROM(DWordPtr, ULONG_PTR)
NTSIM_INTSAFE_FROM(LongLong, LONGLONG)
NTSIM_INTSAFE_FROM(ULongLong, ULONGLONG)
NTSIM_INTSAFE_FROM(SizeT, SIZE_T)
NTSIM_INTSAFE_FROM(SIZET, SIZE_T)
NTSIM_INTSAFE_FROM(PtrdiffT, LONG_PTR)
NTSIM_INTSAFE_FROM(SSIZET, SSIZE_T)

#undef NTSIM_INTSAFE_FROM
#undef NTSIM_INTSAFE_CONVERSION
#undef NTSIM_INTSAFE_ARITHMETIC
#undef NTSIM_INTSAFE_OPERATION

#endif
