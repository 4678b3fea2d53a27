/*
 * Shortening: deviations are dropped while the run still fails alike - halves first, then one by one, until none can go (search.md 6).
 */
#include "explore/search.h"

#include <stdlib.h>
#include <string.h>

static bool fails_alike(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure)
{
    struct replay replay;
    replay_start(&replay, schedule);
    struct search_failure now = search_once(start, replay_answer, &replay);
    replay_end(&replay);
    return search_same(&now, failure);
}

static struct schedule without(const struct schedule *schedule, size_t first, size_t count)
{
    struct schedule shorter = {.processors = schedule->processors, .level = schedule->level, .driver_hash = schedule->driver_hash};
    for (size_t i = 0; i < schedule->count; i++)
        if (i < first || i >= first + count)
            schedule_add(&shorter, &schedule->deviations[i]);
    return shorter;
}

/* One sweep over pieces of a size; true: something went. */
static bool sweep(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure, size_t piece, uint64_t *runs)
{
    bool dropped = false;
    for (size_t end = schedule->count; end > 0;) {
        size_t first = end > piece ? end - piece : 0;
        struct schedule shorter = without(schedule, first, end - first);
        ++*runs;
        if (fails_alike(start, &shorter, failure)) {
            free(schedule->deviations);
            *schedule = shorter;
            dropped = true;
        } else {
            schedule_free(&shorter);
        }
        end = first;
    }
    return dropped;
}

uint64_t search_shorten(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure)
{
    uint64_t runs = 0;
    for (size_t piece = schedule->count / 2; piece > 1; piece /= 2)
        sweep(start, schedule, failure, piece, &runs);
    while (schedule->count && sweep(start, schedule, failure, 1, &runs))
        ;
    return runs;
}
