/*
 * ntsim list.
 */
#include "cli/cli.h"
#include "report/json_put.h"

#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <stdlib.h>
#include <string.h>

static void expected(const struct ntsim_scenario *scenario, char *text, size_t size)
{
    const struct ntsim_expect *expect = &scenario->expect;
    if (expect->outcome == NTSIM_BUGCHECK && expect->bugcheck)
        snprintf(text, size, "bugcheck 0x%X", expect->bugcheck);
    else if (expect->outcome != NTSIM_QUIET)
        snprintf(text, size, "%s", ntsim_outcome_name(expect->outcome));
    else
        snprintf(text, size, "%s", expect->leak ? "leak" : ntsim_verdict_name(expect->verdict));
}

static void print_one(void *context, const struct ntsim_scenario *scenario)
{
    char expect[64];
    (void)context;
    expected(scenario, expect, sizeof expect);
    printf("%-40s %-6s %-16s %s\n", scenario->id, scenario->kind ? scenario->kind : "", expect, scenario->claim ? scenario->claim : "");
}

static void add_one(void *context, const struct ntsim_scenario *scenario)
{
    char text[64];
    json_t *object = json_object(), *drivers = json_array(), *expect = json_object();
    for (const char *const *name = scenario->drivers; name && *name; name++)
        append(drivers, string(*name));
    expected(scenario, text, sizeof text);
    put(expect, "outcome", json_string(ntsim_outcome_name(scenario->expect.outcome)));
    put(expect, "bugcheck", scenario->expect.bugcheck ? json_integer(scenario->expect.bugcheck) : json_null());
    put(expect, "verdict", json_string(ntsim_verdict_name(scenario->expect.verdict)));
    put(expect, "leak", json_boolean(scenario->expect.leak));
    put(object, "id", string(scenario->id));
    put(object, "kind", string(scenario->kind ? scenario->kind : ""));
    put(object, "claim", string(scenario->claim ? scenario->claim : ""));
    put(object, "drivers", drivers);
    put(object, "expected", expect);
    put(object, "schedule", scenario->schedule ? string(scenario->schedule) : json_null());
    append(context, object);
}

static void print_json(const char *path)
{
    json_t *root = json_object(), *scenarios = json_array();
    ntsim_scenario_each(path, add_one, scenarios);
    put(root, "format", json_integer(1));
    put(root, "scenarios", scenarios);
    char *text = json_dumps(root, JSON_INDENT(2));
    if (!text)
        host_out_of_memory();
    puts(text);
    free(text);
    json_decref(root);
}

int cli_list(int argc, char **argv)
{
    const char *path = NULL;
    bool json = false;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (!cli_option(argc, argv, &i, "--path", &path))
            return cli_bad("list takes --json and --path FOLDERS, not %s", argv[i]);
        else if (!path)
            return cli_bad("--path needs a value");
    }
    if (json) {
        print_json(path);
        return EXIT_AS_EXPECTED;
    }
    printf("%-40s %-6s %-16s %s\n", "scenario", "kind", "expected", "what happens");
    ntsim_scenario_each(path, print_one, NULL);
    return EXIT_AS_EXPECTED;
}
