/*
 * %e %f %g %a as the Universal CRT prints them: exact digits, half to even; two digits of exponent at least; thirteen
 * hexadecimal digits; inf, nan, nan(ind) and nan(snan). The sign is the caller's.
 */
#include "decimal.h"
#include "format.h"

/* The text as it grows, and how it looks. */
struct layout {
    char *at;
    struct nt_number *number;
    bool upper, alternate;
};

static void add(struct layout *l, char c)
{
    *l->at++ = c;
}

static void begin(struct layout *l, char *text)
{
    l->at = text;
    l->number->head = text;
    l->number->tail = "";
}

static void end_head(struct layout *l)
{
    l->number->head_length = (size_t)(l->at - l->number->head);
    l->number->tail = l->at;
}

static void add_point(struct layout *l, int precision)
{
    if (precision > 0 || l->alternate)
        add(l, '.');
}

/* Digits first, first+1, ...: as many as are stored, the rest as a count of zeros. */
static void add_fraction(struct layout *l, const struct decimal *d, int first, int precision)
{
    int stored = d->count - first;
    if (stored < 0)
        stored = 0;
    if (stored > precision)
        stored = precision;
    for (int i = 0; i < stored; i++)
        add(l, decimal_digit(d, first + i));
    l->number->zeros = (size_t)(precision - stored);
}

static void add_exponent(struct layout *l, char letter, int exponent, int digits)
{
    char text[8];
    int length = 0;

    add(l, letter);
    add(l, exponent < 0 ? '-' : '+');
    for (unsigned rest = (unsigned)(exponent < 0 ? -exponent : exponent); rest != 0 || length < digits; rest /= 10)
        text[length++] = (char)('0' + rest % 10);
    while (length > 0)
        add(l, text[--length]);
    l->number->tail_length = (size_t)(l->at - l->number->tail);
}

static int exponent_of(const struct decimal *d)
{
    return d->count == 0 ? 0 : d->point - 1;
}

static void layout_e(struct layout *l, const struct decimal *d, int precision)
{
    add(l, decimal_digit(d, 0));
    add_point(l, precision);
    add_fraction(l, d, 1, precision);
    end_head(l);
    add_exponent(l, l->upper ? 'E' : 'e', exponent_of(d), 2);
}

static void layout_f(struct layout *l, const struct decimal *d, int precision)
{
    int point = d->count == 0 ? 0 : d->point;

    if (point <= 0)
        add(l, '0');
    for (int i = 0; i < point; i++)
        add(l, decimal_digit(d, i));
    add_point(l, precision);
    add_fraction(l, d, point, precision);
    end_head(l);
}

static void layout_g(struct layout *l, struct decimal *d, int precision)
{
    if (precision == 0)
        precision = 1;
    decimal_round(d, precision);

    int exponent = exponent_of(d);
    int shown = !l->alternate && precision > d->count ? (d->count > 0 ? d->count : 1) : precision;
    if (exponent < -4 || exponent >= precision)
        layout_e(l, d, shown - 1);
    else
        layout_f(l, d, shown - 1 > exponent ? shown - 1 - exponent : 0);
}

static void layout_a(struct layout *l, uint64_t bits, int precision)
{
    const char *digits = l->upper ? "0123456789ABCDEF" : "0123456789abcdef";
    uint64_t mantissa = bits & ((1ull << 52) - 1);
    int exponent = (int)(bits >> 52 & 0x7FF);
    int shown = precision < 0 || precision > 13 ? 13 : precision;
    unsigned cut = 4 * (13u - (unsigned)shown);

    if (exponent != 0)
        mantissa |= 1ull << 52;
    if (cut != 0) {
        uint64_t half = 1ull << (cut - 1), rest = mantissa & (2 * half - 1);
        mantissa >>= cut;
        mantissa += rest > half || (rest == half && (mantissa & 1) != 0);
        mantissa <<= cut;
    }
    l->number->prefix[l->number->prefix_length++] = '0';
    l->number->prefix[l->number->prefix_length++] = l->upper ? 'X' : 'x';
    add(l, digits[mantissa >> 52]);
    add_point(l, precision < 0 ? 13 : precision);
    for (int i = 0; i < shown; i++)
        add(l, digits[mantissa >> (48 - 4 * i) & 0xF]);
    l->number->zeros = precision > shown ? (size_t)(precision - shown) : 0;
    end_head(l);
    add_exponent(l, l->upper ? 'P' : 'p', mantissa == 0 ? 0 : exponent == 0 ? -1022 : exponent - 1023, 1);
}

static void layout_special(struct layout *l, uint64_t bits)
{
    uint64_t mantissa = bits & ((1ull << 52) - 1), quiet = 1ull << 51;
    const char *name = "nan";

    if (mantissa == 0)
        name = "inf";
    else if ((mantissa & quiet) == 0)
        name = "nan(snan)";
    else if (mantissa == quiet && bits >> 63 != 0)
        name = "nan(ind)";
    for (; *name != 0; name++)
        add(l, l->upper && *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
    l->number->no_zero_padding = true;
    end_head(l);
}

static void layout_decimal(struct layout *l, const struct nt_float_request *request, char lower)
{
    int precision = request->precision < 0 ? 6 : request->precision;
    struct decimal d;

    decimal_from_double(&d, request->value);
    if (lower == 'g') {
        layout_g(l, &d, precision);
    } else if (lower == 'e') {
        decimal_round(&d, precision + 1);
        layout_e(l, &d, precision);
    } else {
        decimal_round(&d, d.point + precision);
        layout_f(l, &d, precision);
    }
}

void nt_float_text(struct nt_number *number, char *text, const struct nt_float_request *request)
{
    union {
        double value;
        uint64_t bits;
    } from = {request->value};
    char lower = (char)(request->conversion | 0x20);
    struct layout l = {.number = number, .upper = request->conversion != lower, .alternate = request->alternate};

    begin(&l, text);
    if ((from.bits >> 52 & 0x7FF) == 0x7FF)
        layout_special(&l, from.bits);
    else if (lower == 'a')
        layout_a(&l, from.bits, request->precision);
    else
        layout_decimal(&l, request, lower);
}
