/* --view and --at: the first line is the moment, each further one a view. */
#include "fuzz.h"
#include <ntsim/ntsim.h>
#include <ntsim/outcome.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VIEWS_MAX = 32 };

static const struct ntsim_scenario *scenario(void)
{
    static const struct ntsim_scenario *found;
    const char *error;
    if (!found)
        found = ntsim_scenario_find("u04_device_not_deleted", NTSIM_MODULE_DIR, &error);
    if (!found)
        abort();
    return found;
}

static void run(const char *at, const char *const *views)
{
    struct ntsim_options options = {.path = NTSIM_MODULE_DIR, .views = views, .view_at = at && *at ? at : NULL};
    struct ntsim_report *report;
    if (ntsim_run(scenario(), &options, &report) != 0) {
        if (!ntsim_error()[0])
            abort();
        return;
    }
    if (ntsim_report_outcome(report) != NTSIM_QUIET) /* views only look */
        abort();
    free(ntsim_report_json(report));
    ntsim_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *views[VIEWS_MAX + 1] = {0};
    char *text = malloc(size + 1), *rest = text;
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    const char *at = strsep(&rest, "\n");
    for (size_t i = 0; i < VIEWS_MAX && rest; i++)
        views[i] = strsep(&rest, "\n");
    run(at, views);
    for (size_t i = 0; i < VIEWS_MAX && views[i]; i++) { /* each alone: one that is refused takes the others with it */
        const char *one[2] = {views[i], NULL};
        run(NULL, one);
    }
    free(text);
    return 0;
}
