/*
 * Exact decimals by shifting a big number in base 10^9: up by at most 29 bits at a time, which 64 bits hold, or down by
 * at most 9, since 2^9 divides 10^9 and so nothing is lost.
 */
#include "decimal.h"

#include <stdbool.h>
#include <stdint.h>

enum { LIMBS = DECIMAL_LIMBS_BEFORE + DECIMAL_LIMBS_AFTER, BASE = 1000000000, UP = 29, DOWN = 9 };

/* Most significant limb first; the point is behind limb DECIMAL_LIMBS_BEFORE - 1. Limbs outside [first, end) are zero.
 */
struct big {
    uint32_t limb[LIMBS];
    int first, end;
};

static void shift_up(struct big *big, unsigned bits)
{
    uint64_t carry = 0;
    for (int i = big->end - 1; i >= big->first; i--) {
        carry += (uint64_t)big->limb[i] << bits;
        big->limb[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
    if (carry != 0)
        big->limb[--big->first] = (uint32_t)carry;
}

static void shift_down(struct big *big, unsigned bits)
{
    uint32_t carry = 0;
    for (int i = big->first; i < big->end; i++) {
        uint32_t limb = big->limb[i];
        big->limb[i] = (limb >> bits) + carry;
        carry = (limb & ((1u << bits) - 1)) * ((uint32_t)BASE >> bits);
    }
    if (carry != 0 && big->end < LIMBS)
        big->limb[big->end++] = carry;
    else if (carry != 0)
        big->limb[LIMBS - 1] |= 1; /* only whether anything is there can still matter */
    while (big->first < big->end && big->limb[big->first] == 0)
        big->first++;
}

static void big_from(struct big *big, uint64_t mantissa, int exponent)
{
    for (int i = 0; i < LIMBS; i++)
        big->limb[i] = 0;
    big->end = DECIMAL_LIMBS_BEFORE;
    big->first = big->end - 2;
    big->limb[big->end - 1] = (uint32_t)(mantissa % BASE);
    big->limb[big->end - 2] = (uint32_t)(mantissa / BASE);

    for (int bits; exponent > 0; exponent -= bits) {
        bits = exponent < UP ? exponent : UP;
        shift_up(big, (unsigned)bits);
    }
    for (int bits; exponent < 0; exponent += bits) {
        bits = exponent > -DOWN ? -exponent : DOWN;
        shift_down(big, (unsigned)bits);
    }
}

static void strip_zeros(struct decimal *decimal)
{
    while (decimal->count > 0 && decimal->digit[decimal->count - 1] == '0')
        decimal->count--;
    while (decimal->count > 0 && decimal->digit[0] == '0') {
        decimal->digit++;
        decimal->count--;
        decimal->point--;
    }
}

static void digits_from(struct decimal *decimal, const struct big *big)
{
    char *at = decimal->text;
    for (int i = big->first; i < big->end; i++, at += 9) {
        uint32_t limb = big->limb[i];
        for (int digit = 8; digit >= 0; digit--, limb /= 10)
            at[digit] = (char)('0' + limb % 10);
    }
    decimal->digit = decimal->text;
    decimal->count = (int)(at - decimal->text);
    decimal->point = 9 * (DECIMAL_LIMBS_BEFORE - big->first);
    strip_zeros(decimal);
}

void decimal_from_double(struct decimal *decimal, double value)
{
    union {
        double value;
        uint64_t bits;
    } from = {value};
    uint64_t mantissa = from.bits & ((1ull << 52) - 1);
    int exponent = (int)(from.bits >> 52 & 0x7FF);
    struct big big;

    if (exponent != 0)
        mantissa |= 1ull << 52;
    else
        exponent = 1;
    big_from(&big, mantissa, mantissa == 0 ? 0 : exponent - 1075);
    digits_from(decimal, &big);
}

static bool rounds_up(const struct decimal *decimal, int keep)
{
    char next = decimal->digit[keep];
    if (next != '5')
        return next > '5';
    return decimal->count > keep + 1 || (keep > 0 && (decimal->digit[keep - 1] & 1) != 0);
}

void decimal_round(struct decimal *decimal, int keep)
{
    if (keep >= decimal->count)
        return;
    bool up = keep >= 0 && rounds_up(decimal, keep);

    decimal->count = keep < 0 ? 0 : keep;
    if (up) {
        while (decimal->count > 0 && decimal->digit[decimal->count - 1] == '9')
            decimal->count--;
        if (decimal->count > 0) {
            decimal->digit[decimal->count - 1]++;
        } else {
            decimal->digit[0] = '1';
            decimal->count = 1;
            decimal->point++;
        }
    }
    strip_zeros(decimal);
}

char decimal_digit(const struct decimal *decimal, int index)
{
    return index >= 0 && index < decimal->count ? decimal->digit[index] : '0';
}

/* --- back to binary -------------------------------------------------------------------------------------------------
 */

static void big_from_digits(struct big *big, const struct decimal *decimal)
{
    static const uint32_t power[9] = {100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
    int place = 9 * DECIMAL_LIMBS_BEFORE - decimal->point;

    for (int i = 0; i < LIMBS; i++)
        big->limb[i] = 0;
    for (int i = 0; i < decimal->count; i++, place++) {
        if (place < 9 * LIMBS)
            big->limb[place / 9] += (uint32_t)(decimal->digit[i] - '0') * power[place % 9];
        else
            big->limb[LIMBS - 1] |= 1;
    }
    big->first = 0;
    big->end = LIMBS;
    while (big->first < LIMBS && big->limb[big->first] == 0)
        big->first++;
    while (big->end > big->first && big->limb[big->end - 1] == 0)
        big->end--;
    if (big->end < DECIMAL_LIMBS_BEFORE)
        big->end = DECIMAL_LIMBS_BEFORE;
    if (big->first > big->end)
        big->first = big->end;
}

/* What is before the point, which must be less than 10^18. */
static uint64_t whole(const struct big *big)
{
    return (uint64_t)big->limb[DECIMAL_LIMBS_BEFORE - 2] * BASE + big->limb[DECIMAL_LIMBS_BEFORE - 1];
}

static bool fraction_rounds_up(const struct big *big, bool odd)
{
    uint32_t half = BASE / 2, limb = big->limb[DECIMAL_LIMBS_BEFORE];
    bool more = false;
    for (int i = DECIMAL_LIMBS_BEFORE + 1; i < big->end; i++)
        more |= big->limb[i] != 0;
    return limb > half || (limb == half && (more || odd));
}

/* Shifts until the whole part has 53 bits, or the exponent is the least. Returns the exponent. */
static int normalise(struct big *big)
{
    const uint64_t top = 1ull << 52;
    int exponent = 0;

    for (; big->first < DECIMAL_LIMBS_BEFORE - 2; exponent += DOWN)
        shift_down(big, DOWN);
    for (; whole(big) >= 2 * top; exponent++)
        shift_down(big, 1);
    for (; big->first >= DECIMAL_LIMBS_BEFORE && exponent - UP >= -1074; exponent -= UP)
        shift_up(big, UP);
    for (; whole(big) < top && exponent > -1074; exponent--)
        shift_up(big, 1);
    return exponent;
}

double decimal_to_double(const struct decimal *decimal)
{
    union {
        uint64_t bits;
        double value;
    } to = {0};
    struct big big;

    if (decimal->count == 0 || decimal->point < -330)
        return 0;
    if (decimal->point > 310)
        return __builtin_inf();

    big_from_digits(&big, decimal);
    int exponent = normalise(&big);
    uint64_t mantissa = whole(&big);
    mantissa += fraction_rounds_up(&big, (mantissa & 1) != 0);
    if (mantissa >> 53 != 0) {
        mantissa >>= 1;
        exponent++;
    }
    if (exponent > 971)
        return __builtin_inf();
    to.bits = mantissa >> 52 == 0 ? mantissa : ((uint64_t)(exponent + 1074) << 52) + mantissa;
    return to.value;
}
