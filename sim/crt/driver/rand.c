/*
 * Microsoft's generator, so that a driver's or an application's sequence is the one that it has on Windows.
 */
#include "crt.h"

#include <stdlib.h>

static unsigned state = 1;

void srand(unsigned seed)
{
    crt_writes(&state, sizeof state);
    state = seed;
}

int rand(void)
{
    crt_writes(&state, sizeof state);
    state = state * 214013u + 2531011u;
    return (int)(state >> 16 & RAND_MAX);
}
