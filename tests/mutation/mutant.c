#include "mutant.h"

#include <stdio.h>
#include <stdlib.h>

unsigned mutant_now;
unsigned char mutant_reached[MUTANTS_MAX];

static void __attribute__((constructor)) begin(void)
{
    const char *n = getenv("NTSIM_MUTANT");
    mutant_now = n ? (unsigned)strtoul(n, NULL, 10) : 0;
}

/* More than one process may belong to a test. */
static void __attribute__((destructor)) tell(void)
{
    const char *path = getenv("NTSIM_MUTANT_REACHED");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (!file)
        return;
    for (unsigned i = 1; i < MUTANTS_MAX; i++)
        if (mutant_reached[i])
            fprintf(file, "%u\n", i);
    fclose(file);
}
