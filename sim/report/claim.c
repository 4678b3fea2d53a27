/*
 * What may be claimed of a search (search.md 4). Nothing is claimed of runs that were cut or do not repeat.
 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

static const char *ending(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void claim_found(struct report_search *s)
{
    snprintf(s->claim, sizeof s->claim, "A failure, found by %s as schedule %llu, with %zu deviation%s from the default schedule.", s->strategy,
             (unsigned long long)s->first_failure, s->deviations, ending(s->deviations));
}

static void claim_cut(struct report_search *s)
{
    snprintf(s->claim, sizeof s->claim, "Nothing: %llu of %llu schedules were cut by the step bound; no failure in the others.", (unsigned long long)s->cut_runs,
             (unsigned long long)s->schedules);
}

static void claim_complete(struct report_search *s, unsigned processors)
{
    char within[64] = "in any schedule";
    bool all = s->bound < 0;
    if (!all)
        snprintf(within, sizeof within, "within %d %s%s of the default schedule", s->bound, strcmp(s->strategy, "preemption") == 0 ? "preemption" : "delay",
                 ending((uint64_t)s->bound));
    snprintf(s->claim, sizeof s->claim, "No failure %s; processors = %u, points = level %u; %llu schedules%s; complete.", within, processors, s->level,
             (unsigned long long)(all ? s->schedules : s->complete_schedules), strcmp(s->strategy, "dfs") == 0 ? " stand for all" : "");
}

void report_claim(struct report_search *s, unsigned processors)
{
    if (s->broken[0])
        snprintf(s->claim, sizeof s->claim, "Nothing: %s.", s->broken);
    else if (!s->repeatable)
        snprintf(s->claim, sizeof s->claim, "Nothing: the run is not repeatable (%s).", s->unrepeatable);
    else if (s->found)
        claim_found(s);
    else if (s->cut_runs)
        claim_cut(s);
    else if (s->shards > 1)
        snprintf(s->claim, sizeof s->claim, "No failure in the %llu schedules of shard %u of %u; ntsim merge tells what all shards together claim.", (unsigned long long)s->schedules,
                 s->shard, s->shards);
    else if (s->complete)
        claim_complete(s, processors);
    else
        snprintf(s->claim, sizeof s->claim, "No failure in %llu schedules; processors = %u, points = level %u; not complete at any bound.", (unsigned long long)s->schedules,
                 processors, s->level);
}

const char *report_search_outcome(const struct report_search *s)
{
    if (s->broken[0])
        return "broken";
    if (!s->repeatable)
        return "inconclusive";
    return s->found ? "found" : s->cut_runs ? "inconclusive" : "clean";
}

void report_stages_free(struct report_stage *stages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(stages[i].units);
    free(stages);
}
