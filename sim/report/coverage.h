/*
 * What the runs of a search have covered (search.md 8): sets of keys, each a hash of what it stands for, and counts. What two processes have seen is put together by
 * union and sum, in any order, so that it does not depend on who made which run. explore/coverage.h fills it.
 */
#ifndef NTSIM_REPORT_COVERAGE_H
#define NTSIM_REPORT_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum coverage_set {
    COVERAGE_SITES,          /* routine, leaving or not, object, access: where there was a choice */
    COVERAGE_PREEMPTED,      /* of these: where something else than the default moved */
    COVERAGE_INTERRUPTS,     /* line x routine: the interrupt could come there */
    COVERAGE_TAKEN,          /* and came */
    COVERAGE_PAIRS,          /* of sites that two contexts reached one after the other at the same object, in this order */
    COVERAGE_PAIRS_POSSIBLE, /* the same and their reverse */
    COVERAGE_ORDERS,         /* of events that depend on each other: one a run */
    COVERAGE_ORDERS_AGAIN,   /* of these: in more than one run */
    COVERAGE_SETS
};

struct coverage_keys { /* open addressing; 0 is free */
    uint64_t *keys;
    size_t used, room;
};

/* Of the orders, those only are kept whose `shift` lowest bits are 0: so many stand for 2^shift times as many. It is the least shift at which there are not too many. */
struct coverage {
    uint64_t runs;
    unsigned shift;
    struct coverage_keys sets[COVERAGE_SETS];
};

struct coverage_figures {
    uint64_t sites, preempted, interrupts, taken, pairs, pairs_possible;
    uint64_t orders, once; /* scaled */
    bool about;            /* they were */
    double unseen;         /* Good-Turing: the share of further runs alike that would show a new order; 1 when there was no run */
};

/* True: it was not there. */
bool coverage_add(struct coverage *coverage, enum coverage_set set, uint64_t key);
/* One run more, with this order of its events. */
void coverage_add_run(struct coverage *coverage, uint64_t order);
void coverage_merge(struct coverage *coverage, const struct coverage *other);
/* Nothing was seen; the memory is kept. */
void coverage_clear(struct coverage *coverage);
void coverage_free(struct coverage *coverage);
struct coverage_figures coverage_figures(const struct coverage *coverage);

/* As one block of bytes, to be sent: how many, and the block. */
size_t coverage_flat_size(const struct coverage *coverage);
void coverage_flatten(const struct coverage *coverage, void *flat);
/* Merges a block. False: it is none. */
bool coverage_merge_flat(struct coverage *coverage, const void *flat, size_t size);

/* The keys of a set in ascending order, as hexadecimal digits, 16 a key. The caller frees. */
char *coverage_print(const struct coverage *coverage, enum coverage_set set);
/* The other way; of orders: raw keys, and shift and runs are the caller's. False: the text is none. */
bool coverage_parse(struct coverage *coverage, enum coverage_set set, const char *text);

#endif
