/*
 * The tests that are asked: those that ctest lists in a build with the labels unit and scenario, but not slow or search. What is learnt of them lies in memory that
 * the workers share.
 */
#ifndef MUTATION_SUITE_H
#define MUTATION_SUITE_H

#include "mutant.h"

#include <stdbool.h>
#include <stddef.h>

enum { TESTS_MAX = 2000, WORDS_MAX = 64, SETTINGS_MAX = 16, JOBS = 2 };

struct test {
    const char *name, *folder;
    const char *words[WORDS_MAX + 1], *settings[SETTINGS_MAX];
    bool should_fail;
};

struct learnt { /* of a test, shared */
    bool passes;
    double seconds; /* of work */
    unsigned char meets[MUTANTS_MAX];
};

extern struct test suite[TESTS_MAX];
extern struct learnt *learnt; /* suite[i] is learnt[i] */
extern size_t suite_count;

void *shared_memory(size_t size);
/* Hands the numbers below `count` out to JOBS processes; returns when all are done. */
void share_out(size_t count, void (*work)(size_t i));
void suite_read(const char *build);
/* Runs each test as the source is; how many pass. */
size_t suite_learn(void);
/* With mutant n. A test that takes ten times as much work as it should (and two seconds more) has not passed. */
bool suite_passes(size_t i, unsigned n);
/* -1: there is none. */
int suite_find(const char *name);

#endif
