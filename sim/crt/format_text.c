/*
 * Narrow (UTF-8) and wide (UTF-16) texts, one character at a time. See format_text.h.
 */
#include "format_text.h"

#include <stdint.h>

enum { REPLACEMENT = 0xFFFD };

static unsigned unit_at(const struct text *text, size_t at)
{
    return text->wide ? ((const wchar_t *)text->units)[at] : ((const unsigned char *)text->units)[at];
}

static bool is_continuation(const struct text *text, size_t at)
{
    return at < text->length && (unit_at(text, at) & 0xC0) == 0x80;
}

/* How many bytes a UTF-8 lead byte announces; 0: it is none. */
static unsigned sequence_length(unsigned lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

static bool is_scalar(unsigned code, unsigned length)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

static unsigned decode_narrow(const struct text *text, size_t *at)
{
    unsigned lead = unit_at(text, *at);
    unsigned length = sequence_length(lead);
    unsigned code = length <= 1 ? lead : lead & (0x7Fu >> length);

    for (unsigned i = 1; i < length; i++) {
        if (!is_continuation(text, *at + i)) {
            length = 0;
            break;
        }
        code = code << 6 | (unit_at(text, *at + i) & 0x3F);
    }
    if (length == 0 || !is_scalar(code, length)) {
        *at += 1;
        return REPLACEMENT;
    }
    *at += length;
    return code;
}

static unsigned decode_wide(const struct text *text, size_t *at)
{
    unsigned high = unit_at(text, (*at)++);
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high > 0xDBFF || *at >= text->length)
        return REPLACEMENT;

    unsigned low = unit_at(text, *at);
    if (low < 0xDC00 || low > 0xDFFF)
        return REPLACEMENT;
    *at += 1;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static struct encoded encode_wide(unsigned code)
{
    if (code < 0x10000)
        return (struct encoded){{code}, 1};
    code -= 0x10000;
    return (struct encoded){{0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)}, 2};
}

static struct encoded encode_narrow(unsigned code)
{
    if (code < 0x80)
        return (struct encoded){{code}, 1};
    if (code < 0x800)
        return (struct encoded){{0xC0 | code >> 6, 0x80 | (code & 0x3F)}, 2};
    if (code < 0x10000)
        return (struct encoded){{0xE0 | code >> 12, 0x80 | (code >> 6 & 0x3F), 0x80 | (code & 0x3F)}, 3};
    return (struct encoded){
        {0xF0 | code >> 18, 0x80 | (code >> 12 & 0x3F), 0x80 | (code >> 6 & 0x3F), 0x80 | (code & 0x3F)}, 4};
}

struct encoded text_next(const struct text *text, bool to_wide, size_t *at)
{
    if (text->raw || text->wide == to_wide)
        return (struct encoded){{unit_at(text, (*at)++)}, 1};
    return to_wide ? encode_wide(decode_narrow(text, at)) : encode_narrow(decode_wide(text, at));
}

size_t text_units(const struct text *text, bool to_wide)
{
    size_t units = 0;
    if (text->raw || text->wide == to_wide)
        return text->length;
    for (size_t at = 0; at < text->length;)
        units += text_next(text, to_wide, &at).length;
    return units;
}

void text_measure(struct text *text, bool to_wide, int precision)
{
    size_t bound = precision < 0 ? (size_t)-1 : (size_t)precision;
    size_t at = 0;

    text->length = (size_t)-1; /* decoding stops at the NUL, which continues nothing */
    text->seen = 0;
    for (size_t units = 0; units < bound;) {
        text->seen = at + 1;
        if (unit_at(text, at) == 0)
            break;
        size_t next = at;
        units += text_next(text, to_wide, &next).length;
        text->seen = next;
        if (units > bound)
            break;
        at = next;
    }
    text->length = at;
}

#if __LDBL_MANT_DIG__ == 113
/* AArch64 Linux: quad precision, whose conversion would need the compiler's runtime. Cuts off the bits that a double
 * does not have. */
double text_long_double(long double value)
{
    union {
        long double quad;
        uint64_t word[2]; /* little-endian */
    } from = {value};
    union {
        uint64_t word;
        double value;
    } to;
    uint64_t sign = from.word[1] >> 63 << 63;
    uint64_t mantissa = (from.word[1] << 16 >> 12) | from.word[0] >> 60;
    int exponent = (int)(from.word[1] >> 48 & 0x7FFF);

    if (exponent == 0x7FFF)
        to.word = sign | 0x7FFull << 52 | mantissa;
    else if (exponent > 16383 + 1023)
        to.word = sign | 0x7FFull << 52;
    else if (exponent < 16383 - 1022)
        to.word = sign;
    else
        to.word = sign | (uint64_t)(exponent - 16383 + 1023) << 52 | mantissa;
    return to.value;
}
#else
double text_long_double(long double value)
{
    return (double)value;
}
#endif
