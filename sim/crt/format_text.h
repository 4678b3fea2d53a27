/*
 * Texts of either width as arguments of the format engine, and their conversion to the width of the output: UTF-8 to
 * UTF-16 and back. What is not valid becomes U+FFFD. A text of the output's own width passes through unit by unit,
 * valid or not.
 */
#ifndef NTSIM_CRT_FORMAT_TEXT_H
#define NTSIM_CRT_FORMAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    const void *units;
    size_t length; /* in units of its own width */
    size_t seen;   /* units that text_measure looked at: the NUL too */
    bool wide;
    bool raw; /* units pass through whatever the output's width */
};

/* One character in units of the output. */
struct encoded {
    unsigned unit[4];
    unsigned length;
};

/* The character at *at; moves *at behind it. */
struct encoded text_next(const struct text *text, bool to_wide, size_t *at);

/* How many units of output the text makes. */
size_t text_units(const struct text *text, bool to_wide);

/* Sets the length of a NUL-terminated text; with a precision, at most so many units of output, and nothing behind them
 * is read. */
void text_measure(struct text *text, bool to_wide, int precision);

/* MSVC's long double is a double. */
double text_long_double(long double value);

#endif
