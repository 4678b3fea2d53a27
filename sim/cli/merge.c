/*
 * ntsim merge: the reports of all shards of a search, put together.
 */
#include "cli/cli.h"

#include "host/host.h"
#include "report/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reports {
    const char **names;
    char **texts;
    size_t count;
    const char *json; /* where to write; NULL: nowhere */
};

static int parse(struct reports *reports, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (cli_option(argc, argv, &i, "--json", &reports->json)) {
            if (!reports->json)
                return cli_bad("--json needs a value");
        } else if (argv[i][0] == '-') {
            return cli_bad("merge takes reports and --json FILE, not %s", argv[i]);
        } else {
            reports->names[reports->count++] = argv[i];
        }
    }
    return reports->count ? 0 : cli_bad("merge needs the JSON reports of all shards of a search (explore --shard I/N --json FILE)");
}

static int read_all(struct reports *reports)
{
    const char *error;
    size_t size;
    for (size_t i = 0; i < reports->count; i++)
        if (!(reports->texts[i] = host_file_read(reports->names[i], &size, &error)))
            return cli_bad("%s cannot be read: %s", reports->names[i], error);
    return 0;
}

static void print(const struct report_merged *merged)
{
    const struct report_search *search = &merged->search;
    printf("merged: %llu schedules\n", (unsigned long long)search->schedules);
    report_print_coverage(search, stdout);
    if (merged->failure[0])
        printf("failure: %s\n", merged->failure);
    if (merged->replay[0])
        printf("replay: %s\n", merged->replay);
    printf("claim: %s\noutcome: %s\n", search->claim, report_search_outcome(search));
}

/* As explore would. */
static int exit_code(const struct report_merged *merged)
{
    const char *outcome = report_search_outcome(&merged->search);
    if (strcmp(outcome, "broken") == 0 || strcmp(merged->failure, report_outcome_name(NTSIM_NOT_MODELLED)) == 0 || strcmp(merged->failure, report_outcome_name(NTSIM_BROKEN)) == 0)
        return EXIT_NOT_MODELLED;
    if (strcmp(outcome, "inconclusive") == 0)
        return EXIT_INCONCLUSIVE;
    return merged->search.found ? EXIT_FAILED : EXIT_AS_EXPECTED;
}

static int merge(const struct reports *reports)
{
    struct report_merged merged;
    const char *error;
    if (!report_merge((const char *const *)reports->texts, reports->names, reports->count, &merged, &error))
        return cli_bad("%s", error);
    bool to_stdout = reports->json && strcmp(reports->json, "-") == 0;
    bool good = !reports->json || cli_write(reports->json, merged.json);
    if (good && !to_stdout)
        print(&merged);
    free(merged.json);
    coverage_free(&merged.search.coverage);
    return good ? exit_code(&merged) : EXIT_BAD_INPUT;
}

int cli_merge(int argc, char **argv)
{
    struct reports reports = {.names = host_take((size_t)argc + 1, sizeof *reports.names), .texts = host_take((size_t)argc + 1, sizeof *reports.texts)};
    int code = parse(&reports, argc, argv);
    if (!code)
        code = read_all(&reports);
    if (!code)
        code = merge(&reports);
    for (size_t i = 0; i < reports.count; i++)
        free(reports.texts[i]);
    free(reports.names);
    free(reports.texts);
    return code;
}
