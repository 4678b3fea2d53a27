/*
 * One printf engine with Microsoft's rules, for DbgPrint in the simulator, the driver CRT and the user CRT alike.
 *
 * Rules that differ from a host's printf: `l` is 32 bits; `I`, `I32`, `I64`, `w`; %S and %C mean the other width; %wZ
 * prints a counted string; %p prints 16 upper-case digits; NULL strings print (null); `0` pads strings too; an unknown
 * conversion prints its own letter; %n is refused. The narrow code page is UTF-8. No libc inside.
 */
#ifndef NTSIM_CRT_FORMAT_H
#define NTSIM_CRT_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the output goes, one unit (char or 16-bit WCHAR, as the style says) at a time. Embed it in what the sink needs.
 */
struct nt_sink {
    void (*put)(struct nt_sink *sink, unsigned unit);
};

/* A number as text: prefix, zeros asked for by the width, head, zeros asked for by the precision, tail. */
struct nt_number {
    char prefix[4];
    unsigned prefix_length;
    const char *head;
    size_t head_length, zeros;
    const char *tail;
    size_t tail_length;
    bool no_zero_padding;
};

enum { NT_FLOAT_TEXT = 1472 }; /* the 309 + 1074 digits of any double, with signs and exponent */

struct nt_float_request {
    double value;
    char conversion; /* e f g a, upper-case too */
    int precision;   /* -1: the default */
    bool alternate;
};

struct nt_format_style {
    bool wide;                                                /* format and output are 16-bit units */
    unsigned long long (*pointer_value)(const void *pointer); /* what %p prints; NULL: the address */
    void (*saw_read)(const void *address,
                     unsigned long size); /* told what of string arguments was read; NULL: nobody */
    /* "%!NAME!" of trace messages: prints what NAME says, taking what it needs of the arguments. NULL: '!' is a letter like others. */
    void (*named)(struct nt_sink *sink, const char *name, size_t length, va_list *args);
    /* nt_float_text where floats are allowed; NULL in the kernel, where they print nothing. `text` has NT_FLOAT_TEXT
     * bytes. */
    void (*float_text)(struct nt_number *number, char *text, const struct nt_float_request *request);
};

/* Returns how many units were put, or -1 if the format was refused (%n). Writes no NUL. */
int nt_format(struct nt_sink *sink, const struct nt_format_style *style, const void *format, va_list args);

/* format_float.c: exact, correctly rounded (half to even). */
void nt_float_text(struct nt_number *number, char *text, const struct nt_float_request *request);

#endif
