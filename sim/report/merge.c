#include "report/merge.h"

#include "report/shard.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SHARDS_MAX 65536

struct part { /* a shard's report */
    const char *name, *settings;
    json_t *root, *stages, *failed;
    uint64_t shard, shards;
};

struct merge {
    struct part *parts; /* by shard, once checked */
    size_t count;
    struct report_search search;
    struct coverage coverage; /* of all parts */
    const struct part *shown; /* whose run is told */
    json_int_t stage, unit, number; /* where the lowest failure is */
};

static char sentence[512];

static bool fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return false;
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------------------------ */

static uint64_t number_at(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

static bool is_damaged(const json_t *stage)
{
    const json_t *units = json_object_get(stage, "units");
    if (!json_is_string(json_object_get(stage, "strategy")) || !json_is_boolean(json_object_get(stage, "whole")) || !json_is_integer(json_object_get(stage, "cut")))
        return true;
    if (!units)
        return !json_is_integer(json_object_get(stage, "first")) || !json_is_integer(json_object_get(stage, "end"));
    for (size_t i = 0; i < json_array_size(units); i++)
        if (!json_is_integer(json_array_get(json_array_get(units, i), 0)) || !json_is_integer(json_array_get(json_array_get(units, i), 1)))
            return true;
    return !json_is_array(units);
}

static bool read_part(struct part *part, struct coverage *coverage, const char *text, const char *name)
{
    json_error_t where;
    part->name = name;
    part->root = json_loads(text, 0, &where);
    const json_t *shard = json_object_get(part->root, "shard");
    if (!part->root)
        return fail("%s is no JSON: %s (line %d)", name, where.text, where.line);
    if (number_at(part->root, "format") != 1 || !json_object_get(part->root, "claim"))
        return fail("%s is no report of ntsim explore", name);
    if (!shard)
        return fail("%s is the report of a whole search, not of a shard (explore --shard I/N)", name);
    part->settings = json_string_value(json_object_get(shard, "settings"));
    part->stages = json_object_get(shard, "stages");
    part->failed = json_object_get(shard, "failed");
    part->shard = number_at(shard, "index");
    part->shards = number_at(shard, "of");
    if (!part->settings || !json_is_array(part->stages) || !part->shards || part->shard >= part->shards)
        return fail("%s is damaged: its part about the shard cannot be read", name);
    for (size_t i = 0; i < json_array_size(part->stages); i++)
        if (is_damaged(json_array_get(part->stages, i)))
            return fail("%s is damaged: stage %zu of its search cannot be read", name, i + 1);
    if (!shard_coverage(coverage, shard))
        return fail("%s is damaged: what its search covered cannot be read", name);
    return true;
}

/* --- checking ------------------------------------------------------------------------------------------------------------------------------------------- */

/* The first setting ("seed=1") that is not the same. */
static void first_difference(const char *left, const char *right, int *at, int *left_size, int *right_size)
{
    int start = 0, i = 0;
    for (; left[i] && left[i] == right[i]; i++)
        if (left[i] == ';')
            start = i + 1;
    *at = start;
    *left_size = (int)strcspn(left + start, ";");
    *right_size = (int)strcspn(right + start, ";");
}

static bool check_alike(const struct part *first, const struct part *other)
{
    int at, n, m;
    if (first->shards != other->shards)
        return fail("%s is one of %llu shards, %s one of %llu", first->name, (unsigned long long)first->shards, other->name, (unsigned long long)other->shards);
    if (strcmp(first->settings, other->settings) == 0)
        return true;
    first_difference(first->settings, other->settings, &at, &n, &m);
    return fail("%s was searched with %.*s, %s with %.*s", first->name, n, first->settings + at, other->name, m, other->settings + at);
}

static bool check_all(struct merge *merge)
{
    struct part *parts = merge->parts;
    for (size_t i = 0; i < merge->count; i++) {
        if (!check_alike(&parts[0], &parts[i]))
            return false;
        for (size_t k = 0; k < i; k++)
            if (parts[k].shard == parts[i].shard)
                return fail("%s and %s are both shard %llu of %llu", parts[k].name, parts[i].name, (unsigned long long)parts[i].shard, (unsigned long long)parts[i].shards);
    }
    for (uint64_t shard = 0; shard < parts[0].shards && shard <= merge->count; shard++) {
        size_t i = 0;
        while (i < merge->count && parts[i].shard != shard)
            i++;
        if (i == merge->count)
            return fail("shard %llu of %llu is missing", (unsigned long long)shard, (unsigned long long)parts[0].shards);
    }
    return true;
}

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
        uint64_t first = number_at(stage, "first"), end = number_at(stage, "end");
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
    search->deviations = number_at(merge->shown->root, "deviations");
    snprintf(search->strategy, sizeof search->strategy, "%s", json_string_value(json_object_get(merge->shown->root, "strategy")));
}

/* All shards have all of it, and nothing speaks against a claim. */
static bool is_complete(const struct merge *merge, size_t number)
{
    for (size_t i = 0; i < merge->count; i++) {
        const json_t *stage = json_array_get(merge->parts[i].stages, number);
        if (!json_is_true(json_object_get(stage, "whole")) || number_at(stage, "cut"))
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
    bool complete = tree && is_complete(merge, number) && (all || (int)number_at(stage, "bound") == search->bound + 1);
    if ((only && (all || !tree)) || complete)
        snprintf(search->strategy, sizeof search->strategy, "%s", strategy);
    if (complete && !all) {
        search->bound = (int)number_at(stage, "bound");
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
            search->cut_runs += number_at(json_array_get(merge->parts[k].stages, i), "cut");
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
    merge->search.level = (unsigned)number_at(json_object_get(merge->parts[0].root, "shard"), "points");
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
    report_claim(&merge->search, (unsigned)number_at(merge->shown->root, "processors"));
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
    *error = sentence;
    snprintf(sentence, sizeof sentence, "%s", merge.parts ? "too many reports" : "out of memory");
    for (; good && merge.count < count; merge.count++)
        good = read_part(&merge.parts[merge.count], &merge.coverage, texts[merge.count], names[merge.count]);
    if (good && (good = check_all(&merge))) {
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
