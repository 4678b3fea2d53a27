/*
 * Decimal text to the nearest double; atof; strtok, whose state is the process's.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../decimal.h"
#include "../driver/crt.h"

/* Digits, with the point where it is. What does not fit leaves a trace behind the last: it can decide a tie. */
static const char *read_digits(const char *at, struct decimal *d)
{
    bool point = false, any = false, dropped = false;

    d->digit = d->text;
    d->count = d->point = 0;
    for (; isdigit((unsigned char)*at) || (*at == '.' && !point); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        if (*at == '0' && d->count == 0)
            d->point -= point;
        else if (d->count < DECIMAL_DIGITS - 1) {
            d->text[d->count++] = *at;
            d->point += !point;
        } else {
            dropped |= *at != '0';
            d->point += !point;
        }
    }
    if (dropped)
        d->text[d->count++] = '1';
    return any ? at : NULL;
}

static const char *read_exponent(const char *at, int *exponent)
{
    const char *digits = at + 1 + (at[0] != 0 && (at[1] == '-' || at[1] == '+'));
    int value = 0;

    if ((*at != 'e' && *at != 'E') || !isdigit((unsigned char)*digits))
        return at;
    for (; isdigit((unsigned char)*digits); digits++)
        value = value < 100000 ? value * 10 + (*digits - '0') : value;
    *exponent = at[1] == '-' ? -value : value;
    return digits;
}

static double read_number(const char **at)
{
    struct decimal d;
    int exponent = 0;
    const char *end = read_digits(*at, &d);

    if (end == NULL) {
        *at = NULL;
        return 0;
    }
    *at = read_exponent(end, &exponent);
    d.point += exponent;
    return decimal_to_double(&d);
}

static const char *read_special(const char *at, double *value)
{
    *value = 0;
    if (_strnicmp(at, "inf", 3) != 0 && _strnicmp(at, "nan", 3) != 0)
        return NULL;
    *value = tolower(*at) == 'i' ? __builtin_inf() : __builtin_nan("");
    return at + (_strnicmp(at, "infinity", 8) == 0 ? 8 : 3);
}

double strtod(const char *string, char **end)
{
    const char *at = string;
    strlen(string); /* announces the reads */
    while (isspace((unsigned char)*at))
        at++;
    bool negative = *at == '-';
    at += *at == '-' || *at == '+';

    double value;
    const char *behind = read_special(at, &value);
    if (behind == NULL) {
        behind = at;
        value = read_number(&behind);
        if (value == __builtin_inf())
            errno = ERANGE;
    }
    if (end != NULL) {
        crt_writes(end, sizeof *end);
        *end = (char *)(behind == NULL ? string : behind);
    }
    return negative ? -value : value;
}

double atof(const char *string)
{
    return strtod(string, NULL);
}

char *strtok(char *string, const char *delimiters)
{
    static char *rest;
    if (string == NULL && rest == NULL)
        return NULL;
    return strtok_s(string, delimiters, &rest);
}
