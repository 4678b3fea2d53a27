#include "report/merge_parts.h"

#include <stdlib.h>
#include <string.h>

#define SHARDS_MAX 65536

/* --- counting -------------------------------------------------------------------------------------------------------------------------------------------- */

/* Numbers of a shard from 0 to below n. */
static uint64_t owned(const struct part *part, uint64_t n)
{
    return n / part->shards + (n % part->shards > part->shard);
}

/* Runs of a stage that the shard made, those only that come before a place in it. */
static uint64_t runs_before(const struct part *part, const json_t *stage, uint64_t unit, uint64_t number)
{
    const json_t *units = json_object_get(stage, "units");
    uint64_t runs = 0;
    if (!units) {
        uint64_t first = merge_number(stage, "first"), end = merge_number(stage, "end");
        end = number < end ? number : end;
        return end > first ? owned(part, end) - owned(part, first) : 0;
    }
    for (size_t i = 0; i < json_array_size(units); i++)
        if ((uint64_t)json_integer_value(json_array_get(json_array_get(units, i), 0)) < unit)
            runs += (uint64_t)json_integer_value(json_array_get(json_array_get(units, i), 1));
    return runs;
}

static uint64_t runs_of(const struct part *part, const json_t *stage)
{
    return runs_before(part, stage, UINT64_MAX, UINT64_MAX);
}

static uint64_t runs_in_stage(const struct merge *merge, size_t number)
{
    uint64_t runs = 0;
    for (size_t i = 0; i < merge->count; i++)
        runs += runs_of(&merge->parts[i], json_array_get(merge->parts[i].stages, number));
    return runs;
}

static size_t stage_count(const struct merge *merge)
{
    size_t most = 0;
    for (size_t i = 0; i < merge->count; i++)
        if (json_array_size(merge->parts[i].stages) > most)
            most = json_array_size(merge->parts[i].stages);
    return most;
}

/* --- what it comes to -------------------------------------------------------------------------------------------------------------------------------------- */

static bool comes_first(const struct merge *merge, const struct part *part)
{
    const json_int_t mine[] = {merge->stage, merge->unit, merge->number};
    static const char *const keys[] = {"stage", "unit", "number"};
    for (int i = 0; i < 3; i++) {
        json_int_t other = json_integer_value(json_object_get(part->failed, keys[i]));
        if (other != mine[i])
            return other < mine[i];
    }
    return false;
}

static void find_failure(struct merge *merge)
{
    merge->shown = NULL;
    for (size_t i = 0; i < merge->count; i++) {
        const struct part *part = &merge->parts[i];
        if (!json_is_object(part->failed) || (merge->shown && !comes_first(merge, part)))
            continue;
        merge->shown = part;
        merge->stage = json_integer_value(json_object_get(part->failed, "stage"));
        merge->unit = json_integer_value(json_object_get(part->failed, "unit"));
        merge->number = json_integer_value(json_object_get(part->failed, "number"));
    }
}

static void count_to_failure(struct merge *merge)
{
    struct report_search *search = &merge->search;
    uint64_t runs = 1;
    size_t at = (size_t)merge->stage;
    for (size_t i = 0; i < at; i++)
        runs += runs_in_stage(merge, i);
    for (size_t i = 0; i < merge->count; i++)
        runs += runs_before(&merge->parts[i], json_array_get(merge->parts[i].stages, at), (uint64_t)merge->unit, (uint64_t)merge->number);
    if (json_object_get(json_array_get(merge->shown->stages, at), "units"))
        runs += (uint64_t)merge->number;
    search->found = true;
    search->schedules = search->first_failure = runs;
    search->deviations = merge_number(merge->shown->root, "deviations");
    snprintf(search->strategy, sizeof search->strategy, "%s", json_string_value(json_object_get(merge->shown->root, "strategy")));
}

/* All shards have all of it, and nothing speaks against a claim. */
static bool is_complete(const struct merge *merge, size_t number)
{
    for (size_t i = 0; i < merge->count; i++) {
        const json_t *stage = json_array_get(merge->parts[i].stages, number);
        if (!json_is_true(json_object_get(stage, "whole")) || merge_number(stage, "cut"))
            return false;
    }
    return true;
}

static const json_t *any_stage(const struct merge *merge, size_t number)
{
    for (size_t i = 0; i < merge->count; i++)
        if (json_array_get(merge->parts[i].stages, number))
            return json_array_get(merge->parts[i].stages, number);
    return NULL;
}

/* As explore/search.c does while it goes. */
static void take_stage(struct merge *merge, size_t number, bool only)
{
    struct report_search *search = &merge->search;
    const json_t *stage = any_stage(merge, number);
    const char *strategy = json_string_value(json_object_get(stage, "strategy"));
    bool tree = json_object_get(stage, "units"), all = strcmp(strategy, "dfs") == 0 || strcmp(strategy, "plain") == 0;
    bool complete = tree && is_complete(merge, number) && (all || (int)merge_number(stage, "bound") == search->bound + 1);
    if ((only && (all || !tree)) || complete)
        snprintf(search->strategy, sizeof search->strategy, "%s", strategy);
    if (complete && !all) {
        search->bound = (int)merge_number(stage, "bound");
        search->complete_schedules = runs_in_stage(merge, number);
    }
    search->complete |= complete;
}

static void count_all(struct merge *merge)
{
    struct report_search *search = &merge->search;
    size_t stages = stage_count(merge);
    for (size_t i = 0; i < stages; i++) {
        search->schedules += runs_in_stage(merge, i);
        for (size_t k = 0; k < merge->count; k++)
            search->cut_runs += merge_number(json_array_get(merge->parts[k].stages, i), "cut");
        take_stage(merge, i, stages == 1);
    }
    search->complete = search->complete && !search->cut_runs;
    for (size_t k = 0; !merge->shown && k < merge->count; k++)
        if (merge->parts[k].shard == 0)
            merge->shown = &merge->parts[k];
}

/* What a failure found before it also shows: the bounds that were complete by then. */
static void bounds_before_failure(struct merge *merge)
{
    char strategy[sizeof merge->search.strategy];
    memcpy(strategy, merge->search.strategy, sizeof strategy);
    for (size_t i = 0; i < (size_t)merge->stage; i++)
        take_stage(merge, i, false);
    memcpy(merge->search.strategy, strategy, sizeof strategy);
    merge->search.complete = false;
}

static void take_text(char *text, size_t size, const json_t *shard, const char *key)
{
    const char *value = json_string_value(json_object_get(shard, key));
    if (value && !text[0])
        snprintf(text, size, "%s", value);
}

/* A shard that cannot be trusted spoils the whole. */
static void take_reservations(struct merge *merge)
{
    for (size_t i = 0; i < merge->count; i++) {
        const json_t *shard = json_object_get(merge->parts[i].root, "shard");
        merge->search.repeatable &= json_is_true(json_object_get(shard, "repeatable"));
        take_text(merge->search.unrepeatable, sizeof merge->search.unrepeatable, shard, "unrepeatable");
        take_text(merge->search.broken, sizeof merge->search.broken, shard, "broken");
        merge->search.seconds += json_real_value(json_object_get(json_object_get(merge->parts[i].root, "host"), "seconds"));
    }
}

static void put_together(struct merge *merge)
{
    merge->search = (struct report_search){.searched = true, .repeatable = true, .bound = -1};
    merge->search.level = (unsigned)merge_number(json_object_get(merge->parts[0].root, "shard"), "points");
    take_reservations(merge);
    find_failure(merge);
    if (merge->shown) {
        count_to_failure(merge);
        bounds_before_failure(merge);
    } else {
        count_all(merge);
    }
    merge->search.covered = !merge->search.found; /* else some have made runs behind the failure */
    merge->search.coverage = merge->coverage;
    report_claim(&merge->search, (unsigned)merge_number(merge->shown->root, "processors"));
}

static void tell(const struct merge *merge, struct report_merged *merged)
{
    json_t *root = json_deep_copy(merge->shown->root);
    const char *replay = json_string_value(json_object_get(root, "replay")), *failure = json_string_value(json_object_get(root, "failure"));
    json_object_del(root, "shard");
    search_json(root, &merge->search);
    snprintf(merged->replay, sizeof merged->replay, "%s", replay && merge->search.found ? replay : "");
    snprintf(merged->failure, sizeof merged->failure, "%s", failure && merge->search.found ? failure : "");
    merged->search = merge->search;
    merged->json = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
}

bool report_merge(const char *const *texts, const char *const *names, size_t count, struct report_merged *merged, const char **error)
{
    struct merge merge = {.parts = host_take(count, sizeof *merge.parts)};
    bool good = merge.parts && count <= SHARDS_MAX;
    *merged = (struct report_merged){.json = NULL};
    *error = good ? merge_sentence() : merge.parts ? "too many reports" : "out of memory";
    for (; good && merge.count < count; merge.count++)
        good = merge_read(&merge.parts[merge.count], &merge.coverage, texts[merge.count], names[merge.count]);
    if (good && (good = merge_check(&merge))) {
        put_together(&merge);
        tell(&merge, merged);
    } else {
        coverage_free(&merge.coverage);
    }
    for (size_t i = 0; merge.parts && i < count; i++)
        json_decref(merge.parts[i].root);
    free(merge.parts);
    return good;
}
