/*
 * Delay bounding (Emmi, Qadeer, Rakamaric, POPL 2011) and preemption bounding (Musuvathi, Qadeer, PLDI 2007): depth-first over all schedules whose deviations cost at most
 * the bound. Passing over j contexts that could go on costs j delays; what comes from outside - time, an interrupt, a DPC's turn, a failure - costs one, however many
 * contexts there are. In preemption bounding any switch away from a context that could go on costs one.
 *
 * The whole state is the path of the current run: how many ways there were at each choice, and which was taken. The next run differs at the last choice that still can be
 * changed within the bound. Nothing grows with the number of runs.
 */
#include "explore/strategy.h"
#include "host/host.h"

#include <stdlib.h>

struct branch {
    uint8_t taken, ways;
    uint8_t contexts; /* of the ways: they come first; what comes from outside stands behind them */
    bool free; /* a forced choice: whoever goes on costs nothing in preemption bounding */
};

struct bounded {
    unsigned bound;
    bool preemptions;
    struct branch *path;
    size_t room, fixed, used; /* fixed: choices decided before the run began */
    size_t floor;             /* of them, those of the prefix: never changed */
    bool exhausted;
};

static void make_room(struct bounded *self, size_t room)
{
    self->path = host_resize(self->path, room * sizeof *self->path);
    self->room = room;
}

/* What the other ways of these choices are is known when they are reached. */
static void take_prefix(struct bounded *self, const struct strategy_step *prefix, size_t count)
{
    if (!count)
        return;
    self->fixed = self->floor = prefix[count - 1].at + 1;
    make_room(self, self->floor + 256);
    for (size_t i = 0; i < self->floor; i++)
        self->path[i] = (struct branch){.ways = 0};
    for (size_t i = 0; i < count; i++)
        self->path[prefix[i].at].taken = (uint8_t)prefix[i].way;
}

static void *create_with(const struct strategy_settings *settings, bool preemptions)
{
    struct bounded *self = host_take(1, sizeof *self);
    self->bound = settings->bound;
    self->preemptions = preemptions;
    take_prefix(self, settings->prefix, settings->prefix_count);
    return self;
}

static void *create_delay(const struct strategy_settings *settings)
{
    return create_with(settings, false);
}

static void *create_preemption(const struct strategy_settings *settings)
{
    return create_with(settings, true);
}

static bool begin(void *context, uint64_t number)
{
    struct bounded *self = context;
    (void)number;
    self->used = 0;
    return !self->exhausted;
}

static uint8_t contexts_of(const struct choice_option *options, unsigned n)
{
    uint8_t contexts = 0;
    while (contexts < n && (options[contexts].kind == MOVE_STAY || options[contexts].kind == MOVE_PROCESSOR || options[contexts].kind == MOVE_THREAD))
        contexts++;
    return contexts;
}

static struct branch branch_of(uint8_t taken, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    return (struct branch){taken, (uint8_t)(n > 255 ? 255 : n), contexts_of(options, n), place->kind == CHOICE_PROCESSOR || place->kind == CHOICE_THREAD};
}

static unsigned answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct bounded *self = context;
    if (n < 2)
        return 0;
    if (self->used < self->fixed) {
        struct branch *branch = &self->path[self->used++];
        if (!branch->ways)
            *branch = branch_of(branch->taken, place, options, n);
        return branch->taken < n ? branch->taken : 0;
    }
    if (self->used == self->room)
        make_room(self, self->room ? self->room * 2 : 256);
    self->path[self->used++] = branch_of(0, place, options, n);
    return 0;
}

static unsigned cost(const struct bounded *self, const struct branch *branch, unsigned taken)
{
    if (self->preemptions)
        return taken && !branch->free;
    return taken < branch->contexts ? taken : 1;
}

/* The next way behind the one taken that costs at most so much; 0: none. */
static uint8_t next_way(const struct bounded *self, const struct branch *branch, unsigned left)
{
    for (uint8_t way = (uint8_t)(branch->taken + 1); way < branch->ways; way++)
        if (cost(self, branch, way) <= left)
            return way;
    return 0;
}

static void end(void *context, bool cut)
{
    struct bounded *self = context;
    (void)cut;
    unsigned spent = 0;
    for (size_t i = 0; i < self->used; i++)
        spent += cost(self, &self->path[i], self->path[i].taken);
    for (size_t i = self->used; i-- > self->floor;) {
        struct branch *branch = &self->path[i];
        spent -= cost(self, branch, branch->taken);
        uint8_t way = next_way(self, branch, self->bound - spent);
        if (way) {
            branch->taken = way;
            self->fixed = i + 1;
            return;
        }
    }
    self->exhausted = true;
}

static void children(void *context, unsigned bound, strategy_visit *visit, void *visitor)
{
    const struct bounded *self = context;
    unsigned spent = 0;
    for (size_t i = 0; i < self->used; i++)
        spent += cost(self, &self->path[i], self->path[i].taken);
    for (size_t i = self->used; i-- > self->fixed;)
        for (unsigned way = 1; way < self->path[i].ways; way++) {
            unsigned price = cost(self, &self->path[i], way);
            if (spent + price <= bound)
                visit(visitor, (struct strategy_step){(uint32_t)i, way}, bound - spent - price);
        }
}

static void destroy(void *context)
{
    struct bounded *self = context;
    free(self->path);
    free(self);
}

const struct strategy strategy_delay = {"delay", true, create_delay, begin, answer, end, destroy, children, true};
const struct strategy strategy_preemption = {"preemption", true, create_preemption, begin, answer, end, destroy, children, false};

/* --- all schedules, one by one: what dfs.c is compared with ---------------------------------------------------------------------------------------------------------------------------------------- */

static void *create_plain(const struct strategy_settings *settings)
{
    struct bounded *self = create_with(settings, false);
    if (self)
        self->bound = ~0u >> 1;
    return self;
}

const struct strategy strategy_plain = {"plain", true, create_plain, begin, answer, end, destroy, NULL, false};

const struct strategy *strategy_named(const char *name)
{
    static const struct strategy *const all[] = {&strategy_random, &strategy_pos, &strategy_pct, &strategy_delay, &strategy_preemption, &strategy_dfs, &strategy_plain};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *a = all[i]->name, *b = name;
        while (*a && *a == *b)
            a++, b++;
        if (*a == *b)
            return all[i];
    }
    return NULL;
}
