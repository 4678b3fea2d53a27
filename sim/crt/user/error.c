/*
 * errno, its texts, and what happens when an application is found wrong: assert, abort's message, invalid parameters.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../driver/crt.h"
#include "win32.h"

static int error;

int *_errno(void)
{
    return &error;
}

void crt_set_errno(int value)
{
    error = value;
}

char *strerror(int number)
{
    static const struct {
        int number;
        const char *text;
    } texts[] = {
        {0, "No error"},
        {EPERM, "Operation not permitted"},
        {ENOENT, "No such file or directory"},
        {EINTR, "Interrupted function call"},
        {EIO, "Input/output error"},
        {EBADF, "Bad file descriptor"},
        {EAGAIN, "Resource temporarily unavailable"},
        {ENOMEM, "Not enough space"},
        {EACCES, "Permission denied"},
        {EBUSY, "Resource device"},
        {EEXIST, "File exists"},
        {EINVAL, "Invalid argument"},
        {ENOSPC, "No space left on device"},
        {ERANGE, "Result too large"},
        {EILSEQ, "Illegal byte sequence"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].number == number)
            return (char *)texts[i].text;
    return (char *)"Unknown error";
}

void perror(const char *message)
{
    if (message != NULL && *message != 0)
        fprintf(stderr, "%s: ", message);
    fprintf(stderr, "%s\n", strerror(error));
}

void _assert(const char *expression, const char *file, unsigned line)
{
    fprintf(stderr, "Assertion failed: %s, file %s, line %u\n", expression, file, line);
    abort();
}

/* As without a handler on Windows: the process ends with STATUS_INVALID_CRUNTIME_PARAMETER. */
void crt_invalid_parameter(void)
{
    fputs("The C runtime was called with an invalid parameter.\n", stderr);
    ExitProcess(0xC0000417);
}

/* No program of the simulated machine interprets commands. */
int system(const char *command)
{
    if (command == NULL)
        return 0;
    errno = ENOENT;
    return -1;
}
