/*
 * The reports of all shards of one search, put together: the report that one process would have given.
 */
#ifndef NTSIM_REPORT_MERGE_H
#define NTSIM_REPORT_MERGE_H

#include "report/report.h"

struct report_merged {
    char *json;          /* as explore --json without shards; the caller frees */
    struct report_search search; /* its coverage is the caller's to free */
    char failure[32];    /* how the run that is shown ended; "" when none failed */
    char replay[4096];
};

/* The texts of `count` JSON files; names are for what is wrong. False: *error is one sentence (valid until the next call). */
bool report_merge(const char *const *texts, const char *const *names, size_t count, struct report_merged *merged, const char **error);

#endif
