/*
 * The simulator's own memory. A machine's lies in the arena, so what is asked for here is little; where the host has none, there is nothing to be saved by
 * going on: files are written whole and at the end, so an older one is still what it was.
 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void host_out_of_memory(void)
{
    fputs("ntsim: out of memory\n", stderr);
    exit(2);
}

static void *there(void *memory)
{
    if (memory == NULL)
        host_out_of_memory();
    return memory;
}

void *host_take(size_t count, size_t size)
{
    return there(calloc(count ? count : 1, size));
}

void *host_resize(void *old, size_t size)
{
    return there(realloc(old, size));
}

char *host_copy_text(const char *text)
{
    return there(strdup(text));
}
