/*
 * Integers from text and back, of either width; included by number_narrow.c and number_wide.c, which define UNIT and
 * the names. (No guard: it is a body, not an interface.) A `long` has the 32 bits of Windows.
 */
#include <ctype.h>
#include <limits.h>
#include <stdint.h>

#include "crt.h"

struct integer {
    unsigned long long magnitude;
    size_t length; /* units read; 0: no number */
    bool negative, overflow;
};

static unsigned digit_value(UNIT unit)
{
    unsigned c = (unsigned)unit;
    if (c < 0x80 && isdigit((int)c))
        return c - '0';
    return c < 0x80 && isalpha((int)c) ? (unsigned)tolower((int)c) - 'a' + 10 : 99;
}

static bool has_hex_prefix(const UNIT *at)
{
    return at[0] == '0' && (at[1] == 'x' || at[1] == 'X') && digit_value(at[2]) < 16;
}

static struct integer parse(const UNIT *string, int radix)
{
    struct integer number = {.length = 0};
    const UNIT *at = string;

    while ((unsigned)*at < 0x80 && isspace((int)*at))
        at++;
    number.negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    if ((radix == 0 || radix == 16) && has_hex_prefix(at)) {
        radix = 16;
        at += 2;
    } else if (radix == 0) {
        radix = *at == '0' ? 8 : 10;
    }
    for (unsigned digit; (digit = digit_value(*at)) < (unsigned)radix; at++) {
        number.overflow |= number.magnitude > (ULLONG_MAX - digit) / (unsigned)radix;
        number.magnitude = number.magnitude * (unsigned)radix + digit;
        number.length = (size_t)(at + 1 - string);
    }
    crt_reads(string, (size_t)(at + 1 - string) * sizeof(UNIT));
    return number;
}

static void store_end(const UNIT *string, UNIT **end, const struct integer *number)
{
    if (end == NULL)
        return;
    crt_writes(end, sizeof *end);
    *end = (UNIT *)string + number->length;
}

static long long to_signed(const UNIT *string, UNIT **end, int radix, long long least, long long most)
{
    struct integer number = parse(string, radix);
    unsigned long long limit = number.negative ? 0 - (unsigned long long)least : (unsigned long long)most;

    store_end(string, end, &number);
    if (number.overflow || number.magnitude > limit) {
        crt_set_errno(ERANGE);
        return number.negative ? least : most;
    }
    return (long long)(number.negative ? 0 - number.magnitude : number.magnitude);
}

static unsigned long long to_unsigned(const UNIT *string, UNIT **end, int radix, unsigned long long most)
{
    struct integer number = parse(string, radix);

    store_end(string, end, &number);
    if (number.overflow || number.magnitude > most) {
        crt_set_errno(ERANGE);
        return most;
    }
    return (number.negative ? 0 - number.magnitude : number.magnitude) & most;
}

long STRTO(l)(const UNIT *string, UNIT **end, int radix)
{
    return (long)to_signed(string, end, radix, LONG_MIN, LONG_MAX);
}

unsigned long STRTO(ul)(const UNIT *string, UNIT **end, int radix)
{
    return (unsigned long)to_unsigned(string, end, radix, ULONG_MAX);
}

long long _STRTO(i64)(const UNIT *string, UNIT **end, int radix)
{
    return to_signed(string, end, radix, LLONG_MIN, LLONG_MAX);
}

unsigned long long _STRTO(ui64)(const UNIT *string, UNIT **end, int radix)
{
    return to_unsigned(string, end, radix, ULLONG_MAX);
}

int ATOI(const UNIT *string)
{
    return (int)to_signed(string, NULL, 10, INT_MIN, INT_MAX);
}

long ATOL(const UNIT *string)
{
    return (long)to_signed(string, NULL, 10, LONG_MIN, LONG_MAX);
}

long long ATOI64(const UNIT *string)
{
    return to_signed(string, NULL, 10, LLONG_MIN, LLONG_MAX);
}

/* --- and back -------------------------------------------------------------------------------------------------------
 */

static UNIT *store_digits(UNIT *buffer, unsigned long long value, bool negative, unsigned radix)
{
    UNIT digits[66];
    size_t at = sizeof digits / sizeof *digits;

    digits[--at] = 0;
    do
        digits[--at] = (UNIT) "0123456789abcdefghijklmnopqrstuvwxyz"[value % radix];
    while ((value /= radix) != 0);
    if (negative)
        digits[--at] = '-';

    size_t size = sizeof digits - at * sizeof *digits;
    crt_writes(buffer, size);
    crt_copy(buffer, digits + at, size);
    return buffer;
}

/* Only decimals have a sign; in other radixes the bits are shown. */
UNIT *ITOA(i)(int value, UNIT *buffer, int radix)
{
    bool negative = radix == 10 && value < 0;
    return store_digits(buffer, negative ? 0u - (unsigned)value : (unsigned)value, negative, (unsigned)radix);
}

UNIT *ITOA(l)(long value, UNIT *buffer, int radix)
{
    return ITOA(i)((int)value, buffer, radix);
}

UNIT *ITOA(ul)(unsigned long value, UNIT *buffer, int radix)
{
    return store_digits(buffer, (unsigned)value, false, (unsigned)radix);
}

UNIT *ITOA(i64)(long long value, UNIT *buffer, int radix)
{
    bool negative = radix == 10 && value < 0;
    unsigned long long bits = (unsigned long long)value;
    return store_digits(buffer, negative ? 0 - bits : bits, negative, (unsigned)radix);
}

UNIT *ITOA(ui64)(unsigned long long value, UNIT *buffer, int radix)
{
    return store_digits(buffer, value, false, (unsigned)radix);
}
