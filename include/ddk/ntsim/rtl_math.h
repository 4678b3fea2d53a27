/* 64-bit arithmetic by the names it had before compilers could do it. */
#ifndef NTSIM_DDK_RTL_MATH_H
#define NTSIM_DDK_RTL_MATH_H

#include "../ntdef.h"

static inline LARGE_INTEGER RtlLargeIntegerAdd(LARGE_INTEGER Addend1, LARGE_INTEGER Addend2)
{
    Addend1.QuadPart += Addend2.QuadPart;
    return Addend1;
}

static inline LARGE_INTEGER RtlLargeIntegerSubtract(LARGE_INTEGER Number1, LARGE_INTEGER Number2)
{
    Number1.QuadPart -= Number2.QuadPart;
    return Number1;
}

static inline LARGE_INTEGER RtlEnlargedIntegerMultiply(LONG Multiplicand, LONG Multiplier)
{
    LARGE_INTEGER product;

    product.QuadPart = Int32x32To64(Multiplicand, Multiplier);
    return product;
}

static inline LARGE_INTEGER RtlExtendedIntegerMultiply(LARGE_INTEGER Multiplicand, LONG Multiplier)
{
    Multiplicand.QuadPart *= Multiplier;
    return Multiplicand;
}

static inline LARGE_INTEGER RtlExtendedLargeIntegerDivide(LARGE_INTEGER Dividend, ULONG Divisor, PULONG Remainder)
{
    ULONGLONG dividend = (ULONGLONG)Dividend.QuadPart;

    if (Remainder != NULL)
        *Remainder = (ULONG)(dividend % Divisor);
    Dividend.QuadPart = (LONGLONG)(dividend / Divisor);
    return Dividend;
}

/* The product's upper 64 bits, shifted right: division by a constant whose reciprocal is MagicDivisor. */
static inline LARGE_INTEGER RtlExtendedMagicDivide(LARGE_INTEGER Dividend, LARGE_INTEGER MagicDivisor, CCHAR ShiftCount)
{
    BOOLEAN negative = Dividend.QuadPart < 0;
    ULONGLONG magnitude = negative ? -(ULONGLONG)Dividend.QuadPart : (ULONGLONG)Dividend.QuadPart;
    unsigned __int128 product = (unsigned __int128)magnitude * (ULONGLONG)MagicDivisor.QuadPart;
    ULONGLONG quotient = (ULONGLONG)(product >> 64) >> ShiftCount;

    Dividend.QuadPart = (LONGLONG)(negative ? -quotient : quotient);
    return Dividend;
}

#define RtlLargeIntegerShiftLeft(LargeInteger, ShiftCount)                                                             \
    ((LARGE_INTEGER){.QuadPart = (LONGLONG)((ULONGLONG)(LargeInteger).QuadPart << (ShiftCount))})
#define RtlLargeIntegerShiftRight(LargeInteger, ShiftCount)                                                            \
    ((LARGE_INTEGER){.QuadPart = (LONGLONG)((ULONGLONG)(LargeInteger).QuadPart >> (ShiftCount))})
#define RtlLargeIntegerGreaterThan(X, Y)          ((X).QuadPart > (Y).QuadPart)
#define RtlLargeIntegerGreaterThanOrEqualTo(X, Y) ((X).QuadPart >= (Y).QuadPart)
#define RtlLargeIntegerEqualTo(X, Y)              ((X).QuadPart == (Y).QuadPart)
#define RtlLargeIntegerNotEqualTo(X, Y)           ((X).QuadPart != (Y).QuadPart)
#define RtlLargeIntegerLessThan(X, Y)             ((X).QuadPart < (Y).QuadPart)
#define RtlLargeIntegerLessThanOrEqualTo(X, Y)    ((X).QuadPart <= (Y).QuadPart)
#define RtlLargeIntegerEqualToZero(X)             (!(X).QuadPart)

#endif
