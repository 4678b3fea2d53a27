/*
 * Worker processes that do tasks. Tasks are put in and taken out in one order; in between they are done in any. A worker that dies is replaced and its tasks are done
 * again; one task of which three workers died is the end of it: the crew is broken, and says in which run.
 *
 *   put -> waiting -> given to a worker -> answered -> taken, when all before it are
 *             ^----- the worker died -----'
 */
#ifndef NTSIM_EXPLORE_CREW_H
#define NTSIM_EXPLORE_CREW_H

#include "explore/task.h"

struct crew_job {
    struct task *task;          /* NULL: nothing is to be done, it only keeps its place */
    uint64_t unit, size;        /* the owner's */
    struct task_answer *answer; /* NULL: not yet */
    int worker;                 /* -1: nobody's */
    uint64_t order;             /* of those of a worker */
    unsigned deaths;
    uint64_t runs, next;        /* heard of so far */
};

struct crew;

/* argv: what becomes a worker. The runner is this process's own, which workers must agree with. NULL: *error says why. */
struct crew *crew_open(const char *const *argv, unsigned workers, const struct runner *runner, const char **error);
void crew_close(struct crew *crew);
bool crew_is_full(const struct crew *crew);
/* So many runs will be counted of what is in: what surely lies behind them is not begun. */
void crew_limit(struct crew *crew, uint64_t runs);
/* The crew's from now on. */
void crew_put(struct crew *crew, const struct crew_job *job);
/* The oldest that is still in, at `place` behind the first; NULL: there are no more. It stays the crew's. */
const struct crew_job *crew_job(const struct crew *crew, size_t place);
void crew_take(struct crew *crew); /* the first is done with */
/* Until something was heard, at most so long. */
void crew_wait(struct crew *crew, unsigned milliseconds);
/* NULL, or why nothing more can be done. *differs: because a worker's runs are not like ours. */
const char *crew_broken(const struct crew *crew, bool *differs);

/* A worker's whole life: answers tasks until nobody asks any more. */
void crew_work(struct runner *runner);

#endif
