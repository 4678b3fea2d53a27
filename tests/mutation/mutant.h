/*
 * Mutants, all of them compiled in: mutate.c puts mutant(n) into the source, which is 0 but in the run that NTSIM_MUTANT=n asks for. NTSIM_MUTANT_REACHED=file: the
 * numbers that were asked about.
 */
#ifndef NTSIM_MUTANT_H
#define NTSIM_MUTANT_H

enum { MUTANTS_MAX = 20000 };
extern unsigned mutant_now;
extern unsigned char mutant_reached[MUTANTS_MAX];

static inline int mutant(unsigned n)
{
    mutant_reached[n] = 1;
    return mutant_now == n;
}

#endif
