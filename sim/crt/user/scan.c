/*
 * scanf: %d %i %u %o %x %X %p %c %s %[..] %n %f %e %g, with `*`, widths and Microsoft's sizes. In the _s functions the
 * size of the buffer, an unsigned, stands behind each %c, %s and %[, and what does not fit ends the scan.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../driver/crt.h"
#include "stream.h"

enum { NOTHING = -2 }; /* no character looked at yet; EOF is -1 */

struct scanner {
    FILE *stream;     /* or */
    const char *text; /* what is left of it */
    int next;         /* looked at, not yet taken; or NOTHING */
    int taken;        /* characters */
    bool secure;
    va_list arguments;
};

struct field {
    bool skip;
    size_t width;
    unsigned size; /* bytes of an integer; of a float: 8 with l */
    char letter;
    const char *set, *set_end; /* of %[ */
    bool negated;
};

static int look(struct scanner *s)
{
    if (s->next == NOTHING && s->stream != NULL)
        s->next = stream_read(s->stream);
    else if (s->next == NOTHING)
        s->next = *s->text != 0 ? (unsigned char)*s->text++ : EOF;
    return s->next;
}

static int take(struct scanner *s)
{
    int c = look(s);
    s->next = NOTHING;
    s->taken++;
    return c;
}

static void skip_space(struct scanner *s)
{
    while (look(s) != EOF && isspace(look(s)))
        take(s);
}

static void store(void *target, const void *value, size_t size)
{
    crt_writes(target, size);
    crt_copy(target, value, size);
}

/* --- numbers --------------------------------------------------------------------------------------------------------
 */

/* The characters of a number, as far as they fit into `text` and the width. */
struct collected {
    char text[128];
    size_t length, limit;
};

static bool collect(struct scanner *s, struct collected *c, bool wanted)
{
    if (!wanted || c->length >= c->limit)
        return false;
    c->text[c->length++] = (char)take(s);
    c->text[c->length] = 0;
    return true;
}

static struct collected begin_collecting(const struct field *field)
{
    struct collected c = {.length = 0, .limit = sizeof c.text - 1};
    if (field->width != 0 && field->width < c.limit)
        c.limit = field->width;
    c.text[0] = 0;
    return c;
}

static bool is_digit_of(int c, int radix)
{
    if (c == EOF || !isalnum(c))
        return false;
    return (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10) < radix;
}

static int radix_of(char letter)
{
    switch (letter) {
    case 'o':
        return 8;
    case 'x':
    case 'X':
    case 'p':
        return 16;
    case 'i':
        return 0;
    default:
        return 10;
    }
}

static bool scan_integer(struct scanner *s, const struct field *field)
{
    struct collected c = begin_collecting(field);
    int radix = radix_of(field->letter);

    collect(s, &c, look(s) == '-' || look(s) == '+');
    size_t sign = c.length;
    if (radix == 0 || radix == 16) {
        if (collect(s, &c, look(s) == '0') && collect(s, &c, look(s) == 'x' || look(s) == 'X'))
            radix = 16;
        else if (radix == 0)
            radix = c.length > sign ? 8 : 10;
    }
    while (collect(s, &c, is_digit_of(look(s), radix)))
        ;
    if (c.length == sign)
        return false;
    if (field->skip)
        return true;

    uint64_t value = _strtoui64(c.text, NULL, radix);
    store(va_arg(s->arguments, void *), &value, field->size);
    return true;
}

static bool scan_float(struct scanner *s, const struct field *field)
{
    struct collected c = begin_collecting(field);

    collect(s, &c, look(s) == '-' || look(s) == '+');
    while (collect(s, &c, is_digit_of(look(s), 10)))
        ;
    if (collect(s, &c, look(s) == '.'))
        while (collect(s, &c, is_digit_of(look(s), 10)))
            ;
    if (collect(s, &c, look(s) == 'e' || look(s) == 'E')) {
        collect(s, &c, look(s) == '-' || look(s) == '+');
        while (collect(s, &c, is_digit_of(look(s), 10)))
            ;
    }

    char *end;
    double value = strtod(c.text, &end);
    float single = (float)value;
    if (end == c.text)
        return false;
    if (!field->skip)
        store(va_arg(s->arguments, void *), field->size == 8 ? (void *)&value : (void *)&single, field->size);
    return true;
}

/* --- characters -----------------------------------------------------------------------------------------------------
 */

static bool is_wanted(const struct field *field, int c)
{
    if (c == EOF)
        return false;
    if (field->letter == 'c')
        return true;
    if (field->letter == 's')
        return !isspace(c);

    bool member = false;
    for (const char *at = field->set; at < field->set_end; at++) {
        bool range = at + 2 < field->set_end && at[1] == '-';
        member |= range ? c >= (unsigned char)at[0] && c <= (unsigned char)at[2] : c == (unsigned char)*at;
        at += range ? 2 : 0;
    }
    return member != field->negated;
}

static bool scan_characters(struct scanner *s, const struct field *field)
{
    bool ends = field->letter != 'c';
    size_t width = field->width != 0 ? field->width : ends ? (size_t)-1 : 1, count = 0;
    char *target = field->skip ? NULL : va_arg(s->arguments, char *);
    size_t room = !field->skip && s->secure ? va_arg(s->arguments, unsigned) : (size_t)-1;

    for (; count < width && is_wanted(field, look(s)); count++) {
        if (count + ends >= room) {
            if (room != 0)
                store(target, "", 1);
            return false;
        }
        char c = (char)take(s);
        if (target != NULL)
            store(target + count, &c, 1);
    }
    if (count == 0 || (!ends && count < width))
        return false;
    if (ends && target != NULL)
        store(target + count, "", 1);
    return true;
}

/* --- the format -----------------------------------------------------------------------------------------------------
 */

static const char *read_size(const char *at, struct field *field)
{
    field->size = 4;
    if (at[0] == 'h') {
        field->size = at[1] == 'h' ? 1 : 2;
        return at + (at[1] == 'h' ? 2 : 1);
    }
    if (at[0] == 'l' && at[1] == 'l') {
        field->size = 8;
        return at + 2;
    }
    if (at[0] == 'I' && ((at[1] == '6' && at[2] == '4') || (at[1] == '3' && at[2] == '2'))) {
        field->size = at[1] == '6' ? 8 : 4;
        return at + 3;
    }
    if (at[0] == 'I' || at[0] == 'z' || at[0] == 'j' || at[0] == 't') {
        field->size = 8;
        return at + 1;
    }
    if (at[0] != 'l' && at[0] != 'L')
        return at;
    field->size = strchr("efgEG", at[1]) != NULL && at[1] != 0 ? 8 : 4; /* a long has 32 bits, a double 64 */
    return at + 1;
}

static const char *read_set(const char *at, struct field *field)
{
    field->negated = *at == '^';
    at += field->negated;
    field->set = at;
    if (*at == ']')
        at++;
    while (*at != 0 && *at != ']')
        at++;
    field->set_end = at;
    return *at != 0 ? at + 1 : at;
}

/* Behind a '%'; returns what follows the conversion. */
static const char *read_field(const char *at, struct field *field)
{
    *field = (struct field){.skip = *at == '*'};
    at += field->skip;
    for (; isdigit((unsigned char)*at); at++)
        field->width = field->width * 10 + (size_t)(*at - '0');
    at = read_size(at, field);
    field->letter = *at;
    if (*at != 0)
        at++;
    if (field->letter == 'p')
        field->size = 8;
    return field->letter == '[' ? read_set(at, field) : at;
}

/* False: the scan ends here. */
static bool scan_field(struct scanner *s, const struct field *field)
{
    if (field->letter != 'c' && field->letter != '[' && field->letter != 'n')
        skip_space(s);
    switch (field->letter) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        return scan_integer(s, field);
    case 'e':
    case 'f':
    case 'g':
    case 'E':
    case 'G':
        return scan_float(s, field);
    case 'c':
    case 's':
    case '[':
        return scan_characters(s, field);
    case 'n':
        if (!field->skip)
            store(va_arg(s->arguments, void *), &s->taken, field->size < 4 ? field->size : 4);
        return true;
    default:
        return look(s) == (unsigned char)field->letter && take(s) != EOF; /* %% */
    }
}

/* Returns how many arguments were stored; EOF when the input ended before the first. */
static int scan(struct scanner *s, const char *format)
{
    int stored = 0;
    bool fine = true, assigned = false;

    while (fine && *format != 0) {
        struct field field;
        if (isspace((unsigned char)*format)) {
            skip_space(s);
            format++;
        } else if (*format != '%') {
            fine = look(s) == (unsigned char)*format++;
            if (fine)
                take(s);
        } else {
            format = read_field(format + 1, &field);
            fine = scan_field(s, &field);
            assigned |= fine && field.letter != 'n' && field.letter != '%';
            stored += fine && !field.skip && field.letter != 'n' && field.letter != '%';
        }
    }
    bool ended = !fine && !assigned && look(s) == EOF;
    if (s->stream != NULL && s->next >= 0)
        ungetc(s->next, s->stream);
    return ended ? EOF : stored;
}

static int start(FILE *stream, const char *text, bool secure, const char *format, va_list arguments)
{
    struct scanner s = {.stream = stream, .text = text, .next = NOTHING, .secure = secure};

    strlen(format); /* announces the reads */
    if (text != NULL)
        strlen(text);
    va_copy(s.arguments, arguments);
    int stored = scan(&s, format);
    va_end(s.arguments);
    return stored;
}

int vfscanf(FILE *stream, const char *format, va_list arguments)
{
    return start(stream, NULL, false, format, arguments);
}

int vscanf(const char *format, va_list arguments)
{
    return start(stdin, NULL, false, format, arguments);
}

int vsscanf(const char *text, const char *format, va_list arguments)
{
    return start(NULL, text, false, format, arguments);
}

int scanf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int stored = start(stdin, NULL, false, format, arguments);
    va_end(arguments);
    return stored;
}

int fscanf(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int stored = start(stream, NULL, false, format, arguments);
    va_end(arguments);
    return stored;
}

int sscanf(const char *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int stored = start(NULL, text, false, format, arguments);
    va_end(arguments);
    return stored;
}

int scanf_s(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int stored = start(stdin, NULL, true, format, arguments);
    va_end(arguments);
    return stored;
}

int fscanf_s(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int stored = start(stream, NULL, true, format, arguments);
    va_end(arguments);
    return stored;
}

int sscanf_s(const char *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int stored = start(NULL, text, true, format, arguments);
    va_end(arguments);
    return stored;
}
