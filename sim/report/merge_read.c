/* Reading shards' reports, and whether they belong together. */
#include "report/merge_parts.h"

#include <stdarg.h>
#include <string.h>

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

const char *merge_sentence(void)
{
    return sentence;
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------------------------ */

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

bool merge_read(struct part *part, struct coverage *coverage, const char *text, const char *name)
{
    json_error_t where;
    part->name = name;
    part->root = json_loads(text, 0, &where);
    const json_t *shard = json_object_get(part->root, "shard");
    if (!part->root)
        return fail("%s is no JSON: %s (line %d)", name, where.text, where.line);
    if (merge_number(part->root, "format") != 1 || !json_object_get(part->root, "claim"))
        return fail("%s is no report of ntsim explore", name);
    if (!shard)
        return fail("%s is the report of a whole search, not of a shard (explore --shard I/N)", name);
    part->settings = json_string_value(json_object_get(shard, "settings"));
    part->stages = json_object_get(shard, "stages");
    part->failed = json_object_get(shard, "failed");
    part->shard = merge_number(shard, "index");
    part->shards = merge_number(shard, "of");
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

bool merge_check(struct merge *merge)
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
