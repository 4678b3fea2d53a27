#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void (*sim_broken_handler)(const char *file, int line, const char *claim);

noreturn void sim_broken(const char *file, int line, const char *claim)
{
    if (sim_broken_handler)
        sim_broken_handler(file, line, claim);
    fprintf(stderr, "ntsim: internal error: %s (%s:%d)\n", claim, file, line);
    exit(4);
}
