/*
 * Searching: the machine again and again from one snapshot, under strategies, until a failure is found, a tree is exhausted, or the budget is used up.
 *
 * A search is a list of stages: one strategy each, at one bound or for a range of run numbers. A stage is cut into tasks, in an order that depends on the settings only;
 * tasks are done here or by worker processes, in any order, and what came of them is counted in theirs. So the result of a search that is limited by a number of
 * runs is the same however many processes there are, and the lowest failing run wins. A shard does a part of the tasks: those that are its own by number or by
 * the hash of their place in the tree.
 */
#ifndef NTSIM_EXPLORE_SEARCH_H
#define NTSIM_EXPLORE_SEARCH_H

#include "explore/coverage.h"
#include "explore/schedule.h"
#include "explore/strategy.h"
#include "machine/machine.h"
#include "report/report.h"

struct search_result;
struct search_plan {
    const char *strategy;  /* NULL: the portfolio */
    int bound;             /* -1: not given */
    uint64_t runs;         /* 0: not limited by number */
    double seconds;        /* 0: not limited by time */
    uint64_t seed;
    unsigned level;
    uint64_t step_limit;   /* scheduling points of one run */
    bool faults;           /* allocations may fail */
    uint32_t shard, shards; /* only what belongs to this one of so many; 0 shards: all */
    unsigned jobs;          /* worker processes; less than 2: this process does it */
    const char *const *worker; /* a program and its arguments that becomes one (search_work); NULL: none */
    volatile const int *interrupted; /* not 0: end cleanly */
    struct coverage *coverage; /* of the runs that count is added here; NULL: not wanted. The caller's to free */
    void (*on_progress)(void *context, const struct search_result *result);
    void *context;
};

/* What kind of failure a run showed: two runs fail alike when these are equal. */
struct search_failure {
    bool failed;
    enum ke_outcome outcome;
    uint32_t code; /* of a bug check; of a failed check, a hash of its sentence */
    uintptr_t pc;
    uint32_t verdicts; /* two bits a driver: 0 unloaded, 1 wedged or refused, 2 leaked; plus findings */
};

struct search_result {
    bool found, complete, cut, repeatable, out_of_budget;
    char strategy[16];      /* that found it, or that ended complete */
    int bound;              /* largest complete delay (or preemption) bound; -1: none */
    uint64_t complete_schedules; /* of the tree of that bound */
    uint64_t schedules;     /* distinct runs */
    uint64_t executions;    /* all runs, repeats included */
    uint64_t stopped_runs;  /* that the strategy stopped: nothing new would have come of them */
    uint64_t first_failure; /* 1-based number of the run that failed first */
    uint64_t cut_runs;      /* ended by the step bound: inconclusive */
    bool undivided;         /* shards: the tree belongs to shard 0 as a whole */
    struct report_stage *stages; /* of a shard, for merging; the caller frees them with report_stages_free */
    size_t stage_count;
    uint64_t failed_unit, failed_number; /* where it failed, in the last of them */
    uint64_t orders;        /* of events, seen so far: for on_progress, when the plan wants coverage */
    double seconds;
    struct schedule schedule; /* of the failure, shortened */
    size_t deviations_before; /* as found */
    struct search_failure failure;
    char unrepeatable[320]; /* why nothing can be said */
    char broken[320];       /* "" or our own defect, or a worker's that would not live */
};

/* The machine is booted and at the beginning of the search (snapshot). The result's schedule is the caller's to free. */
void search_run(const struct search_plan *plan, const struct machine_snapshot *start, struct search_result *result);
/* The other side: this process is one of the workers of a search with this plan, until nobody asks any more. */
void search_work(const struct search_plan *plan, const struct machine_snapshot *start);
/* One run from the start under an answerer; judges it. */
struct search_failure search_once(const struct machine_snapshot *start, choice_answer *answer, void *context);
/* The machine that has just ended. */
struct search_failure search_judge(void);
bool search_same(const struct search_failure *left, const struct search_failure *right);
/*
 * Drops deviations while the run still fails alike, then looks below what is left by delay bounding, in so many runs at most (search.md 6). Returns the number of runs that it
 * took in all.
 */
uint64_t search_shorten_within(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure, uint64_t runs);
/* With the budget that a search spends on it. */
uint64_t search_shorten(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure);

#endif
