/*
 * What a search under way knows, for the files of search.h: search.c has the stages, deal.c gives out their tasks, tally.c counts what came of them.
 */
#ifndef NTSIM_EXPLORE_SEARCH_STATE_H
#define NTSIM_EXPLORE_SEARCH_STATE_H

#include "explore/crew.h"
#include "explore/search.h"

struct search {
    const struct search_plan *plan;
    struct search_result *result;
    struct runner runner;
    struct crew *crew; /* NULL: this process does the tasks */
    uint64_t began_ns, last_progress_ns, asked;
    uint64_t left;     /* of the budget of runs: of all shards together */
    /* the stage */
    const struct strategy *strategy;
    struct report_stage stage;
    uint64_t limit, used; /* of a tree: runs of all shards together */
    bool unlearnt;
};

static inline uint64_t search_least(uint64_t left, uint64_t right)
{
    return left < right ? left : right;
}

/* Runs that the stage may still use, of all shards together. */
static inline uint64_t search_left(const struct search *search)
{
    return search->limit - search_least(search->limit, search->used);
}

/* --- tally.c --- */
/* Whether it has ended, for whatever reason. */
bool search_over(const struct search *search);
/* Time and interruption; runs are counted where they are dealt. `under_way`: runs that are not counted yet, for the progress that is shown. */
bool search_time_left(struct search *search, uint64_t under_way);
/* For the runner: asked before each of its runs. */
bool search_go_on(void *context, uint64_t runs, uint64_t next);
/* Of a job with an answer, or of another shard. */
void search_count(struct search *search, const struct crew_job *job);

/* --- deal.c --- */
void search_deal_numbers(struct search *search, uint64_t first, uint64_t count);
void search_deal_tree(struct search *search);
/* Until nothing is under way any more. */
void search_wait(struct search *search);

#endif
