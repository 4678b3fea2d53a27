#include "explore/units.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define UNIT_RUNS 256 /* by estimate; one process does them in a few milliseconds */

struct child {
    struct strategy_step step;
    unsigned left;
    uint64_t estimate; /* of the runs behind it */
};

/* A place that was looked at: the prefix that leads there, and the ways to deviate behind it. */
struct frame {
    struct child *children;
    size_t count, next, room;
    bool alone_done;
};

struct units {
    struct runner *runner;
    const struct strategy *strategy;
    unsigned bound;
    uint64_t *executions;
    struct strategy_step *prefix; /* one for each frame but the first */
    struct frame *frames;
    size_t depth, room;
    bool whole; /* the tree is one unit, not given out yet */
};

/* --- looking ---------------------------------------------------------------------------------------------------------------------------------------- */

/* Of n later ways, at most `left` are taken: the sum of the binomials, no more than it takes to be large. */
static uint64_t estimate(uint64_t n, unsigned left)
{
    uint64_t term = 1, sum = 1;
    for (uint64_t i = 1; i <= left && i <= n && sum < 1u << 30; i++) {
        term = term * (n - i + 1) / i;
        sum += term;
    }
    return sum;
}

static void add_child(void *context, struct strategy_step step, unsigned left)
{
    struct frame *frame = context;
    if (frame->count == frame->room) {
        frame->room = frame->room ? frame->room * 2 : 64;
        frame->children = host_resize(frame->children, frame->room * sizeof *frame->children);
    }
    frame->children[frame->count] = (struct child){step, left, estimate(frame->count, left)};
    frame->count++;
}

/* One run behind the prefix, everything else by default. */
static void look(struct units *units, struct frame *frame)
{
    struct strategy_settings settings = {.bound = units->bound, .prefix = units->prefix, .prefix_count = units->depth};
    void *self = units->strategy->create(&settings);
    units->strategy->begin(self, 0);
    search_once(units->runner->start, units->strategy->answer, self);
    units->strategy->children(self, units->bound, add_child, frame);
    units->strategy->destroy(self);
    ++*units->executions;
}

static void push(struct units *units, struct strategy_step step)
{
    if (units->depth + 1 >= units->room) {
        units->room = units->room ? units->room * 2 : 16;
        units->frames = host_resize(units->frames, (units->room + 1) * sizeof *units->frames);
        units->prefix = host_resize(units->prefix, units->room * sizeof *units->prefix);
    }
    units->prefix[units->depth++] = step;
    struct frame *frame = &units->frames[units->depth];
    *frame = (struct frame){0};
    look(units, frame);
}

static uint64_t estimate_of(const struct frame *frame)
{
    uint64_t sum = 1;
    for (size_t i = 0; i < frame->count && sum <= UNIT_RUNS; i++)
        sum += frame->children[i].estimate;
    return sum;
}

struct units *units_open(struct runner *runner, const struct strategy *strategy, unsigned bound, uint64_t *executions)
{
    struct units *units = host_take(1, sizeof *units);
    *units = (struct units){.runner = runner, .strategy = strategy, .bound = bound, .executions = executions, .frames = host_take(1, sizeof *units->frames)};
    if (strategy->children)
        look(units, &units->frames[0]);
    units->whole = !strategy->children || estimate_of(&units->frames[0]) <= UNIT_RUNS;
    return units;
}

void units_close(struct units *units)
{
    for (size_t i = 0; units->frames && i <= units->depth; i++)
        free(units->frames[i].children);
    free(units->frames);
    free(units->prefix);
    free(units);
}

/* --- giving out --------------------------------------------------------------------------------------------------------------------------------------- */

static struct task *unit_of(const struct units *units, const struct child *children, size_t count)
{
    struct task *unit = host_take(1, sizeof *unit + (units->depth + count) * sizeof *unit->steps);
    memcpy(unit->strategy, units->strategy->name, strlen(units->strategy->name));
    unit->bound = units->bound;
    unit->limit = TASK_FOR_EVER;
    unit->prefix = (uint32_t)units->depth;
    unit->children = (uint32_t)count;
    for (size_t i = 0; i < units->depth; i++)
        unit->steps[i].step = units->prefix[i];
    for (size_t i = 0; i < count; i++)
        unit->steps[units->depth + i] = (struct task_step){children[i].step, children[i].left};
    return unit;
}

static struct task *alone(const struct units *units)
{
    struct task *unit = unit_of(units, NULL, 0);
    unit->alone = true;
    return unit;
}

/* Neighbours of the frame, from its next on; 0: the next is large and is to be looked into. */
static size_t neighbours(const struct frame *frame)
{
    uint64_t runs = 0;
    size_t count = 0;
    while (frame->next + count < frame->count) {
        const struct child *child = &frame->children[frame->next + count];
        runs += child->estimate;
        if (runs > UNIT_RUNS && (count || child->left))
            break;
        count++;
    }
    return count;
}

struct task *units_next(struct units *units)
{
    if (units->whole) {
        struct task *unit = unit_of(units, NULL, 0);
        free(units->frames[0].children);
        units->frames[0] = (struct frame){.alone_done = true};
        units->whole = false;
        return unit;
    }
    for (;;) {
        struct frame *frame = &units->frames[units->depth];
        if (!frame->alone_done) {
            frame->alone_done = true;
            return alone(units);
        }
        size_t count = neighbours(frame);
        if (count) {
            struct task *unit = unit_of(units, &frame->children[frame->next], count);
            frame->next += count;
            return unit;
        }
        if (frame->next < frame->count) {
            push(units, frame->children[frame->next++].step);
            continue;
        }
        if (!units->depth)
            return NULL;
        free(frame->children);
        units->depth--;
    }
}

uint64_t units_hash(const struct task *unit)
{
    uint64_t hash = 0x756E697473u + unit->alone;
    uint32_t steps = unit->prefix + (unit->children > 0);
    for (uint32_t i = 0; i < steps; i++) {
        hash ^= (uint64_t)unit->steps[i].step.at << 8 | unit->steps[i].step.way;
        hash = mix64(&hash);
    }
    return mix64(&hash);
}

/* --- counting ------------------------------------------------------------------------------------------------------------------------------------------- */

static void count_child(void *context, struct strategy_step step, unsigned left)
{
    (void)step;
    (void)left;
    ++*(uint64_t *)context;
}

/* Every schedule but the first comes from one with a deviation less, which was within the lower bound. */
static uint64_t size_behind(struct runner *runner, const struct task *unit, const struct strategy_step *prefix, size_t count, uint64_t limit, uint64_t *executions)
{
    const struct strategy *strategy = strategy_named(unit->strategy);
    struct strategy_settings settings = {.bound = unit->bound - 1, .prefix = prefix, .prefix_count = count};
    void *self = strategy->create(&settings);
    uint64_t size = 1;
    for (uint64_t number = 0; size <= limit && strategy->begin(self, number); number++) {
        struct search_failure failure = search_once(runner->start, strategy->answer, self);
        strategy->children(self, unit->bound, count_child, &size);
        strategy->end(self, failure.outcome == KE_OUT_OF_STEPS);
        ++*executions;
    }
    strategy->destroy(self);
    return size;
}

uint64_t units_size(struct runner *runner, const struct task *unit, uint64_t limit, uint64_t *executions)
{
    if (unit->alone || (!unit->children && !unit->bound))
        return 1;
    struct strategy_step *prefix = host_take(unit->prefix + 1, sizeof *prefix);
    uint64_t size = 0;
    for (uint32_t i = 0; i < unit->prefix; i++)
        prefix[i] = unit->steps[i].step;
    if (!unit->children)
        size = size_behind(runner, unit, prefix, unit->prefix, limit, executions);
    for (uint32_t i = 0; i < unit->children && size <= limit; i++) {
        prefix[unit->prefix] = unit->steps[unit->prefix + i].step;
        size += unit->steps[unit->prefix + i].left ? size_behind(runner, unit, prefix, unit->prefix + 1u, limit - size, executions) : 1;
    }
    free(prefix);
    return size;
}
