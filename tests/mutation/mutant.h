/*
 * Mutants, all of them compiled in: mutate.c puts mutant(n) into the source, which is 0 but in the run that NTSIM_MUTANT=n asks for. NTSIM_MUTANT_REACHED=file: a
 * byte for each number, 1 where the answer could have mattered. The file is mapped, so that a process that is killed, or ends in a hurry, has told it too.
 */
#ifndef NTSIM_MUTANT_H
#define NTSIM_MUTANT_H

enum { MUTANTS_MAX = 8192 };
extern unsigned mutant_now;
extern unsigned char *mutant_reached;

static inline int mutant(unsigned n)
{
    mutant_reached[n] = 1;
    return mutant_now == n;
}

/* a && b, a || b: whether b counts for nothing is seen only where b is not `neutral`. */
static inline int mutant_operand(unsigned n, int neutral, int b)
{
    return b == neutral ? neutral : mutant(n) ? neutral : b;
}

#endif
