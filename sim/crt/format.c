/*
 * The printf engine: reads the format, fetches arguments, lays out fields. See format.h for the rules.
 *
 * A conversion becomes either a number (struct nt_number) or a text (struct text), and both are put into a field of
 * `width` units by the same two functions, pad_before and pad_after.
 */
#include "format.h"

#include "format_text.h"

enum size { SIZE_DEFAULT, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_LONG_DOUBLE };
enum string_width { STRING_BY_LETTER, STRING_NARROW, STRING_WIDE };

struct conversion {
    bool left, plus, space, alternate, zero;
    int width, precision; /* precision -1: none */
    enum size size;
    enum string_width string_width;
    unsigned letter;
};

struct run {
    struct nt_sink *sink;
    const struct nt_format_style *style;
    const void *format;
    size_t at;
    int count;
    va_list args;
};

static void put(struct run *run, unsigned unit)
{
    run->sink->put(run->sink, unit);
    run->count++;
}

static void put_many(struct run *run, unsigned unit, size_t count)
{
    while (count-- > 0)
        put(run, unit);
}

static void put_chars(struct run *run, const char *chars, size_t length)
{
    for (size_t i = 0; i < length; i++)
        put(run, (unsigned char)chars[i]);
}

static unsigned peek(const struct run *run)
{
    return run->style->wide ? ((const wchar_t *)run->format)[run->at] : ((const unsigned char *)run->format)[run->at];
}

static bool accept(struct run *run, unsigned unit)
{
    if (peek(run) != unit)
        return false;
    run->at++;
    return true;
}

/* --- fields ---------------------------------------------------------------------------------------------------------
 */

static size_t padding(const struct conversion *c, size_t length)
{
    return c->width > 0 && (size_t)c->width > length ? (size_t)c->width - length : 0;
}

static void pad_before(struct run *run, const struct conversion *c, const char *prefix, size_t prefix_length,
                       size_t pad)
{
    bool zeros = c->zero && !c->left;
    if (!c->left && !zeros)
        put_many(run, ' ', pad);
    put_chars(run, prefix, prefix_length);
    if (zeros)
        put_many(run, '0', pad);
}

static void pad_after(struct run *run, const struct conversion *c, size_t pad)
{
    if (c->left)
        put_many(run, ' ', pad);
}

static void put_number(struct run *run, struct conversion *c, const struct nt_number *n)
{
    size_t length = n->prefix_length + n->head_length + n->zeros + n->tail_length;
    size_t pad = padding(c, length);

    if (n->no_zero_padding)
        c->zero = false;
    pad_before(run, c, n->prefix, n->prefix_length, pad);
    put_chars(run, n->head, n->head_length);
    put_many(run, '0', n->zeros);
    put_chars(run, n->tail, n->tail_length);
    pad_after(run, c, pad);
}

static void put_text(struct run *run, const struct conversion *c, const struct text *text)
{
    bool wide = run->style->wide;
    size_t pad = padding(c, text_units(text, wide));

    pad_before(run, c, "", 0, pad);
    for (size_t at = 0; at < text->length;) {
        struct encoded e = text_next(text, wide, &at);
        for (unsigned i = 0; i < e.length; i++)
            put(run, e.unit[i]);
    }
    pad_after(run, c, pad);
}

/* --- integers -------------------------------------------------------------------------------------------------------
 */

static uint64_t fetch_integer(struct run *run, enum size size, bool is_signed)
{
    if (size == SIZE_64)
        return va_arg(run->args, uint64_t);

    unsigned value = va_arg(run->args, unsigned);
    if (size == SIZE_SHORT)
        return is_signed ? (uint64_t)(int16_t)value : (uint16_t)value;
    if (size == SIZE_CHAR)
        return is_signed ? (uint64_t)(int8_t)value : (uint8_t)value;
    return is_signed ? (uint64_t)(int32_t)value : value;
}

/* Writes digits backwards before `end`; returns the first. Zero has no digit: the precision supplies it. */
static char *digits_before(char *end, uint64_t value, unsigned radix, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (; value != 0; value /= radix)
        *--end = digits[value % radix];
    return end;
}

static void put_integer(struct run *run, struct conversion *c, uint64_t value, unsigned radix, struct nt_number *number)
{
    char text[24];
    char *end = text + sizeof text;
    char *first = digits_before(end, value, radix, c->letter == 'X' || c->letter == 'p');
    size_t length = (size_t)(end - first);
    size_t precision = c->precision < 0 ? 1 : (size_t)c->precision;

    if (c->precision >= 0)
        c->zero = false;
    if (c->alternate && radix == 16 && value != 0) {
        number->prefix[number->prefix_length++] = '0';
        number->prefix[number->prefix_length++] = c->letter == 'x' ? 'x' : 'X';
    }
    if (precision > length)
        number->zeros = precision - length;
    else if (c->alternate && radix == 8)
        number->zeros = 1; /* the first digit of an octal number is a zero, here not given by the precision */
    number->tail = first;
    number->tail_length = length;
    number->head = "";
    put_number(run, c, number);
}

static void put_signed(struct run *run, struct conversion *c)
{
    struct nt_number number = {.prefix_length = 0};
    uint64_t value = fetch_integer(run, c->size, true);
    bool negative = (int64_t)value < 0;

    if (negative || c->plus || c->space) {
        number.prefix[0] = negative ? '-' : c->plus ? '+' : ' ';
        number.prefix_length = 1;
    }
    put_integer(run, c, negative ? 0 - value : value, 10, &number);
}

static void put_unsigned(struct run *run, struct conversion *c, unsigned radix)
{
    struct nt_number number = {.prefix_length = 0};
    put_integer(run, c, fetch_integer(run, c->size, false), radix, &number);
}

static void put_pointer(struct run *run, struct conversion *c)
{
    struct nt_number number = {.prefix_length = 0};
    const void *pointer = va_arg(run->args, const void *);
    uint64_t value = run->style->pointer_value ? run->style->pointer_value(pointer) : (uint64_t)(uintptr_t)pointer;

    c->precision = 16;
    put_integer(run, c, value, 16, &number);
}

/* --- floats ---------------------------------------------------------------------------------------------------------
 */

static double fetch_double(struct run *run, enum size size)
{
    if (size == SIZE_LONG_DOUBLE)
        return text_long_double(va_arg(run->args, long double));
    return va_arg(run->args, double);
}

static void put_float(struct run *run, struct conversion *c)
{
    if (run->style->float_text == NULL)
        return;

    char text[NT_FLOAT_TEXT];
    struct nt_number number = {.prefix_length = 0};
    struct nt_float_request request = {fetch_double(run, c->size), (char)c->letter, c->precision, c->alternate};
    bool negative = __builtin_signbit(request.value);

    if (negative || c->plus || c->space) {
        number.prefix[0] = negative ? '-' : c->plus ? '+' : ' ';
        number.prefix_length = 1;
    }
    run->style->float_text(&number, text, &request);
    put_number(run, c, &number);
}

/* --- texts ----------------------------------------------------------------------------------------------------------
 */

/* %s follows the width of the function, %S is the other one; h, l and w say so themselves. */
static bool is_wide(const struct run *run, const struct conversion *c)
{
    if (c->string_width != STRING_BY_LETTER)
        return c->string_width == STRING_WIDE;
    return run->style->wide != (c->letter == 'S' || c->letter == 'C');
}

static void put_string(struct run *run, const struct conversion *c)
{
    struct text text = {.units = va_arg(run->args, const void *), .wide = is_wide(run, c)};

    bool null = text.units == NULL;
    if (null)
        text = (struct text){.units = "(null)", .wide = false};
    text_measure(&text, run->style->wide, c->precision);
    if (!null && run->style->saw_read != NULL && text.seen != 0)
        run->style->saw_read(text.units, text.seen << text.wide);
    put_text(run, c, &text);
}

/* ANSI_STRING or UNICODE_STRING: lengths in bytes; a precision does not count here. */
static void put_counted_string(struct run *run, const struct conversion *c)
{
    struct counted {
        unsigned short length, maximum_length;
        const void *buffer;
    };
    const struct counted *counted = va_arg(run->args, const struct counted *);
    struct text text = {.units = "(null)", .length = 6};

    if (counted != NULL && run->style->saw_read != NULL)
        run->style->saw_read(counted, sizeof *counted);
    if (counted != NULL && counted->buffer != NULL) {
        text.wide = c->string_width == STRING_WIDE;
        text.units = counted->buffer;
        text.length = (size_t)counted->length >> text.wide;
        if (text.length != 0 && run->style->saw_read != NULL)
            run->style->saw_read(text.units, text.length << text.wide);
    }
    put_text(run, c, &text);
}

static void put_character(struct run *run, const struct conversion *c)
{
    unsigned value = va_arg(run->args, unsigned);
    wchar_t wide = (wchar_t)value;
    struct text text = {.units = &wide, .length = 1, .wide = true};

    if (!is_wide(run, c)) {
        wide = (unsigned char)value; /* one byte of whatever character: passed on as it is */
        text.raw = true;
    }
    put_text(run, c, &text);
}

/* --- the format -----------------------------------------------------------------------------------------------------
 */

static void read_flags(struct run *run, struct conversion *c)
{
    for (;;) {
        if (accept(run, '-'))
            c->left = true;
        else if (accept(run, '+'))
            c->plus = true;
        else if (accept(run, ' '))
            c->space = true;
        else if (accept(run, '#'))
            c->alternate = true;
        else if (accept(run, '0'))
            c->zero = true;
        else
            return;
    }
}

static int read_count(struct run *run)
{
    enum { COUNT_LIMIT = 1 << 24 };
    int count = 0;

    if (accept(run, '*'))
        return va_arg(run->args, int);
    for (; peek(run) >= '0' && peek(run) <= '9'; run->at++)
        count = count < COUNT_LIMIT ? count * 10 + (int)(peek(run) - '0') : COUNT_LIMIT;
    return count;
}

static void read_width(struct run *run, struct conversion *c)
{
    c->width = read_count(run);
    if (c->width < 0) {
        c->left = true;
        c->width = c->width == -__INT_MAX__ - 1 ? __INT_MAX__ : -c->width;
    }
    c->precision = -1;
    if (accept(run, '.'))
        c->precision = read_count(run);
    if (c->precision < 0)
        c->precision = -1;
}

static void read_big_i(struct run *run, struct conversion *c)
{
    size_t start = run->at;
    if (accept(run, '3') && accept(run, '2')) {
        c->size = SIZE_LONG;
        return;
    }
    run->at = start;
    if (!(accept(run, '6') && accept(run, '4')))
        run->at = start;
    c->size = SIZE_64;
}

static void read_size(struct run *run, struct conversion *c)
{
    if (accept(run, 'h')) {
        c->size = accept(run, 'h') ? SIZE_CHAR : SIZE_SHORT;
        c->string_width = STRING_NARROW;
    } else if (accept(run, 'l')) {
        c->size = accept(run, 'l') ? SIZE_64 : SIZE_LONG;
        c->string_width = STRING_WIDE;
    } else if (accept(run, 'w')) {
        c->string_width = STRING_WIDE;
    } else if (accept(run, 'I')) {
        read_big_i(run, c);
    } else if (accept(run, 'j') || accept(run, 'z') || accept(run, 't')) {
        c->size = SIZE_64;
    } else if (accept(run, 'L')) {
        c->size = SIZE_LONG_DOUBLE;
    }
}

static bool convert(struct run *run, struct conversion *c)
{
    switch (c->letter) {
    case 'd':
    case 'i':
        put_signed(run, c);
        break;
    case 'u':
        put_unsigned(run, c, 10);
        break;
    case 'o':
        put_unsigned(run, c, 8);
        break;
    case 'x':
    case 'X':
        put_unsigned(run, c, 16);
        break;
    case 'p':
        put_pointer(run, c);
        break;
    case 'c':
    case 'C':
        put_character(run, c);
        break;
    case 's':
    case 'S':
        put_string(run, c);
        break;
    case 'Z':
        put_counted_string(run, c);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
        put_float(run, c);
        break;
    case 'n':
        return false;
    default:
        put(run, c->letter);
        break;
    }
    return true;
}

/* Behind "%!"; narrow formats only. A name without an end is text. */
static void read_name(struct run *run)
{
    const char *name = (const char *)run->format + run->at;
    size_t length = 0;
    while (name[length] != 0 && name[length] != '!')
        length++;
    run->at += length + (name[length] == '!');
    run->style->named(run->sink, name, length, &run->args);
}

/* Behind a '%'. False: the output ends here with an error. */
static bool read_conversion(struct run *run)
{
    struct conversion c = {.precision = -1};

    if (run->style->named && accept(run, '!'))
        return read_name(run), true;
    read_flags(run, &c);
    read_width(run, &c);
    read_size(run, &c);
    c.letter = peek(run);
    if (c.letter == 0)
        return true;
    run->at++;
    return convert(run, &c);
}

int nt_format(struct nt_sink *sink, const struct nt_format_style *style, const void *format, va_list args)
{
    struct run run = {.sink = sink, .style = style, .format = format};
    bool fine = true;

    va_copy(run.args, args);
    while (fine && peek(&run) != 0) {
        if (accept(&run, '%'))
            fine = read_conversion(&run);
        else
            put(&run, peek(&run)), run.at++;
    }
    va_end(run.args);
    return fine ? run.count : -1;
}
