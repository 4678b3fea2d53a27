#include "mutant.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static unsigned char nobody_asks[MUTANTS_MAX];
unsigned mutant_now;
unsigned char *mutant_reached = nobody_asks;

/* More than one process may belong to a test: they share the file. */
static unsigned char *map(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0 || ftruncate(file, MUTANTS_MAX) != 0)
        abort();
    void *mapped = mmap(NULL, MUTANTS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED)
        abort();
    close(file);
    return mapped;
}

static void __attribute__((constructor)) begin(void)
{
    const char *n = getenv("NTSIM_MUTANT"), *path = getenv("NTSIM_MUTANT_REACHED");
    mutant_now = n ? (unsigned)strtoul(n, NULL, 10) : 0;
    if (path)
        mutant_reached = map(path);
}
