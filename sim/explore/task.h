/*
 * A task: runs of one strategy that are made together, in this process or in a worker; its answer: what came of them. What is answered is a pure function of the task
 * and the settings of the search, so a task may be done anywhere, and again.
 *
 * Both are flat: a structure and what lies behind it, sent as they are between processes of one program.
 */
#ifndef NTSIM_EXPLORE_TASK_H
#define NTSIM_EXPLORE_TASK_H

#include "explore/recorder.h"

#define TASK_FOR_EVER UINT64_MAX

struct task_step {
    struct strategy_step step;
    uint32_t left; /* of the bound, behind it */
};

struct task {
    char strategy[16];
    unsigned bound;
    uint64_t first, end;         /* of strategies that are no trees: the numbers of the runs, first included, end not */
    uint64_t limit;              /* of a tree: so many runs at most */
    uint32_t shard, shards;      /* only numbers that are shard modulo shards */
    bool alone;                  /* of a tree: nothing but the prefix's own run */
    bool announce;               /* say the number of each run before it begins: somebody dies of one */
    uint32_t prefix, children;   /* how many: the part of the tree behind prefix + each of the children, in turn; no children: all behind the prefix */
    struct task_step steps[];
};

struct task_answer {
    uint64_t runs, executions, cut;
    uint64_t stopped;  /* runs that the strategy ended: they count in the limit only */
    bool exhausted;    /* nothing of the task is left */
    bool unlearnt;     /* level 2: memory was shared that had not been learnt to be */
    bool failed;       /* its last run did */
    bool unrepeatable; /* its last run, or one before, ended differently when it was run again */
    uint64_t number;   /* of the last run: as the strategy counts, or, of a tree, from 0 in the task */
    uint64_t hash;     /* of the run that failed */
    char text[256];    /* why it is not repeatable */
    uint64_t taken;    /* bytes that lie behind the structure: the run that failed, choice by choice */
    uint64_t covered;  /* bytes behind those: what the runs covered (report/coverage.h); 0: not noted */
};

/* What makes runs in this process. */
struct runner {
    const struct machine_snapshot *start;
    uint64_t seed, horizon;
    uint64_t hash; /* of the default run: equal in every process, or the run is not repeatable */
    struct recorder recorder;
    struct watch watch;
    uint64_t passes;                                   /* so far: one in a thousand is run again */
    bool (*go_on)(void *context, uint64_t runs, uint64_t next); /* asked before each run: how many the task has made, the number of the next */
    void *context;
};

/* Learns what every process of the search has to know before its first task, each time the same: the horizon, and at level 2 what memory is shared. */
void runner_open(struct runner *runner, const struct search_plan *plan, const struct machine_snapshot *start);
/* From here on what the runs of tasks cover is noted, and told in the answers. */
void runner_watch(struct runner *runner);
void runner_close(struct runner *runner);
/* The caller frees. A run is not made when go_on says no; then the answer is what came of those before. */
struct task_answer *runner_do(struct runner *runner, const struct task *task);

static inline size_t task_size(const struct task *task)
{
    return sizeof *task + (task->prefix + task->children) * sizeof *task->steps;
}
static inline uint8_t *task_answer_taken(const struct task_answer *answer)
{
    return (uint8_t *)(uintptr_t)(answer + 1);
}
static inline void *task_answer_covered(const struct task_answer *answer)
{
    return task_answer_taken(answer) + answer->taken;
}
static inline size_t task_answer_size(const struct task_answer *answer)
{
    return sizeof *answer + answer->taken + answer->covered;
}

#endif
