/*
 * SARIF: what report_sarif writes is what the standard's schema allows (the parts that are used here, held against it property by property), and the places in it are
 * lines of the drivers' own source.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <ntsim/ntsim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the schema ------------------------------------------------------------------------------------------------------------------------------------- */

enum form { TEXT, INDEX, COUNT, FLAG, BAG, OBJECT, LIST, URI };

/* Every property that we write; an object has no other (the schema says additionalProperties: false). `*` before a name: required. */
struct property {
    const char *name;
    enum form form;
    const struct property *inside; /* of an object, or of a list's elements */
    const char *words;             /* of a text: the ones allowed */
};

static const struct property message[] = {{"*text", TEXT, 0, 0}, {0}};
static const struct property artifact_location[] = {{"*uri", URI, 0, 0}, {0}};
static const struct property region[] = {{"*startLine", COUNT, 0, 0}, {0}};
static const struct property physical[] = {{"*artifactLocation", OBJECT, artifact_location, 0}, {"region", OBJECT, region, 0}, {0}};
static const struct property logical[] = {{"name", TEXT, 0, 0}, {"fullyQualifiedName", TEXT, 0, 0}, {"kind", TEXT, 0, "function"}, {0}};
static const struct property location[] = {
    {"id", INDEX, 0, 0}, {"message", OBJECT, message, 0}, {"physicalLocation", OBJECT, physical, 0}, {"logicalLocations", LIST, logical, 0}, {0}};
static const struct property frame[] = {{"location", OBJECT, location, 0}, {0}};
static const struct property stack[] = {{"*frames", LIST, frame, 0}, {0}};
static const struct property suppression[] = {{"*kind", TEXT, 0, "inSource external"}, {"justification", TEXT, 0, 0}, {0}};
static const struct property result[] = {{"ruleId", TEXT, 0, 0},
                                         {"ruleIndex", INDEX, 0, 0},
                                         {"level", TEXT, 0, "none note warning error"},
                                         {"*message", OBJECT, message, 0},
                                         {"locations", LIST, location, 0},
                                         {"relatedLocations", LIST, location, 0},
                                         {"stacks", LIST, stack, 0},
                                         {"partialFingerprints", BAG, 0, 0},
                                         {"suppressions", LIST, suppression, 0},
                                         {"properties", BAG, 0, 0},
                                         {0}};
static const struct property configuration[] = {{"level", TEXT, 0, "none note warning error"}, {0}};
static const struct property rule[] = {{"*id", TEXT, 0, 0}, {"shortDescription", OBJECT, message, 0}, {"defaultConfiguration", OBJECT, configuration, 0}, {0}};
static const struct property component[] = {{"*name", TEXT, 0, 0}, {"version", TEXT, 0, 0}, {"rules", LIST, rule, 0}, {0}};
static const struct property tool[] = {{"*driver", OBJECT, component, 0}, {0}};
static const struct property notification[] = {{"level", TEXT, 0, "none note warning error"}, {"*message", OBJECT, message, 0}, {0}};
static const struct property invocation[] = {{"*executionSuccessful", FLAG, 0, 0}, {"toolExecutionNotifications", LIST, notification, 0}, {0}};
static const struct property run[] = {
    {"*tool", OBJECT, tool, 0}, {"invocations", LIST, invocation, 0}, {"results", LIST, result, 0}, {"properties", BAG, 0, 0}, {0}};
static const struct property root[] = {{"$schema", TEXT, 0, 0}, {"*version", TEXT, 0, "2.1.0"}, {"*runs", LIST, run, 0}, {0}};

static void follows(const json_t *object, const struct property *schema);

static bool is_word_of(const char *text, const char *words)
{
    size_t n = strlen(text);
    for (const char *at = strstr(words, text); n && at; at = strstr(at + 1, text))
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            return true;
    return false;
}

/* RFC 3986: what is not allowed in one is escaped. */
static void is_uri(const char *text)
{
    assert_true(text[0]);
    for (; *text; text++) {
        assert_true(*text > ' ' && *text < 127 && !strchr("\"<>\\^`{|}", *text));
        if (*text == '%')
            assert_true(strspn(text + 1, "0123456789ABCDEFabcdef") >= 2);
    }
}

static void value_follows(const json_t *value, const struct property *property)
{
    const json_t *element;
    size_t i;
    switch (property->form) {
    case TEXT:
        assert_true(json_is_string(value));
        assert_true(!property->words || is_word_of(json_string_value(value), property->words));
        break;
    case URI:
        assert_true(json_is_string(value));
        is_uri(json_string_value(value));
        break;
    case INDEX:
        assert_true(json_is_integer(value) && json_integer_value(value) >= 0);
        break;
    case COUNT:
        assert_true(json_is_integer(value) && json_integer_value(value) >= 1);
        break;
    case FLAG:
        assert_true(json_is_boolean(value));
        break;
    case BAG:
        assert_true(json_is_object(value));
        break;
    case OBJECT:
        follows(value, property->inside);
        break;
    case LIST:
        assert_true(json_is_array(value));
        json_array_foreach(value, i, element)
            follows(element, property->inside);
        break;
    }
}

static void follows(const json_t *object, const struct property *schema)
{
    size_t known = 0;
    assert_true(json_is_object(object));
    for (; schema->name; schema++) {
        bool required = schema->name[0] == '*';
        const json_t *value = json_object_get(object, schema->name + required);
        if (required)
            assert_non_null(value);
        known += value != NULL;
        if (value)
            value_follows(value, schema);
    }
    assert_int_equal(known, json_object_size(object));
}

/* --- what the schema cannot say -------------------------------------------------------------------------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static json_t *run_of(const json_t *log)
{
    return json_array_get(json_object_get(log, "runs"), 0);
}

static json_t *results_of(const json_t *log)
{
    return json_object_get(run_of(log), "results");
}

/* 3.27.5 and 3.27.6: the index leads to the rule of that id; ids are there once. */
static void rules_are_named(const json_t *log)
{
    const json_t *rules = json_object_get(json_object_get(json_object_get(run_of(log), "tool"), "driver"), "rules"), *one;
    size_t i, j;
    json_array_foreach(results_of(log), i, one)
        assert_string_equal(text_of(one, "ruleId"), text_of(json_array_get(rules, (size_t)json_integer_value(json_object_get(one, "ruleIndex"))), "id"));
    json_array_foreach(rules, i, one)
        for (j = 0; j < i; j++)
            assert_string_not_equal(text_of(one, "id"), text_of(json_array_get(rules, j), "id"));
}

static json_t *checked(const struct ntsim_report *report)
{
    char *text = ntsim_report_sarif(report);
    json_error_t error;
    assert_non_null(text);
    json_t *log = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(log);
    free(text);
    follows(log, root);
    rules_are_named(log);
    return log;
}

static json_t *sarif_of_run(const char *id, const struct ntsim_options *options)
{
    const char *error;
    struct ntsim_report *report = NULL;
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    assert_non_null(scenario);
    assert_int_equal(ntsim_run(scenario, options, &report), 0);
    json_t *log = checked(report);
    ntsim_report_free(report);
    return log;
}

/* "%20" is a blank. */
static void decode(const char *uri, char *path, size_t size)
{
    size_t used = 0;
    for (; *uri && used + 1 < size; uri++) {
        char digits[3] = {0};
        if (*uri == '%' && uri[1] && uri[2]) {
            memcpy(digits, uri + 1, 2);
            uri += 2;
        }
        path[used++] = digits[0] ? (char)strtoul(digits, NULL, 16) : *uri;
    }
    path[used] = 0;
}

/* The line of source at a location, as it stands in the file that the URI names from the current folder. */
static void line_at(const json_t *place, char *line, int size)
{
    const json_t *physical_location = json_object_get(place, "physicalLocation");
    const char *uri = text_of(json_object_get(physical_location, "artifactLocation"), "uri");
    json_int_t number = json_integer_value(json_object_get(json_object_get(physical_location, "region"), "startLine"));
    char path[4096];
    assert_non_null(uri);
    decode(strncmp(uri, "file://", 7) == 0 ? uri + 7 : uri, path, sizeof path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (json_int_t i = 0; i < number; i++)
        assert_non_null(fgets(line, size, file));
    fclose(file);
}

static const json_t *first_location(const json_t *one)
{
    return json_array_get(json_object_get(one, "locations"), 0);
}

/* --- claims ---------------------------------------------------------------------------------------------------------------------------------------------- */

static void a_bug_check_is_a_result_at_the_driver_s_line(void **state)
{
    (void)state;
    char line[512];
    json_t *log = sarif_of_run("u16_timer_left_set", NULL);
    const json_t *one = json_array_get(results_of(log), 0), *related = json_object_get(one, "relatedLocations");
    assert_int_equal(json_array_size(results_of(log)), 1);
    assert_string_equal(text_of(one, "ruleId"), "bugcheck-0xD4");
    line_at(first_location(one), line, sizeof line);
    assert_string_equal(text_of(json_array_get(json_object_get(first_location(one), "logicalLocations"), 0), "fullyQualifiedName"), "timer_left_set!AlarmDpc");
    line_at(json_array_get(related, json_array_size(related) - 1), line, sizeof line);
    assert_non_null(strstr(line, "KeSetTimer"));
    assert_string_equal(text_of(json_object_get(one, "properties"), "replay"), "ntsim run u16_timer_left_set");
    json_decref(log);
}

static void a_wedge_is_a_result_where_hold_was_taken(void **state)
{
    (void)state;
    char line[512];
    json_t *log = sarif_of_run("u04_device_not_deleted", NULL);
    const json_t *one = json_array_get(results_of(log), 0);
    assert_string_equal(text_of(one, "ruleId"), "wedged");
    line_at(first_location(one), line, sizeof line);
    assert_non_null(strstr(line, "IoCreateDevice"));
    json_decref(log);
}

static void each_leak_is_a_result(void **state)
{
    (void)state;
    json_t *log = sarif_of_run("left_behind", NULL);
    const json_t *one;
    size_t i;
    assert_true(json_array_size(results_of(log)) >= 6);
    json_array_foreach(results_of(log), i, one)
        assert_string_equal(text_of(one, "ruleId"), "leak");
    json_decref(log);
}

static void a_data_race_has_both_places(void **state)
{
    (void)state;
    struct ntsim_options options = {.races = true};
    json_t *log = sarif_of_run("race_counter", &options);
    const json_t *one = json_array_get(results_of(log), 0);
    assert_string_equal(text_of(one, "ruleId"), "data-race");
    assert_non_null(first_location(one));
    assert_int_equal(json_array_size(json_object_get(one, "relatedLocations")), 1);
    json_decref(log);
}

/* What the scenario says that it shows is suppressed; nothing else is. */
static void only_what_is_expected_is_suppressed(void **state)
{
    (void)state;
    json_t *log = sarif_of_run("u16_timer_left_set", NULL);
    assert_int_equal(json_array_size(json_object_get(json_array_get(results_of(log), 0), "suppressions")), 1);
    json_decref(log);
    struct ntsim_options options = {.races = true};
    log = sarif_of_run("race_counter", &options);
    assert_null(json_object_get(json_array_get(results_of(log), 0), "suppressions"));
    json_decref(log);
}

static void a_quiet_run_has_no_results(void **state)
{
    (void)state;
    json_t *log = sarif_of_run("echo", NULL);
    assert_int_equal(json_array_size(results_of(log)), 0);
    assert_true(json_is_true(json_object_get(json_array_get(json_object_get(run_of(log), "invocations"), 0), "executionSuccessful")));
    json_decref(log);
}

/* What was found by searching is found again by the line in its properties. */
static void a_find_carries_its_schedule(void **state)
{
    (void)state;
    const char *error;
    struct ntsim_report *report = NULL;
    struct ntsim_search search = {.runs = 1000};
    assert_int_equal(ntsim_explore(ntsim_scenario_find("u27_thread_last_instruction", NULL, &error), NULL, &search, &report), 0);
    json_t *log = checked(report), *one = json_array_get(results_of(log), 0);
    ntsim_report_free(report);
    assert_string_equal(text_of(one, "ruleId"), "bugcheck-0xCE");
    assert_null(json_object_get(one, "suppressions"));
    assert_non_null(strstr(text_of(json_object_get(run_of(log), "properties"), "claim"), "A failure, found by"));

    struct ntsim_options options = {.schedule = text_of(json_object_get(one, "properties"), "schedule")};
    json_t *again = sarif_of_run("u27_thread_last_instruction", &options);
    assert_true(json_equal(json_object_get(one, "locations"), json_object_get(json_array_get(results_of(again), 0), "locations")));
    json_decref(again);
    json_decref(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bug_check_is_a_result_at_the_driver_s_line),
        cmocka_unit_test(a_wedge_is_a_result_where_hold_was_taken),
        cmocka_unit_test(each_leak_is_a_result),
        cmocka_unit_test(a_data_race_has_both_places),
        cmocka_unit_test(only_what_is_expected_is_suppressed),
        cmocka_unit_test(a_quiet_run_has_no_results),
        cmocka_unit_test(a_find_carries_its_schedule),
    };
    return cmocka_run_group_tests_name("sarif", tests, NULL, NULL);
}
