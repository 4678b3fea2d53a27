/*
 * All schedules, by depth-first search with sleep sets (Godefroid, LNCS 1032, 1996): of all schedules that differ only in the order of independent steps at least one
 * is run to its end.
 *
 * A node is a choice; an edge is a step: what one processor does from there to the next choice. When the subtree behind a processor's step is done, that processor
 * sleeps in the subtrees of its siblings for as long as only steps are taken that are independent of its own: whatever it could still do there was seen. A step's
 * footprint (choice/footprint.h) is known when the next choice is asked, so a child's sleepers are found out there. A sleeper's step does not change while it sleeps -
 * nothing that it reads was written - so its footprint is the one it had when it was taken.
 *
 * Three things are no such steps, and depend on everything:
 * - what is no processor's going on: time, interrupts, DPCs, a preemption, a failing allocation, which of the ready threads comes first;
 * - the step that ends where one of these is offered: it is offered to the processor that moved last, so that the order is seen in the choices themselves;
 * - the last step of a run.
 *
 * A node where all that could go on sleep has nothing new behind it: the run is stopped there (CHOICE_STOP), and counts as no schedule. Nothing here is ever bounded:
 * within a bound the schedule that stands for the others may be the one that costs too much.
 *
 * The whole state is the path of the current run, and for each node of it the steps of those that sleep. Nothing grows with the number of runs.
 */
#include "choice/footprint.h"
#include "explore/strategy.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define WAYS_MAX 64
#define NOBODY 0xFF /* a way that is no processor's step */

struct sleeper {
    uint8_t processor;
    struct footprint step;
};

struct node {
    uint8_t ways, taken;
    uint8_t mover[WAYS_MAX]; /* of each way: the processor, or NOBODY */
    size_t first, count;     /* its sleepers, of self->sleepers: those that it came with, then those whose subtrees are done, or under way */
};

struct dfs {
    struct node *path;
    size_t room, fixed, used; /* fixed: choices decided before the run began */
    struct sleeper *sleepers; /* a stack: those of the last node on top */
    size_t sleepers_room, sleepers_used;
    struct footprint step; /* the one that runs */
    bool exhausted;
};

static void *create(const struct strategy_settings *settings)
{
    (void)settings;
    return host_take(1, sizeof(struct dfs));
}

static bool begin(void *context, uint64_t number)
{
    struct dfs *self = context;
    (void)number;
    self->used = 0;
    footprint_open = self->exhausted ? NULL : &self->step;
    return !self->exhausted;
}

/* --- sleepers ------------------------------------------------------------------------------------------------------------------------------------------- */

static void push_sleeper(struct dfs *self, uint8_t processor, const struct footprint *step)
{
    if (self->sleepers_used == self->sleepers_room) {
        self->sleepers_room = self->sleepers_room ? self->sleepers_room * 2 : 64;
        self->sleepers = host_resize(self->sleepers, self->sleepers_room * sizeof *self->sleepers);
    }
    struct sleeper *sleeper = &self->sleepers[self->sleepers_used++];
    sleeper->processor = processor;
    footprint_copy(&sleeper->step, step);
}

static bool sleeps(const struct dfs *self, const struct node *node, unsigned way)
{
    for (size_t i = node->first; node->mover[way] != NOBODY && i < node->first + node->count; i++)
        if (self->sleepers[i].processor == node->mover[way])
            return true;
    return false;
}

/* Who sleeps behind the step that has just ended: whom it did not wake. Then its own processor is one of its node's, for the siblings to come. */
static void inherit(struct dfs *self, struct node *parent, struct node *child)
{
    size_t count = parent->count;
    uint8_t mover = parent->mover[parent->taken];
    if (mover != NOBODY && !self->step.all) { /* what depends on everything would wake at once */
        push_sleeper(self, mover, &self->step);
        parent->count++;
    }
    child->first = self->sleepers_used;
    for (size_t i = parent->first; i < parent->first + count; i++)
        if (!footprint_conflict(&self->sleepers[i].step, &self->step))
            push_sleeper(self, self->sleepers[i].processor, &self->sleepers[i].step);
    child->count = self->sleepers_used - child->first;
}

/* --- nodes ---------------------------------------------------------------------------------------------------------------------------------------------- */

static uint8_t mover_at(const struct choice_place *place, const struct choice_option *option)
{
    bool step = place->kind == CHOICE_POINT || place->kind == CHOICE_PROCESSOR;
    return step && (option->kind == MOVE_STAY || option->kind == MOVE_PROCESSOR) ? (uint8_t)option->value : NOBODY;
}

static struct node *new_node(struct dfs *self, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    if (self->used == self->room) {
        self->room = self->room ? self->room * 2 : 256;
        self->path = host_resize(self->path, self->room * sizeof *self->path);
    }
    struct node *node = &self->path[self->used];
    *node = (struct node){.ways = (uint8_t)n};
    for (unsigned i = 0; i < n; i++) {
        node->mover[i] = mover_at(place, &options[i]);
        if (node->mover[i] == NOBODY)
            self->step.all = true; /* the step that came here */
    }
    if (self->used)
        inherit(self, node - 1, node);
    return node;
}

/* The first way from `way` on that does not sleep; NOBODY: none. */
static uint8_t awake_from(const struct dfs *self, const struct node *node, unsigned way)
{
    for (; way < node->ways; way++)
        if (!sleeps(self, node, way))
            return (uint8_t)way;
    return NOBODY;
}

static unsigned take(struct dfs *self, const struct node *node)
{
    self->used++;
    self->step.used = 0;
    self->step.all = node->mover[node->taken] == NOBODY;
    return node->taken;
}

static unsigned answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct dfs *self = context;
    bool asks_who_moves = place->kind == CHOICE_POINT || place->kind == CHOICE_PROCESSOR;
    if (n < 2 && !asks_who_moves)
        return 0;
    if (self->used < self->fixed)
        return take(self, &self->path[self->used]);
    struct node *node = new_node(self, place, options, n);
    uint8_t way = awake_from(self, node, 0);
    if (way == NOBODY)
        return CHOICE_STOP;
    node->taken = way;
    return take(self, node);
}

static void end(void *context, bool cut)
{
    struct dfs *self = context;
    (void)cut;
    footprint_open = NULL;
    for (; self->used; self->used--) {
        struct node *node = &self->path[self->used - 1];
        uint8_t way = awake_from(self, node, node->taken + 1u);
        if (way == NOBODY)
            continue;
        node->taken = way;
        self->fixed = self->used;
        self->sleepers_used = node->first + node->count;
        return;
    }
    self->exhausted = true;
}

static void destroy(void *context)
{
    struct dfs *self = context;
    footprint_open = NULL;
    free(self->path);
    free(self->sleepers);
    free(self);
}

const struct strategy strategy_dfs = {"dfs", true, create, begin, answer, end, destroy, NULL, false};
