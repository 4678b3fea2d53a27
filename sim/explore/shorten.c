/*
 * Shortening: deviations are dropped while the run still fails alike - halves first, then one by one, until none can go. Then delay bounding looks for a schedule with fewer: what is
 * left may be a detour, each step of which is needed (search.md 6).
 */
#include "explore/near.h"

#include <stdlib.h>
#include <string.h>

#define RUNS_DEFAULT 2000

/* The same kind of failure in the same routine; at which of its instructions may differ. */
static bool alike(void *context, const struct search_failure *now)
{
    const struct search_failure *failure = context;
    struct host_symbol here, there;
    if (!search_same(now, failure))
        return false;
    return now->pc == failure->pc || !image_symbol(now->pc, &here) || !image_symbol(failure->pc, &there) || here.start == there.start;
}

static bool fails_alike(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure)
{
    struct replay replay;
    replay_start(&replay, schedule);
    struct search_failure now = search_once(start, replay_answer, &replay);
    replay_end(&replay);
    return alike((void *)(uintptr_t)failure, &now);
}

static struct schedule without(const struct schedule *schedule, size_t first, size_t count)
{
    struct schedule shorter = *schedule;
    shorter.deviations = NULL;
    shorter.count = shorter.room = 0;
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

static uint64_t drop(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure)
{
    uint64_t runs = 0;
    for (size_t piece = schedule->count / 2; piece > 1; piece /= 2)
        sweep(start, schedule, failure, piece, &runs);
    while (schedule->count && sweep(start, schedule, failure, 1, &runs))
        ;
    return runs;
}

/* One that costs fewer delays than there are deviations has fewer of them. */
static uint64_t look_below(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure, uint64_t runs)
{
    struct schedule nothing = without(schedule, 0, schedule->count);
    struct near_plan plan = {.start = start, .seed = &nothing, .to = (unsigned)schedule->count - 1, .runs = runs, .wanted = alike, .context = (void *)(uintptr_t)failure};
    struct near_result result;
    near_search(&plan, &result);
    if (!result.found)
        return result.runs;
    schedule_free(schedule);
    *schedule = result.schedule;
    return result.runs + drop(start, schedule, failure);
}

uint64_t search_shorten_within(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure, uint64_t runs)
{
    uint64_t taken = drop(start, schedule, failure);
    if (schedule->count > 1)
        taken += look_below(start, schedule, failure, runs);
    return taken;
}

uint64_t search_shorten(const struct machine_snapshot *start, struct schedule *schedule, const struct search_failure *failure)
{
    return search_shorten_within(start, schedule, failure, RUNS_DEFAULT);
}
