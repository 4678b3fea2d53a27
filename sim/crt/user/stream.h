/*
 * The three standard streams. Unbuffered, except that one call of printf collects what it prints, and one character can
 * be put back.
 */
#ifndef NTSIM_CRT_USER_STREAM_H
#define NTSIM_CRT_USER_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "../format.h"

struct _iobuf {
    int which;       /* STD_..._HANDLE */
    int pushed_back; /* a character + 1; 0: none */
    bool end, error;
};

enum { PRINT_CHUNK = 256 };

/* What one call prints. Wide units leave as UTF-8. */
struct print_sink {
    struct nt_sink sink;
    struct _iobuf *stream;
    unsigned high; /* a high surrogate that waits for the low one */
    size_t held;
    char chunk[PRINT_CHUNK];
};

void print_begin(struct print_sink *print, struct _iobuf *stream, bool wide);
/* False: something could not be written. */
bool print_end(struct print_sink *print);

bool stream_write(struct _iobuf *stream, const void *bytes, size_t size);
/* The next character, '\r' left out; -1 at the end. */
int stream_read(struct _iobuf *stream);

#endif
