/*
 * Numbers, sorting, pseudo-random numbers, as for drivers; and the heap, floats, and the end of the process.
 */
#ifndef NTSIM_WIN32_STDLIB_H
#define NTSIM_WIN32_STDLIB_H

#include "../../ddk/crt/stdlib.h"
#include "malloc.h"
#include "errno.h"

EXTERN_C_START

#define EXIT_SUCCESS    0
#define EXIT_FAILURE    1
#define _MAX_PATH       260
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#define __max(a, b)     (((a) > (b)) ? (a) : (b))
#define __min(a, b)     (((a) < (b)) ? (a) : (b))

double atof(const char *string);
double strtod(const char *string, char **end);

/* There are no environment variables: NULL, and an empty text. */
char *getenv(const char *name);
int getenv_s(size_t *needed, char *buffer, size_t size, const char *name);

/* Characters of the C locale are bytes. `room` and `count` in characters. */
size_t mbstowcs(wchar_t *wide, const char *text, size_t room);
size_t wcstombs(char *text, const wchar_t *wide, size_t room);
int mbstowcs_s(size_t *converted, wchar_t *wide, size_t room, const char *text, size_t count);
int wcstombs_s(size_t *converted, char *text, size_t room, const wchar_t *wide, size_t count);

/* Functions registered with atexit run last first. _exit leaves them out. abort ends the process with 3. */
int atexit(void (*function)(void));
void exit(int status) __attribute__((__noreturn__));
void _exit(int status) __attribute__((__noreturn__));
void abort(void) __attribute__((__noreturn__));
/* There is no command interpreter: 0 when asked for it (NULL), else -1 with ENOENT. */
int system(const char *command);

#define itoa  _itoa
#define ltoa  _ltoa
#define ultoa _ultoa

EXTERN_C_END

#endif
