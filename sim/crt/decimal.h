/*
 * A double as exact decimal digits, and digits rounded to a place: value = 0.d1d2d3... * 10^point, d1 and the last
 * digit not '0'; no digits: zero. Big integers in base 10^9 between 2^-1074 and 2^1024, where every double is finite in
 * decimals.
 */
#ifndef NTSIM_CRT_DECIMAL_H
#define NTSIM_CRT_DECIMAL_H

enum {
    DECIMAL_LIMBS_BEFORE = 36,
    DECIMAL_LIMBS_AFTER = 120,
    DECIMAL_DIGITS = 9 * (DECIMAL_LIMBS_BEFORE + DECIMAL_LIMBS_AFTER)
};

struct decimal {
    char text[DECIMAL_DIGITS];
    char *digit;
    int count, point;
};

/* The absolute value of a finite double. */
void decimal_from_double(struct decimal *decimal, double value);

/* Keeps so many digits, none or fewer included; half goes to even. */
void decimal_round(struct decimal *decimal, int keep);

/* '0' on both sides of what is stored. */
char decimal_digit(const struct decimal *decimal, int index);

/* The nearest double; infinity when there is none. */
double decimal_to_double(const struct decimal *decimal);

#endif
