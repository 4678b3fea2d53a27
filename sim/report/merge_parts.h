/* Shards' reports on their way to one: merge_read.c reads and compares them, merge.c makes one of them. */
#ifndef NTSIM_REPORT_MERGE_PARTS_H
#define NTSIM_REPORT_MERGE_PARTS_H

#include "report/merge.h"
#include "report/shard.h"

struct part { /* a shard's report */
    const char *name, *settings;
    json_t *root, *stages, *failed;
    uint64_t shard, shards;
};

struct merge {
    struct part *parts; /* by shard, once checked */
    size_t count;
    struct report_search search;
    struct coverage coverage; /* of all parts */
    const struct part *shown; /* whose run is told */
    json_int_t stage, unit, number; /* where the lowest failure is */
};

/* 0: there is none, or none above 0. */
static inline uint64_t merge_number(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

/* False: merge_sentence() says why not. */
bool merge_read(struct part *part, struct coverage *coverage, const char *text, const char *name);
/* Whether they are the shards of one search, all of them. */
bool merge_check(struct merge *merge);
const char *merge_sentence(void);

#endif
