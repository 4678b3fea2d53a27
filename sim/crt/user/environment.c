/*
 * What a program asks its surroundings: there are no environment variables, one locale, and nobody types Control-C.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../driver/crt.h"

char *getenv(const char *name)
{
    strlen(name); /* announces the reads */
    return NULL;
}

errno_t getenv_s(size_t *needed, char *buffer, size_t size, const char *name)
{
    strlen(name);
    crt_writes(needed, sizeof *needed);
    *needed = 0;
    if (buffer != NULL && size != 0)
        *buffer = 0;
    return 0;
}

char *setlocale(int category, const char *locale)
{
    if (category < LC_MIN || category > LC_MAX)
        return NULL;
    if (locale == NULL || *locale == 0 || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return (char *)"C";
    return NULL; /* no other is installed */
}

static void (*handlers[NSIG])(int);

void (*signal(int number, void (*handler)(int)))(int)
{
    if (number != SIGINT && number != SIGILL && number != SIGFPE && number != SIGSEGV && number != SIGTERM && number != SIGBREAK && number != SIGABRT) {
        errno = EINVAL;
        return SIG_ERR;
    }
    void (*before)(int) = handlers[number];
    handlers[number] = handler;
    return before;
}

/* A handler is called once; without one the process ends with 3, as abort's does. */
int raise(int number)
{
    if (number <= 0 || number >= NSIG) {
        errno = EINVAL;
        return -1;
    }
    void (*handler)(int) = handlers[number];
    if (handler == SIG_IGN)
        return 0;
    handlers[number] = SIG_DFL;
    if (handler == SIG_DFL)
        _exit(3);
    handler(number);
    return 0;
}

/* --- characters of the C locale are bytes ------------------------------------------------------------------------------ */

size_t mbstowcs(wchar_t *wide, const char *text, size_t room)
{
    size_t length = strlen(text), n = 0;
    if (wide == NULL)
        return length;
    crt_writes(wide, (length < room ? length + 1 : room) * sizeof *wide);
    for (; n < room; n++) {
        wide[n] = (unsigned char)text[n];
        if (text[n] == 0)
            break;
    }
    return n;
}

size_t wcstombs(char *text, const wchar_t *wide, size_t room)
{
    size_t length = wcslen(wide), n = 0;
    if (text != NULL)
        crt_writes(text, length < room ? length + 1 : room);
    for (; text == NULL || n < room; n++) {
        if (wide[n] > 0xFF) {
            errno = EILSEQ;
            return (size_t)-1;
        }
        if (text != NULL)
            text[n] = (char)wide[n];
        if (wide[n] == 0)
            break;
    }
    return n;
}

errno_t mbstowcs_s(size_t *converted, wchar_t *wide, size_t room, const char *text, size_t count)
{
    size_t length = strnlen(text, count == _TRUNCATE ? room - 1 : count);
    if (wide == NULL || room == 0 || length >= room) {
        if (wide != NULL && room != 0)
            wide[0] = 0;
        if (converted != NULL)
            *converted = 0;
        crt_invalid_parameter();
        return errno = ERANGE;
    }
    mbstowcs(wide, text, length);
    wide[length] = 0;
    if (converted != NULL)
        *converted = length + 1;
    return 0;
}

errno_t wcstombs_s(size_t *converted, char *text, size_t room, const wchar_t *wide, size_t count)
{
    size_t length = wcsnlen(wide, count == _TRUNCATE ? room - 1 : count);
    if (text == NULL || room == 0 || length >= room) {
        if (text != NULL && room != 0)
            text[0] = 0;
        if (converted != NULL)
            *converted = 0;
        crt_invalid_parameter();
        return errno = ERANGE;
    }
    size_t done = wcstombs(text, wide, length);
    text[done == (size_t)-1 ? 0 : length] = 0;
    if (converted != NULL)
        *converted = done == (size_t)-1 ? 0 : length + 1;
    return done == (size_t)-1 ? errno : 0;
}
