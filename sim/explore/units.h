/*
 * A tree divided into units, in the order in which it is walked: so that several processes can do them, and what they found can be put together as if one had walked
 * the whole. Where the tree is divided depends on the settings and on the tree only, so every process and every shard divides it alike.
 *
 *   tree -> the run without deviations, then what is behind each first deviation: small neighbours together are one unit, a large one is divided again
 */
#ifndef NTSIM_EXPLORE_UNITS_H
#define NTSIM_EXPLORE_UNITS_H

#include "explore/task.h"

struct units;

/* The tree of a strategy within a bound. Runs are made to see where it branches, at most one for each unit; they are counted in *executions. */
struct units *units_open(struct runner *runner, const struct strategy *strategy, unsigned bound, uint64_t *executions);
/* The next unit as a task, which the caller frees; NULL: there is none. */
struct task *units_next(struct units *units);
void units_close(struct units *units);
/* Spreads units over shards: depends on its place in the tree only. */
uint64_t units_hash(const struct task *unit);
/*
 * How many runs a unit has, of a strategy of which every way costs: by making those within a bound that is lower by one. Stops above `limit`. They are counted
 * in *executions.
 */
uint64_t units_size(struct runner *runner, const struct task *unit, uint64_t limit, uint64_t *executions);

#endif
