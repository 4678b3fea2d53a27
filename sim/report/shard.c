/*
 * What a shard's JSON holds beside the report: enough to put shards together (merge.c).
 *
 *   "shard": { "index", "of", "settings", "processors", "points", "undivided", "repeatable": why not or null, "broken": why or null,
 *              "failed": null or { "stage", "unit", "number" },
 *              "stages": [ { "strategy", "bound", "whole", "cut", "first", "end" } or, of a tree, "units": [[unit, runs], ...] instead of first and end ] }
 */
#include "report/shard.h"

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
    return object;
}
