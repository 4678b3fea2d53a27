/*
 * The report as SARIF 2.1.0 (OASIS standard of 27 March 2020), the form in which code scanners show findings at lines of source. Section numbers are the standard's.
 */
#include "report/sarif.h"

#include <stdlib.h>
#include <string.h>

/* 3.11: plain text is enough. */
static json_t *message(const char *text)
{
    json_t *object = json_object();
    put(object, "text", string(text));
    return object;
}

static void add_escaped(struct text *uri, const char *path)
{
    for (; *path; path++) {
        if (strchr("/-._~", *path) || (*path >= '0' && *path <= '9') || ((*path | 32) >= 'a' && (*path | 32) <= 'z'))
            text_add_bytes(uri, path, 1);
        else
            text_add(uri, "%%%02X", (unsigned char)*path);
    }
}

/* 3.4.3: relative to the current folder where the file lies below it, so that a log made in a checkout holds elsewhere too. */
static json_t *uri_of(const char *path)
{
    struct text uri = {0};
    const char *folder = host_current_folder();
    size_t n = strlen(folder);
    bool below = n && strncmp(path, folder, n) == 0 && path[n] == '/';
    if (path[0] == '/' && !below)
        text_add(&uri, "file://");
    add_escaped(&uri, below ? path + n + 1 : path);
    json_t *value = json_string(uri.bytes);
    text_free(&uri);
    return value;
}

static json_t *physical(const struct report_place *place)
{
    json_t *object = json_object(), *artifact = json_object(), *region = json_object();
    put(artifact, "uri", uri_of(place->file));
    put(object, "artifactLocation", artifact);
    put(region, "startLine", json_integer(place->line));
    put(object, "region", region);
    return object;
}

static json_t *logical(const struct report_place *place)
{
    char whole[200];
    json_t *object = json_object(), *array = json_array();
    snprintf(whole, sizeof whole, "%s!%s", place->driver, place->routine);
    put(object, "name", string(place->routine));
    put(object, "fullyQualifiedName", string(whole));
    put(object, "kind", json_string("function"));
    append(array, object);
    return array;
}

json_t *sarif_location(const struct report_place *place)
{
    bool line = place->file[0] && place->line;
    if (!line && !place->routine[0])
        return NULL;
    json_t *object = json_object();
    if (line)
        put(object, "physicalLocation", physical(place));
    if (place->routine[0])
        put(object, "logicalLocations", logical(place));
    return object;
}

/* The rule's place in the list, to which it is added when it is new. */
static json_int_t rule_index(struct sarif *sarif, struct sarif_rule rule)
{
    size_t i, count = json_array_size(sarif->rules);
    for (i = 0; i < count; i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(sarif->rules, i), "id")), rule.id) == 0)
            return (json_int_t)i;
    json_t *object = json_object(), *configuration = json_object();
    put(object, "id", string(rule.id));
    put(object, "shortDescription", message(rule.text));
    put(configuration, "level", json_string("error"));
    put(object, "defaultConfiguration", configuration);
    append(sarif->rules, object);
    return (json_int_t)count;
}

/* 3.27.17: the same trouble at the same place is the same result, whatever was inserted above it. */
static json_t *fingerprint(const char *rule, const struct report_place *place)
{
    char text[512];
    json_t *object = json_object();
    snprintf(text, sizeof text, "%s %s!%s %s", rule, place->driver, place->routine, report_base_name(place->file));
    put(object, "trouble/1", string(text));
    return object;
}

static json_t *properties(const struct ntsim_report *report)
{
    json_t *object = json_object();
    if (report->scenario[0])
        put(object, "scenario", string(report->scenario));
    if (report->schedule)
        put(object, "schedule", string(report->schedule));
    put(object, "replay", string(report->replay.bytes ? report->replay.bytes : ""));
    return object;
}

/* What a scenario of the default schedule says that it shows is no news (3.27.23). */
static json_t *suppressions(const struct ntsim_report *report)
{
    if (!report->has_expect || report->schedule || report->search.searched || !report_as_expected(report))
        return NULL;
    json_t *array = json_array(), *one = json_object();
    put(one, "kind", json_string("external"));
    put(one, "justification", json_string("the scenario expects it"));
    append(array, one);
    return array;
}

static void add_related(json_t *result, const struct sarif_related *related)
{
    json_t *array = json_array();
    for (; related && related->place; related++) {
        json_t *location = sarif_location(related->place);
        if (!location)
            continue;
        put(location, "id", json_integer((json_int_t)json_array_size(array)));
        put(location, "message", message(related->what));
        append(array, location);
    }
    if (json_array_size(array))
        json_object_set(result, "relatedLocations", array);
    json_decref(array);
}

json_t *sarif_add(struct sarif *sarif, struct sarif_rule rule, const struct report_place *place, const char *text, const struct sarif_related *related)
{
    json_t *result = json_object(), *locations = json_array(), *location = sarif_location(place), *suppressed = suppressions(sarif->report);
    put(result, "ruleId", string(rule.id));
    put(result, "ruleIndex", json_integer(rule_index(sarif, rule)));
    put(result, "level", json_string("error"));
    put(result, "message", message(text));
    if (location)
        append(locations, location);
    put(result, "locations", locations);
    add_related(result, related);
    put(result, "partialFingerprints", fingerprint(rule.id, place));
    if (suppressed)
        put(result, "suppressions", suppressed);
    put(result, "properties", properties(sarif->report));
    append(sarif->results, result);
    return result;
}

/* 3.20: whether ntsim itself did what it should. */
static json_t *invocations(const struct sarif *sarif)
{
    json_t *array = json_array(), *one = json_object();
    put(one, "executionSuccessful", json_boolean(json_array_size(sarif->notifications) == 0));
    json_object_set(one, "toolExecutionNotifications", sarif->notifications);
    append(array, one);
    return array;
}

static json_t *tool(const struct sarif *sarif, const char *version)
{
    json_t *object = json_object(), *driver = json_object();
    put(driver, "name", json_string("ntsim"));
    put(driver, "version", json_string(version));
    json_object_set(driver, "rules", sarif->rules);
    put(object, "driver", driver);
    return object;
}

static json_t *run_of(const struct sarif *sarif, const char *version)
{
    json_t *run = json_object(), *notes = properties(sarif->report);
    put(run, "tool", tool(sarif, version));
    put(run, "invocations", invocations(sarif));
    json_object_set(run, "results", sarif->results);
    if (sarif->report->search.searched)
        put(notes, "claim", string(sarif->report->search.claim));
    put(run, "properties", notes);
    return run;
}

char *report_sarif(const struct ntsim_report *report, const char *version)
{
    struct sarif sarif = {.report = report, .rules = json_array(), .results = json_array(), .notifications = json_array()};
    json_t *root = json_object(), *runs = json_array();
    sarif_add_results(&sarif);
    put(root, "$schema", json_string("https://json.schemastore.org/sarif-2.1.0.json"));
    put(root, "version", json_string("2.1.0"));
    append(runs, run_of(&sarif, version));
    put(root, "runs", runs);
    char *json = json_dumps(root, JSON_INDENT(2));
    struct text text = {0};
    if (!json)
        host_out_of_memory();
    text_add(&text, "%s\n", json);
    free(json);
    json_decref(root);
    json_decref(sarif.rules);
    json_decref(sarif.results);
    json_decref(sarif.notifications);
    return text.bytes;
}
