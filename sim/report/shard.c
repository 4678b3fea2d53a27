/*
 * What a shard's JSON holds beside the report: enough to put shards together (merge.c).
 *
 *   "shard": { "index", "of", "settings", "processors", "points", "undivided", "repeatable": why not or null, "broken": why or null,
 *              "failed": null or { "stage", "unit", "number" },
 *              "coverage": { "runs", "shift", "sets": the keys of each set in one string },
 *              "stages": [ { "strategy", "bound", "whole", "cut", "first", "end" } or, of a tree, "units": [[unit, runs], ...] instead of first and end ] }
 */
#include "report/shard.h"

#include <stdlib.h>
#include <string.h>

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)(value > INT64_MAX ? INT64_MAX : value));
}

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

static json_t *stage_json(const struct report_stage *stage)
{
    json_t *object = json_object();
    put(object, "strategy", json_string(stage->strategy));
    put(object, "bound", json_integer(stage->bound));
    put(object, "whole", json_boolean(stage->whole));
    put(object, "cut", number(stage->cut));
    if (!stage->tree) {
        put(object, "first", number(stage->first));
        put(object, "end", number(stage->end));
        return object;
    }
    json_t *units = json_array();
    for (size_t i = 0; i < stage->count; i++) {
        json_t *pair = json_array();
        append(pair, number(stage->units[i].unit));
        append(pair, number(stage->units[i].runs));
        append(units, pair);
    }
    put(object, "units", units);
    return object;
}

static json_t *coverage_json(const struct coverage *coverage)
{
    json_t *object = json_object(), *sets = json_array();
    for (enum coverage_set which = 0; which < COVERAGE_SETS; which++) {
        char *keys = coverage_print(coverage, which);
        append(sets, json_string(keys));
        free(keys);
    }
    put(object, "runs", number(coverage->runs));
    put(object, "shift", number(coverage->shift));
    put(object, "sets", sets);
    return object;
}

json_t *shard_json(const struct ntsim_report *report)
{
    const struct report_search *search = &report->search;
    json_t *object = json_object(), *stages = json_array(), *failed = json_null();
    if (search->found && search->stage_count) {
        failed = json_object();
        put(failed, "stage", number(search->stage_count - 1));
        put(failed, "unit", number(search->failed_unit));
        put(failed, "number", number(search->failed_number));
    }
    for (size_t i = 0; i < search->stage_count; i++)
        append(stages, stage_json(&search->stages[i]));
    put(object, "index", json_integer(search->shard));
    put(object, "of", json_integer(search->shards));
    put(object, "settings", json_string(search->settings));
    put(object, "points", json_integer(search->level));
    put(object, "repeatable", json_boolean(search->repeatable));
    put(object, "unrepeatable", text_or_null(search->unrepeatable));
    put(object, "broken", text_or_null(search->broken));
    put(object, "failed", failed);
    put(object, "stages", stages);
    put(object, "coverage", coverage_json(&search->coverage));
    return object;
}

bool shard_coverage(struct coverage *coverage, const json_t *shard)
{
    const json_t *object = json_object_get(shard, "coverage"), *sets = json_object_get(object, "sets");
    json_int_t runs = json_integer_value(json_object_get(object, "runs")), shift = json_integer_value(json_object_get(object, "shift"));
    struct coverage own = {.runs = (uint64_t)runs, .shift = (unsigned)shift};
    bool good = json_is_integer(json_object_get(object, "runs")) && runs >= 0 && shift >= 0 && shift < 64 && json_array_size(sets) == COVERAGE_SETS;
    for (enum coverage_set which = 0; good && which < COVERAGE_SETS; which++)
        good = coverage_parse(&own, which, json_string_value(json_array_get(sets, which)));
    if (good)
        coverage_merge(coverage, &own);
    coverage_free(&own);
    return good;
}
